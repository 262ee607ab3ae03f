"""A département at work: its schema, its people, and the API as each of them calls it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Flask
from werkzeug.test import Client, TestResponse

from domain.convention.kind import Kind, KindRules
from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.roles import SIDES, Role
from infra.counters import Limit
from infra.evidence.instance import instance
from infra.following import follower
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.schemas.migrate import migrate, owner, provision
from infra.web.app import create_app
from infra.web.limits import LIMITS, Limits
from infra.wiring import Wiring
from services.ask import Ask, Caller
from services.platform.commands import PublishFramework, PublishKindRules
from services.platform.frameworks import publish_framework, publish_kind_rules
from tests.servers import Database

CLS: dict[str, Any] = {
    "kind": "CLS",
    "title": "Contrat local des solidarités",
    "starts_on": "2024-01-01",
    "ends_on": "2027-12-31",
    "territory_codes": ["48"],
    "axes": [1, 3, 4],
}
PEOPLE = UUID("00000000-0000-5000-8000-00000000cafe")
AXES = {Kind.CLS: (1, 3, 4), Kind.CDIE: (2,), Kind.CPT: (1, 2, 3, 4)}
OFFICES = {Role.DEPT_SIGNATORY: "president", Role.PREFET_SIGNATORY: "prefet"}


@dataclass
class World:
    """`callers`: who each bearer token stands for; a token is `tenant/role`."""

    settings: Settings
    wiring: Wiring
    callers: dict[str, Caller] = field(default_factory=dict)
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.wiring, self.callers.get)

    def caller(self, role: Role, tenant: str = "48", organization: UUID | None = None) -> Caller:
        return Caller(
            tenant=tenant,
            person_id=uuid5(PEOPLE, f"{tenant}/{role}"),
            role=role.value,
            side=SIDES[role],
            auth_method="test",
            office=OFFICES.get(role),
            organization_id=organization,
            authenticated_at=datetime.now(UTC),
        )

    def person(self, role: Role, tenant: str = "48", organization: UUID | None = None) -> "Person":
        caller = self.caller(role, tenant, organization)
        token = f"{tenant}/{role}"
        self.callers[token] = caller
        return Person(self.app.test_client(), tenant, token, caller)

    def ask(self, role: Role, tenant: str = "48") -> Ask:
        """For what is done without the API."""
        return Ask(
            caller=self.caller(role, tenant),
            provenance=Provenance(ProvenanceKind.SYSTEM),
            correlation_id=uuid4(),
            now=datetime.now(UTC),
            today=date(2024, 1, 1),
            effective_on=BusinessDate(date(2024, 1, 1)),
        )

    def publish_rules(self) -> None:
        ask = self.ask(Role.PLATFORM_ADMIN, PLATFORM)
        platform = self.wiring.platform()
        framework = PublishFramework(
            name="Pacte des solidarités",
            starts_on=date(2024, 1, 1),
            ends_on=date(2027, 12, 31),
            axes={axe: f"Axe {axe}" for axe in (1, 2, 3, 4)},
        )
        publish_framework(platform, ask, framework)
        for kind, axes in AXES.items():
            publish_kind_rules(platform, ask, PublishKindRules(rules=_rules(kind, axes)))


@dataclass(frozen=True)
class Person:
    """Calls the API of the own tenant with the own token."""

    client: Client
    tenant: str
    token: str
    caller: Caller

    def post(
        self,
        path: str,
        body: Any,
        *,
        match: int | str | None = None,
        key: str | None = "",
        tenant: str | None = None,
        **given: Any,
    ) -> TestResponse:
        """`key` empty: a fresh one; None: none at all."""
        headers = self.headers()
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid4())
        if match is not None:
            headers["If-Match"] = f'"v{match}"' if isinstance(match, int) else match
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"data": data, "content_type": "application/json"} | given
        return self.client.post(self.url(path, tenant), headers=headers, **sent)

    def get(self, path: str, *, tenant: str | None = None, **query: Any) -> TestResponse:
        return self.client.get(self.url(path, tenant), headers=self.headers(), query_string=query)

    def url(self, path: str, tenant: str | None = None) -> str:
        if tenant is None and self.tenant == PLATFORM:
            return f"/api/v1/platform{path}"
        return f"/api/v1/tenants/{tenant or self.tenant}{path}"

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def unlimited(app: Flask) -> None:
    """The tests together try more in a minute than anybody may."""
    often = Limits(Limit(1_000_000, 60), Limit(1_000_000, 60))
    app.extensions["limits"] = dict.fromkeys(LIMITS, often)


@contextmanager
def world(database: Database, redis_url: str, tmp_path: Path) -> Iterator[World]:
    settings = Settings(
        home=tmp_path,
        database_url=database.app_url,
        database_owner_url=database.owner_url,
        redis_url=redis_url,
        secret_key="of this test",
    )
    migrate(settings)
    with owner(settings) as connection:
        for tenant in ("48", "05"):
            provision(connection, tenant, settings)
    wiring = Wiring(settings.without_owner())
    made = World(settings, wiring)
    unlimited(made.app)
    made.publish_rules()
    stopping = threading.Event()
    # Named at the first seal: not while a test counts positions of the platform.
    instance(wiring.platform(), wiring.settings.home)
    following = threading.Thread(target=follower(wiring, stopping).run, args=[stopping.is_set])
    following.start()
    try:
        yield made
    finally:
        stopping.set()
        following.join()
        wiring.close()


def _rules(kind: Kind, axes: tuple[int, ...]) -> KindRules:
    return KindRules(
        kind=kind,
        rules_version="2024-1",
        allowed_axes=axes,
        max_state_share_bp=10_000,
        share_scope="none",
        required_offices=("prefet", "president"),
        fungible_volets=(),
        allowed_natures=("new", "reinforced", "carried_over"),
    )
