"""Pacte as people find it: served, two départements declared and open, an act that waits."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

from rq import Queue

from domain.dates import BusinessDate
from domain.departement import name_of
from domain.envelope import Provenance, ProvenanceKind
from domain.platform.facts import TenantKind
from domain.registry.facts import OrganizationKind
from domain.roles import SIDES, Role
from domain.sso.facts import ClientAuth, Configuration
from infra import queue as queues
from infra.access.accepting import guest_of
from infra.clock import now
from infra.embedded.ports import free_port
from infra.embedded.servers import Servers
from infra.following import follower
from infra.mail import job
from infra.mail.inbox import Inbox
from infra.settings import Settings
from infra.sso.local.serving import listen, serving
from infra.sso.providers.provider import Provider
from infra.sso.providers.secrets import folder_of
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.persons import invitations, logins
from infra.store.schemas.migrate import migrate
from infra.tenants.tenancy import open_tenant
from infra.wiring import Wiring
from services.access import members
from services.access.commands import InviteMember
from services.ask import Ask
from services.platform.commands import ConfigureSso, DeclareTenant, OpenMailSignIn
from services.platform.providers import configure_sso
from services.platform.tenants import open_mail_sign_in
from services.ports import Person
from services.registry.commands import RegisterOrganization
from services.registry.organizations import register_organization
from tests.journeys.story import Story
from tests.journeys.world import World
from tests.mailbox import open_inbox
from tests.post import wait_until, worker
from tests.servers import fresh_database

FIRST_PORT = 18280
SIRETS = {"48": "22480001100013", "05": "22050000300011"}
PRESIDENTE = "presidente@lozere.test"
DIRECTRICE = "directrice@ars.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`story` is that of the Lozère: its convention waits for two signatures."""

    world: World
    url: str
    inbox: Inbox
    queue: Queue
    story: Story = field(init=False)
    opened: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = Story(self.world, addresses={"president": PRESIDENTE, "director": DIRECTRICE})
        object.__setattr__(self, "story", told)

    @property
    def page(self) -> str:
        """Of the act that waits."""
        return f"{self.url}/t/48/a-signer/{self.story.convention}"

    def plug(self, provider: Provider, secret: str, name: str = "ProConnect") -> None:
        """As `pacte sso add` does."""
        folder = folder_of(self.world.settings.home)
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / provider.client_ref).touch(mode=0o600)
        (folder / provider.client_ref).write_text(secret)
        configuration = Configuration(
            name=name,
            client_id=provider.client_id,
            client_ref=provider.client_ref,
            client_auth=ClientAuth(provider.auth_method),
            algorithms=provider.algorithms,
            acr_values=provider.acr_values,
            scopes=provider.scopes,
            claim_map={},
            signed_userinfo=provider.signed_userinfo,
            tenants=provider.tenants,
        )
        command = ConfigureSso(
            slug=provider.slug, issuer=provider.issuer, configuration=configuration
        )
        platform = self.world.wiring.platform()
        configure_sso(platform, self.ask(Role.PLATFORM_ADMIN, PLATFORM), command)
        self.world.wiring.door.listed._known = 0.0, []

    def open_by_mail(self) -> None:
        """As `pacte sso mail` does."""
        platform = self.world.wiring.platform()
        open_mail_sign_in(
            platform, self.ask(Role.PLATFORM_ADMIN, PLATFORM), OpenMailSignIn(code="48")
        )
        self.world.wiring.door.by_mail._known = 0.0, []

    def invite(self, role: Role, tenant: str = "48") -> str:
        """The link that leads in."""
        wiring, who = self.world.wiring, self.world.caller(role, tenant).person_id
        if who not in wiring.people(tenant).many([who]):
            wiring.people(tenant).create(Person(person_id=who, display_name="Camille Durand"))
        command = InviteMember(
            person_id=who,
            role=role,
            organization_id=self.organization(role, tenant),
            office=self.world.caller(role).office,
        )
        asked = self.ask(Role.TENANT_ADMIN, tenant)
        members.invite_member(wiring.pactes(tenant), wiring.people(tenant), asked, command)
        guest = guest_of(members.found(wiring.pactes(tenant), who))
        with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
            token = invitations.mint(connection, schema_of(tenant), guest, now())
        return f"{self.url}/invitation/{tenant}/{token}"

    def organization(self, role: Role, tenant: str) -> UUID:
        """That of the side in the story, and one more elsewhere."""
        if tenant == self.story.tenant:
            side = SIDES[role]
            return UUID(self.story.organizations["ars" if side == "partner" else side])
        command = RegisterOrganization(
            legal_name=f"Organisme du {tenant}", kind=OrganizationKind.DEPARTEMENT
        )
        ask = self.ask(Role.TENANT_ADMIN, tenant)
        return register_organization(self.world.wiring.pactes(tenant), ask, command).stream

    def let_in(self, role: Role, issuer: str, sub: str, tenant: str = "48") -> None:
        """Invited, and come in already."""
        self.invite(role, tenant)
        wiring, who = self.world.wiring, self.world.caller(role, tenant).person_id
        with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
            assert logins.bind(connection, schema_of(tenant), issuer, sub, who)
        members.accept_invitation(wiring.pactes(tenant), self.ask(role, tenant))

    def later(self, gap: timedelta, issuer: str, sub: str) -> None:
        """As if that person had proved who they are so much earlier."""
        sessions = self.world.wiring.door.sessions
        for one in sessions.of(issuer, sub):
            assert one.identity.auth_time
            earlier = replace(one.identity, auth_time=one.identity.auth_time - gap)
            sessions._write(replace(one, identity=earlier))

    def follows(self, position: int) -> bool:
        """Whether what can be read has come that far."""
        agent = self.story.person(Role.DEPT_AGENT)
        return agent.get("/conventions", min_position=position).status_code == HTTPStatus.OK

    def mailed(self, address: str, path: str) -> str:
        """The link that a letter to that address holds, once the letter has come."""
        link = re.compile(rf"{re.escape(self.url)}\S*{re.escape(path)}\S+")
        found: list[str] = []

        def has_come() -> bool:
            worker(self.queue).work(burst=True, logging_level="ERROR")
            for each in self.inbox.messages():
                body = each.get_body(("plain",))
                if body and each["Delivered-To"] == address:
                    found.extend(link.findall(body.get_content()))
            return bool(found)

        wait_until(has_come)
        return found[0]

    def ask(self, role: Role, tenant: str) -> Ask:
        return Ask(
            caller=self.world.caller(role, tenant),
            provenance=Provenance(ProvenanceKind.API),
            correlation_id=uuid4(),
            now=datetime.now(UTC),
            today=date(2024, 1, 1),
            effective_on=BusinessDate(date(2024, 1, 1)),
        )


@contextmanager
def served(servers: Servers, folder: Path) -> Iterator[House]:
    """On a port of its own, with a follower, until the `with` block ends."""
    with ExitStack() as held:
        database = held.enter_context(fresh_database(servers))
        inbox = held.enter_context(open_inbox(folder / "mail"))
        port = free_port(FIRST_PORT)
        listening = held.enter_context(listen("127.0.0.1", port))
        settings = Settings(
            home=folder,
            database_url=database.app_url,
            database_owner_url=database.owner_url,
            redis_url=servers.redis_url,
            smtp_url=inbox.url,
            public_url=f"http://127.0.0.1:{port}",
            listen=f"127.0.0.1:{port}",
            secret_key="of this test",
        )
        migrate(settings)
        wiring = Wiring(settings.without_owner())
        held.callback(wiring.close)
        job.serve(wiring)
        queue = queues.notices(servers.redis_url, database.name)
        held.callback(queue.connection.close)
        house = House(world=World(settings, wiring), url=settings.url, inbox=inbox, queue=queue)
        owning = Wiring(settings)
        held.callback(owning.close)
        for code, siret in SIRETS.items():
            open_tenant(
                owning, settings, house.ask(Role.PLATFORM_ADMIN, PLATFORM), _own(code, siret)
            )
        held.enter_context(_following(wiring))
        held.enter_context(serving(house.world.app, listening))
        house.story.registry()
        house.story.draft()
        house.story.agree()
        house.story.freeze()
        house.opened.update(house.story.open_round())
        wait_until(lambda: house.follows(house.story.told[-1]["position"]), 30)
        yield house


@contextmanager
def _following(wiring: Wiring) -> Iterator[None]:
    stopping = Event()
    following = Thread(target=follower(wiring, stopping).run, args=[stopping.is_set])
    following.start()
    try:
        yield
    finally:
        stopping.set()
        following.join()


def _own(code: str, siret: str) -> DeclareTenant:
    return DeclareTenant(
        code=code,
        name=name_of(code),
        kind=TenantKind.DEPARTEMENT,
        territory_codes=(code,),
        region_code="76" if code == "48" else "93",
        siret=siret,
    )
