"""The hoster at work, from the terminal or in a job: a person beside the log that is acted in."""

from uuid import UUID, uuid4

from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.errors import NotFound, RuleBroken
from domain.platform.tenancy import STANDING
from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from domain.roles import SIDES, Role
from infra.clock import day_of, now
from infra.store.connections.names import PLATFORM
from infra.store.watch.looks import Look, record
from infra.wiring import Wiring
from services.access.callers import inside
from services.ask import Ask, Caller
from services.imports.identities import person_id
from services.ports import Person

OPERATOR = "Exploitation de Pacte"
SEALED = (TenantStatus.CLOSED, TenantStatus.MOVED)


class UndeclaredTenant(NotFound):
    code = "undeclared-tenant"


class TenantNotOpen(RuleBroken):
    """It has no log yet, or no more."""

    code = "tenant-not-open"


def operator(
    wiring: Wiring,
    tenant: str,
    ref: str,
    kind: ProvenanceKind = ProvenanceKind.UI,
    auth_method: str = "cli",
) -> Ask:
    """In a département the rights table leaves little to the hoster, and what is suspended is read.

    Raises UndeclaredTenant, TenantNotOpen.
    """
    caller = Caller(
        tenant=tenant,
        person_id=person_id(tenant, "operator"),
        role=Role.PLATFORM_ADMIN.value,
        side=SIDES[Role.PLATFORM_ADMIN],
        auth_method=auth_method,
    )
    if tenant != PLATFORM:
        caller = let_in(wiring, caller)
    if not caller.read_only:
        wiring.people(tenant).create(Person(person_id=caller.person_id, display_name=OPERATOR))
    moment = now()
    return Ask(
        caller=caller,
        provenance=Provenance(kind, ref),
        correlation_id=uuid4(),
        now=moment,
        today=day_of(moment),
        effective_on=BusinessDate(day_of(moment)),
    )


def declared_tenant(wiring: Wiring, code: str) -> Tenant:
    """As it stands in the log of the platform. Raises UndeclaredTenant."""
    try:
        return wiring.platform().load(Tenant, tenant_id(code))
    except NotFound as error:
        raise UndeclaredTenant(f"Aucun département « {code} » n’est déclaré ici.") from error


def at_rest(wiring: Wiring, code: str) -> bool:
    """Nothing is written there but what becomes of a mail, until it closes or leaves."""
    return _status(wiring, code) in (TenantStatus.SUSPENDED, *SEALED)


def closed(wiring: Wiring, code: str) -> bool:
    """Closed, or gone: the platform's log holds the hash of all of it."""
    return _status(wiring, code) in SEALED


def _status(wiring: Wiring, code: str) -> TenantStatus | None:
    try:
        return declared_tenant(wiring, code).status
    except UndeclaredTenant:
        return None


def let_in(wiring: Wiring, caller: Caller) -> Caller:
    """As far as the tenant is open. Raises UndeclaredTenant, TenantNotOpen."""
    declared = declared_tenant(wiring, caller.tenant)
    found = inside(caller, declared)
    if found is None:
        raise TenantNotOpen(STANDING[declared.status])
    return found


def note_look(
    wiring: Wiring, ask: Ask, tenant: str, query: str, subject: UUID | None = None
) -> None:
    """That the hoster reads of that département, in its access log, before it is read."""
    look = Look(
        person_id=ask.caller.person_id,
        home=PLATFORM,
        role=ask.caller.role,
        grant_id=None,
        query=query,
        subject=subject,
        moment=None,
        purpose=ask.provenance.ref,
        correlation_id=ask.correlation_id,
    )
    record(wiring.pool, [tenant], look)
