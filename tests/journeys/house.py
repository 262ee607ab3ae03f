"""A Pacte that people reach as they do: providers on real ports, sessions in Valkey, a browser."""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import redis
from flask import Flask
from werkzeug.test import Client as Http
from werkzeug.test import TestResponse

from domain.access import membership
from domain.dates import BusinessDate
from domain.departement import covered_by, region_of
from domain.envelope import Provenance, ProvenanceKind
from domain.platform.facts import TenantKind
from domain.registry.facts import OrganizationKind
from domain.roles import MACHINES, SIDES, Role
from domain.sso.facts import ClientAuth, Configuration
from domain.sso.provider import provider_id
from infra.access.accepting import guest_of
from infra.clock import day_of, now
from infra.evidence.instance import instance
from infra.following import follower
from infra.settings import Settings
from infra.sso import paths
from infra.sso.local.accounts import SCOPES, Account, Client
from infra.sso.local.app import create_provider
from infra.sso.local.memory import ACR
from infra.sso.local.serving import listen, serving
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.persons import invitations, logins
from infra.store.schemas.migrate import migrate, owner, provision
from infra.wiring import Wiring
from projections.queries.people import ORGANIZATIONS_LIST
from projections.queries.query import NotReached
from services.access import commands, machines, members
from services.ask import Ask, Key
from services.platform import tenants
from services.platform.commands import (
    ActivateTenant,
    CloseTenant,
    ConfigureSso,
    DeclareTenant,
    EndSso,
    ReactivateTenant,
    SuspendTenant,
)
from services.platform.providers import configure_sso, end_sso
from services.ports import Person as Beside
from services.registry.commands import RegisterOrganization
from services.registry.organizations import register_organization
from tests.infra.sso.living import Browser
from tests.journeys.world import World, unlimited
from tests.servers import Database

PUBLIC = "https://pacte.test"
SECRET = "a-secret-of-the-tests"
KINDS = {
    "departement": OrganizationKind.DEPARTEMENT,
    "state": OrganizationKind.STATE_PREFECTURE,
    "partner": OrganizationKind.ARS,
}
FOLLOWED = ("48", "05")
OK = 200
HTML = {"Accept": "text/html"}
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Clock:
    """The real one, further on by as much as a test says."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


@dataclass(slots=True)
class Provided:
    """One local provider on its port; `stop` it and nobody answers there any more."""

    slug: str
    issuer: str
    app: Flask
    running: ExitStack

    def add(self, account: Account) -> None:
        self.app.extensions["house"].accounts[account.sub] = account

    def stop(self) -> None:
        self.running.close()


@dataclass(frozen=True, slots=True)
class Resident:
    """A person who came in by an invitation: one login, one grant."""

    tenant: str
    person_id: UUID
    grant_id: UUID
    sub: str
    role: Role
    organization_id: UUID | None


@dataclass
class House(World):
    """`providers` by slug; tenants are declared and open, unless a test says otherwise."""

    clock: Clock = field(default_factory=Clock)
    providers: dict[str, Provided] = field(default_factory=dict)
    organizations: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def asking(self, role: Role, tenant: str) -> Ask:
        """Of somebody who may, whom the test does not care about."""
        moment = self.clock()
        return Ask(
            caller=self.caller(role, tenant),
            provenance=Provenance(ProvenanceKind.SYSTEM),
            correlation_id=uuid4(),
            now=moment,
            today=day_of(moment),
            effective_on=BusinessDate(day_of(moment)),
        )

    def entrusting(self, machine: Role, tenant: str) -> Ask:
        """Of whose side lets that machine in: an administrator names it, but opens nothing."""
        own = Role.STATE_AGENT if SIDES[machine] == "state" else Role.DEPT_MANAGER
        return self.asking(own, tenant)

    def hoster(self) -> Ask:
        return self.asking(Role.PLATFORM_ADMIN, PLATFORM)

    def open_tenant(self, code: str, *, activate: bool = True) -> None:
        platform = self.wiring.platform()
        declared = DeclareTenant(
            code=code,
            name=f"Département {code}",
            kind=TenantKind.DEPARTEMENT,
            territory_codes=covered_by(code),
            region_code=region_of(code),
            siret="22480001100013",
        )
        tenants.declare_tenant(platform, self.hoster(), declared)
        if activate:
            tenants.activate_tenant(platform, self.hoster(), ActivateTenant(code=code))

    def suspend(self, code: str) -> None:
        command = SuspendTenant(code=code, reason="Un motif.")
        tenants.suspend_tenant(self.wiring.platform(), self.hoster(), command)

    def reactivate(self, code: str) -> None:
        command = ReactivateTenant(code=code)
        tenants.reactivate_tenant(self.wiring.platform(), self.hoster(), command)

    def close(self, code: str) -> None:
        command = CloseTenant(code=code, reason="Un motif.", export_sha256="0" * 64)
        tenants.close_tenant(self.wiring.platform(), self.hoster(), command)

    def organization(self, tenant: str, side: str, siret: str | None = None) -> UUID:
        """One of each side in each tenant; another one where a SIRET is asked for."""
        known = self.organizations.get((tenant, side))
        if known and siret is None:
            return known
        command = RegisterOrganization(
            legal_name=f"Organisme {uuid4()}", kind=KINDS[side], siret=siret
        )
        ask = self.asking(Role.TENANT_ADMIN, tenant)
        made = register_organization(self.wiring.pactes(tenant), ask, command).stream
        if siret is None:
            self.organizations[tenant, side] = made
        return made

    def reach(self, code: str) -> None:
        head = self.wiring.pactes(code).recorder.max_notification_id()
        for _ in range(5):
            with suppress(NotReached):
                self.wiring.reader.ask(code, ORGANIZATIONS_LIST, min_position=head)
                return
        raise AssertionError(f"the follower of {code} does not come")

    def invite(
        self,
        role: Role,
        tenant: str = "48",
        organization: UUID | None = None,
        person_id: UUID | None = None,
    ) -> tuple[UUID, UUID]:
        """The person, and the grant; nobody has accepted yet."""
        person_id = person_id or uuid4()
        side = SIDES[role]
        if tenant != PLATFORM and side in KINDS and organization is None:
            organization = self.organization(tenant, side)
        beside = Beside(person_id=person_id, display_name=f"Personne {person_id}")
        self.wiring.people(tenant).create(beside)
        command = commands.InviteMember(
            person_id=person_id, role=role, organization_id=organization
        )
        admin = Role.PLATFORM_ADMIN if tenant == PLATFORM else Role.TENANT_ADMIN
        members.invite_member(
            self.wiring.pactes(tenant),
            self.wiring.people(tenant),
            self.asking(admin, tenant),
            command,
        )
        member = members.found(self.wiring.pactes(tenant), person_id)
        return person_id, member.grants[0].grant_id

    def resident(
        self,
        role: Role,
        tenant: str = "48",
        *,
        sub: str | None = None,
        organization: UUID | None = None,
        person_id: UUID | None = None,
        provider: str = "demo",
    ) -> Resident:
        """Invited, accepted, known to the provider under `sub`."""
        person_id, grant_id = self.invite(role, tenant, organization, person_id)
        sub = sub or str(uuid4())
        self.bind(tenant, sub, person_id, provider)
        pactes = self.wiring.pactes(tenant)
        member = members.found(pactes, person_id)
        membership.activate(member)
        pactes.record(self.asking(Role.TENANT_ADMIN, tenant), member)
        self.account(sub, provider)
        return Resident(tenant, person_id, grant_id, sub, role, member.grants[0].organization_id)

    def bind(self, tenant: str, sub: str, person_id: UUID, provider: str = "demo") -> None:
        issuer = self.providers[provider].issuer
        with self.connection(tenant) as connection:
            assert logins.bind(connection, schema_of(tenant), issuer, sub, person_id)

    def account(self, sub: str, provider: str = "demo", **given: Any) -> None:
        usual: dict[str, Any] = {
            "display_name": f"Personne {sub[:8]}",
            "words": "personne du test",
            "email": "commune@exemple.test",
            "territory": "Essais",
        }
        self.providers[provider].add(Account(sub=sub, **usual | given))

    def link(self, tenant: str, person_id: UUID, ago: timedelta = timedelta()) -> str:
        """The address of the invitation that a mail would hold."""
        guest = guest_of(members.found(self.wiring.pactes(tenant), person_id))
        with self.connection(tenant) as connection:
            token = invitations.mint(connection, schema_of(tenant), guest, self.clock() - ago)
        return f"/invitation/{tenant}/{token}"

    @contextmanager
    def connection(self, tenant: str) -> Iterator[Any]:
        role = roles_of(self.wiring.pool.database, tenant).web
        with self.wiring.pool.checkout(role) as connection:
            yield connection

    def revoke(self, who: Resident) -> None:
        command = commands.RevokeRole(
            person_id=who.person_id, grant_id=who.grant_id, motive="Un motif."
        )
        ask = self.asking(Role.TENANT_ADMIN, who.tenant)
        members.revoke_role(self.wiring.pactes(who.tenant), ask, command)

    def remove(self, who: Resident) -> None:
        command = commands.RemoveMember(person_id=who.person_id, motive="Un motif.")
        ask = self.asking(Role.TENANT_ADMIN, who.tenant)
        members.remove_member(self.wiring.pactes(who.tenant), ask, command)

    def machine(self, role: Role = Role.DEPT_MACHINE, tenant: str = "48") -> UUID:
        assert role in MACHINES
        command = commands.RegisterMachine(
            label="Logiciel", role=role, organization_id=self.organization(tenant, SIDES[role])
        )
        key = Key(command_id=uuid4(), request_sha256=bytes(32), status=201)
        ask = replace(self.asking(Role.TENANT_ADMIN, tenant), key=key)
        people = self.wiring.people(tenant)
        machines.register_machine(self.wiring.pactes(tenant), people, ask, command)
        return ask.minted()

    def configure(self, slug: str, issuer: str, *served: str, **given: Any) -> None:
        usual: dict[str, Any] = {
            "name": f"Service d’identité {slug}",
            "client_id": "pacte",
            "client_ref": slug,
            "client_auth": ClientAuth.SECRET_POST,
            "algorithms": ("RS256",),
            "acr_values": (ACR,),
            "scopes": SCOPES,
            "claim_map": {},
            "signed_userinfo": True,
            "tenants": served,
        }
        command = ConfigureSso(
            slug=slug, issuer=issuer, configuration=Configuration(**usual | given)
        )
        configure_sso(self.wiring.platform(), self.hoster(), command)
        self.wiring.door.listed._known = 0.0, []
        self.wiring.door.listed._known = 0.0, []

    def end_provider(self, slug: str) -> None:
        end_sso(self.wiring.platform(), self.hoster(), EndSso(slug=slug))
        assert self.wiring.door.provider(slug) is None

    def browser(self) -> "Visitor":
        return Visitor(self)

    def inside(self, who: Resident) -> "Visitor":
        """Signed in, in that space."""
        visitor = self.browser()
        answer = visitor.sign_in(who.sub)
        assert answer.status_code == 303, answer.text
        return visitor

    def pass_time(self, by: timedelta) -> None:
        """For Pacte by its clock, for Valkey by what is left of every key."""
        self.clock.ahead += by
        client = self.wiring.door.sessions.redis
        for key in cast("list[bytes]", client.keys("pacte:*")):
            left = client.pttl(key)
            if left >= 0:
                client.pexpire(key, max(0, left - int(by.total_seconds() * 1000)))

    def heads(self) -> dict[str, int]:
        """How far every log has come."""
        logs = [*sorted({tenant for tenant, _ in self.organizations} | set(FOLLOWED)), PLATFORM]
        return {code: self.wiring.pactes(code).recorder.max_notification_id() or 0 for code in logs}

    def sessions(self) -> dict[str, bytes]:
        """What Valkey keeps of those who are signed in."""
        client: redis.Redis = self.wiring.door.sessions.redis
        names = cast("list[bytes]", client.keys("pacte:*:session:*"))
        return {name.decode(): cast("bytes", client.get(name)) for name in sorted(names)}


@dataclass
class Visitor:
    """One browser: its cookies here, and those at the providers."""

    house: House
    http: Http = field(init=False)
    there: Browser = field(default_factory=Browser)

    def __post_init__(self) -> None:
        self.http = self.house.app.test_client()

    def get(self, path: str, **given: Any) -> TestResponse:
        headers = HTML | dict(given.pop("headers", {}))
        return self.http.get(path, base_url=PUBLIC, headers=headers, **given)

    def post(self, path: str, form: Mapping[str, Any], **given: Any) -> TestResponse:
        """As a form of ours sends it: with the token of the session unless the form has one."""
        headers = HTML | {"Sec-Fetch-Site": "same-origin"} | dict(given.pop("headers", {}))
        data = {"csrf": self.csrf()} | dict(form) if "csrf" not in form else dict(form)
        return self.http.post(path, base_url=PUBLIC, headers=headers, data=data, **given)

    def csrf(self) -> str:
        found = CSRF.search(self.get("/compte").text)
        return unescape(found[1]) if found else ""

    def cookie(self, name: str = "__Host-pacte") -> str | None:
        found = self.http.get_cookie(name, domain="pacte.test")
        return found.value if found else None

    def give_cookie(self, value: str, name: str = "__Host-pacte") -> None:
        self.http.set_cookie(name, value, domain="pacte.test")

    def begin(self, slug: str = "demo", **query: str) -> TestResponse:
        return self.get(f"/auth/{slug}/begin", query_string=query)

    def sign_in(self, sub: str, slug: str = "demo", **query: str) -> TestResponse:
        """There and back, by its page or known there already; the answer is the callback's."""
        sent = self.begin(slug, **query)
        assert sent.status_code == 303, sent.text
        chosen = self.there.visit(sent.headers["Location"])
        if chosen.status_code == OK:
            chosen = self.there.choose(chosen, sub)
        back = urlsplit(chosen.headers["Location"])
        assert f"{back.scheme}://{back.netloc}" == PUBLIC
        return self.get(f"{back.path}?{back.query}")

    def choose(self, tenant: str, grant_id: UUID) -> TestResponse:
        return self.post("/espaces", {"tenant": tenant, "grant": str(grant_id)})

    def read(self, path: str, tenant: str = "48", **query: Any) -> TestResponse:
        """The API, by the cookie alone."""
        return self.http.get(f"/api/v1/tenants/{tenant}{path}", base_url=PUBLIC, query_string=query)

    def write(self, path: str, body: Any, tenant: str = "48", **headers: str) -> TestResponse:
        """The API, by the cookie and the token of the session."""
        usual = {"X-CSRF-Token": self.csrf(), "Idempotency-Key": str(uuid4())}
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        url = f"/api/v1/tenants/{tenant}{path}"
        return self.http.post(url, base_url=PUBLIC, json=body, headers=usual | sent)


@contextmanager
def provided(home: Path, slug: str) -> Iterator[Provided]:
    with ExitStack() as running:
        listening = running.enter_context(listen("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
        client = Client(
            client_id="pacte",
            secret=SECRET,
            redirect_uris=(paths.callback(PUBLIC, slug),),
            post_logout_redirect_uris=(paths.logged_out(PUBLIC),),
        )
        machine = Client(client_id="machine", secret=SECRET, scopes=("pacte:read", "pacte:write"))
        app = create_provider(Settings(home=home, demo=True), (), issuer, [client, machine])
        running.enter_context(serving(app, listening))
        yield Provided(slug, issuer, app, running)


@contextmanager
def house(
    database: Database,
    redis_url: str,
    folder: Path,
    *,
    following: bool = True,
    codes: Sequence[str] = FOLLOWED,
    smtp_url: str | None = None,
) -> Iterator[House]:
    settings = Settings(
        home=folder,
        database_url=database.app_url,
        database_owner_url=database.owner_url,
        redis_url=redis_url,
        public_url=PUBLIC,
        secret_key="of this test",
        smtp_url=smtp_url,
    )
    migrate(settings)
    with owner(settings) as connection:
        for code in codes:
            provision(connection, code, settings)
    clock = Clock()
    wiring = Wiring(settings.without_owner(), clock)
    made = House(settings, wiring, clock=clock)
    unlimited(made.app)
    made.publish_rules()
    for code in codes:
        made.open_tenant(code)
    with ExitStack() as held:
        held.callback(wiring.close)
        held.enter_context(provider_of(made, "demo"))
        if following:
            begun(made, held)
        yield made


def begun(made: House, held: ExitStack) -> None:
    """Its follower keeps pace from its first look on: it finds something in each log."""
    for code in FOLLOWED:
        made.organization(code, "departement")
    held.enter_context(followed(made.wiring))
    for code in FOLLOWED:
        made.reach(code)


@contextmanager
def provider_of(made: House, slug: str, *served: str) -> Iterator[Provided]:
    """One more provider, configured; with its secret where Pacte looks for it."""
    home = made.settings.home / f"provider-{slug}"
    home.mkdir()
    secret = made.settings.home / "secrets" / slug
    secret.parent.mkdir(exist_ok=True)
    secret.touch(mode=0o600)
    secret.write_text(SECRET)
    with provided(home, slug) as running:
        made.providers[slug] = running
        made.configure(slug, running.issuer, *served)
        assert provider_id(slug) in made.wiring.platform().repository
        yield running


@contextmanager
def followed(wiring: Wiring) -> Iterator[None]:
    # Named at the first seal: not while a test counts positions of the platform.
    instance(wiring.platform(), wiring.settings.home)
    stopping = threading.Event()
    following = threading.Thread(target=follower(wiring, stopping).run, args=[stopping.is_set])
    following.start()
    try:
        yield
    finally:
        stopping.set()
        following.join()
