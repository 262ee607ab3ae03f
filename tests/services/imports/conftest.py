"""A platform with its framework and départements with their cases, on a real store."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from domain.convention.convention import Convention
from infra.demo import founding
from infra.demo.living import hautes_alpes as hautes_alpes_case
from infra.demo.living import loire as loire_case
from infra.demo.living import lozere as lozere_case
from infra.demo.living.scene import ask
from infra.demo.personas import persona
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.names import compose, schema_of
from infra.store.schemas.migrate import migrate, owner, provision
from infra.wiring import Wiring
from services.imports.conventions import Taken, import_conventions
from services.imports.identities import convention_id
from services.imports.plan import PaperPlan
from services.pactes import Pactes
from tests.servers import fresh_database


@dataclass(frozen=True)
class Place:
    wiring: Wiring
    tenant: str

    @property
    def pactes(self) -> Pactes:
        return self.wiring.pactes(self.tenant)

    def take_over(self, plan: PaperPlan, key: str = "manager") -> list[Taken]:
        """By that persona of the demo, as if they were of this département."""
        caller = replace(persona("42", key).caller(), tenant=self.tenant)
        platform, people = self.wiring.platform(), self.wiring.people(self.tenant)
        return import_conventions(self.pactes, platform, people, ask(caller, "test"), plan)

    def convention(self, key: str) -> Convention:
        return self.pactes.load(Convention, convention_id(self.tenant, key))

    def stored(self) -> list[tuple[str, dict[str, Any]]]:
        """Topic and envelope of every event, in order."""
        with owner(self.wiring.settings) as connection:
            rows = connection.execute(
                compose(
                    "SELECT topic, envelope FROM {schema}.events ORDER BY notification_id",
                    schema=schema_of(self.tenant),
                )
            ).fetchall()
        return [(topic, json.loads(envelope)) for topic, envelope in rows]


@pytest.fixture(scope="module")
def wiring(servers: Servers) -> Iterator[Wiring]:
    """A platform with its framework."""
    with fresh_database(servers) as database:
        settings = Settings(
            home=servers.home,
            database_url=database.app_url,
            database_owner_url=database.owner_url,
            redis_url=servers.redis_url,
        )
        migrate(settings)
        made = Wiring(settings)
        founding.publish_framework(made)
        yield made
        made.close()


def place(wiring: Wiring, tenant: str) -> Place:
    with owner(wiring.settings) as connection:
        provision(connection, tenant, wiring.settings)
    return Place(wiring, tenant)


@pytest.fixture(scope="module")
def loire(wiring: Wiring) -> Place:
    made = place(wiring, "42")
    made.take_over(loire_case.plan())
    return made


@pytest.fixture(scope="module")
def lozere(wiring: Wiring) -> Place:
    made = place(wiring, "48")
    made.take_over(lozere_case.plan())
    return made


@pytest.fixture(scope="module")
def hautes_alpes(wiring: Wiring) -> Place:
    made = place(wiring, "05")
    made.take_over(hautes_alpes_case.plan())
    return made


@pytest.fixture(scope="module")
def elsewhere(wiring: Wiring) -> Place:
    """A département without anything."""
    return place(wiring, "43")
