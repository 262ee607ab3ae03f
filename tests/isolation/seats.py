"""People who are members and have signed in: a session for each role of a département."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from domain.access import membership
from domain.access.facts import MemberKind
from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.roles import SIDES, Role
from domain.sso.facts import ClientAuth, Configuration
from infra.clock import now
from infra.sso.identity import Identity, SeenClaims
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.persons import logins
from infra.web.callers import browser
from services.ask import Ask, Caller
from services.platform.commands import ConfigureSso
from services.platform.providers import configure_sso
from tests.journeys.world import World

SLUG, ISSUER = "canari", "https://canari.test"
CONFIGURATION = Configuration(
    name="Fournisseur d’essai",
    client_id="pacte",
    client_ref="canari",
    client_auth=ClientAuth.SECRET_POST,
    algorithms=("RS256",),
    acr_values=("eidas1-mfa",),
    scopes=("openid",),
    claim_map={},
    signed_userinfo=True,
    tenants=(),
)


@dataclass
class Seats:
    """`people`, `grants`: by tenant and role, as whom a session chooses what."""

    here: World
    grants: dict[tuple[str, Role], UUID]
    people: dict[tuple[str, Role], UUID] = field(default_factory=dict)

    def open(self) -> None:
        admin = self.here.caller(Role.PLATFORM_ADMIN, PLATFORM)
        command = ConfigureSso(slug=SLUG, issuer=ISSUER, configuration=CONFIGURATION)
        configure_sso(self.here.wiring.platform(), asking(admin), command)

    def seat(self, caller: Caller) -> None:
        """A member in that role, known by a login of the provider."""
        role, wiring, grant = Role(caller.role), self.here.wiring, uuid4()
        sided = caller.organization_id if SIDES[role] in membership.WITH_ORGANIZATION else None
        member = membership.invite(
            tenant=caller.tenant,
            person_id=caller.person_id,
            kind=MemberKind.HUMAN,
            grant_id=grant,
            role=role,
            organization_id=sided,
            office=caller.office,
        )
        membership.activate(member)
        wiring.pactes(caller.tenant).record(asking(caller), member)
        roles, schema = roles_of(wiring.pool.database, caller.tenant), schema_of(caller.tenant)
        with wiring.pool.checkout(roles.web) as connection:
            logins.bind(connection, schema, ISSUER, subject(caller.tenant, role), caller.person_id)
        self.grants[caller.tenant, role] = grant
        self.people[caller.tenant, role] = caller.person_id

    def sign_in(self, client: FlaskClient, tenant: str, role: Role, mark: str) -> str:
        """A new session in the browser; the token that its forms hold."""
        sessions = self.here.wiring.door.sessions
        cookie, session = sessions.begin(identity(tenant, role, mark))
        at = tenant, role
        sessions.choose(session, tenant, self.people[at], self.grants[at])
        client.set_cookie(browser.SESSION, cookie)
        return session.csrf


def subject(tenant: str, role: Role) -> str:
    return f"{role}-of-{tenant}"


def identity(tenant: str, role: Role, mark: str) -> Identity:
    return Identity(
        issuer=ISSUER,
        sub=subject(tenant, role),
        provider=SLUG,
        acr=None,
        auth_time=now(),
        sid=None,
        claims=SeenClaims(display_name=f"{mark} identity", email=f"{mark}@{tenant}.test"),
        id_token="",
    )


def asking(caller: Caller) -> Ask:
    return Ask(
        caller=caller,
        provenance=Provenance(ProvenanceKind.SYSTEM),
        correlation_id=uuid4(),
        now=datetime.now(UTC),
        today=date(2024, 1, 1),
        effective_on=BusinessDate(date(2024, 1, 1)),
    )
