"""Whoever hosts: declares tenants, and runs the jobs of the process that holds the owner."""

from dataclasses import dataclass

from rq import Queue

from domain.platform.facts import TenantKind
from domain.platform.tenant import Tenant, tenant_id
from infra.cli.tenants.tenant import _declaration
from infra.store.connections.names import PLATFORM
from infra.store.following.unit import PostgresLog
from infra.tenants.operating import operator
from infra.wiring import Wiring
from projections.catalogue import projections_of
from services.platform.tenants import declare_tenant
from tests.post import worker
from workers.feeding import Projecting
from workers.turn import Turn

SIRET = "22480001100013"


@dataclass
class Hoster:
    wiring: Wiring
    queue: Queue

    def declare(self, code: str = "48") -> None:
        """As the API does: recorded, and no more."""
        ask = operator(self.wiring, PLATFORM, "test")
        declaration = _declaration(code, SIRET, None, TenantKind.DEPARTEMENT)
        declare_tenant(self.wiring.platform(), ask, declaration)

    def follow(self) -> None:
        with PostgresLog(self.wiring.pool).unit(PLATFORM) as unit:
            turn = Turn(unit, 1000)
            turn.play([Projecting(projection) for projection in projections_of(PLATFORM)])
        assert not turn.stopped()

    def work(self) -> None:
        worker(self.queue).work(burst=True, logging_level="CRITICAL")

    def status(self, code: str = "48") -> str:
        return str(self.wiring.platform().load(Tenant, tenant_id(code)).status)
