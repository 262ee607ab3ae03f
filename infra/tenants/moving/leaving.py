"""A tenant leaves: written out whole, then shut here by the transaction that records it.

Killed at any point it is as before, or gone with its file still hidden: run again, the file is
written once more.
"""

from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from domain.errors import RuleBroken
from domain.isolation import Act
from domain.platform import moving
from domain.platform.tenant import Tenant, TenantStatus
from infra.clock import now
from infra.evidence.bundle.reaching import StillSealing, note_at
from infra.evidence.instance import instance
from infra.evidence.isolation import Oracle, Proof, isolated
from infra.evidence.sealing import seal_tree
from infra.evidence.signers import signers
from infra.store.connections.held import Held
from infra.store.connections.names import PLATFORM, schema_of
from infra.store.connections.owned import owned
from infra.store.evidence import trees
from infra.store.evidence.signers import began_at, elsewhere
from infra.store.evidence.trees import Tree
from infra.store.following import moment
from infra.store.moving import beside, doors
from infra.tenants import closing
from infra.tenants.draft import Draft, drafted
from infra.tenants.moving.header import EVENTS, LOOKS, Declared, Header
from infra.tenants.moving.writing import write
from infra.tenants.operating import declared_tenant, note_look
from infra.wiring import Wiring
from services.ask import Ask
from services.platform import commands, tenants
from services.platform.moving import move_tenant


class SchemaGone(RuleBroken):
    """It left, and its host removed what it kept of it."""

    code = "schema-gone"


@dataclass(frozen=True, slots=True)
class Left:
    """`sha256`: of the whole file, in hex. `proof`: that no log was changed; None: not over yet."""

    path: Path
    sha256: str
    header: Header
    proof: Proof | None = None


def leave(wiring: Wiring, ask: Ask, code: str, to: str, folder: Path) -> Left:
    """Raises InvalidHost, TenantNotSuspended, ClosingPending, ClosingMustWait, KeyMissing, OSError.

    Who left before is written out again as it stood: nothing was added since.
    """
    tenant = declared_tenant(wiring, code)
    address = moving.can_leave(tenant, to)
    tenants.export_tenant(wiring.platform(), ask, commands.ExportTenant(code=code))
    here = tenant.status is TenantStatus.SUSPENDED
    if here:
        closing.demand_nothing_to_come(wiring, code)
        note_look(wiring, ask, code, "export")
    with isolated(wiring, Act.LEAVE) as oracle:
        left = _left(oracle, replace(ask, expected_version=tenant.version), tenant, address, folder)
    wiring.wake(PLATFORM)
    return replace(left, proof=oracle.proof)


def _left(oracle: Oracle, ask: Ask, tenant: Tenant, address: str, folder: Path) -> Left:
    wiring, code = oracle.wiring, tenant.code
    here = tenant.status is TenantStatus.SUSPENDED
    for _ in range(closing.ATTEMPTS):
        if here:
            _seal(wiring, code)
        with drafted(folder) as draft:
            header = _written(wiring, tenant, address, draft)
            if here:
                closing.demand_nothing_to_come(wiring, code)
            if _shut(oracle, ask, header, here=here):
                return _named(draft, header)
    raise closing.ClosingMustWait(
        f"Le journal de {code} bouge encore, l’export est aussitôt dépassé : attendez que les "
        "envois soient finis (« pacte notifications due »), puis relancez."
    )


def _demand_schema(connection: Held, code: str) -> None:
    if not doors.stands(connection, code):
        raise SchemaGone(
            f"Le schéma de {code} n’est plus ici : rien n’en reste à écrire ni à rouvrir."
        )


def _seal(wiring: Wiring, code: str) -> None:
    """The last checkpoint of this host holds all that leaves."""
    seal_tree(wiring, code, Tree.ACCESS)
    if head := wiring.pactes(code).recorder.max_notification_id():
        note_at(wiring, code, Tree.LOG, head)


def _written(wiring: Wiring, tenant: Tenant, address: str, draft: Draft) -> Header:
    named = instance(wiring.platform(), wiring.settings.home)
    with owned(wiring.settings) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _demand_schema(connection, tenant.code)
        header = _header(wiring, connection, named.instance_id, tenant, address)
        write(connection, header, draft.sink)
    draft.sink.to_disk()
    return header


def _header(
    wiring: Wiring, connection: Held, instance_id: UUID, tenant: Tenant, address: str
) -> Header:
    code, schema = tenant.code, schema_of(tenant.code)
    head, looks = moment.size(connection, code)
    others = {name: beside.count(connection, schema, name) for name in beside.TABLES}
    known = signers(wiring.platform(), elsewhere(connection, code))
    left = now()
    return Header(
        program=version("pacte"),
        instance=instance_id,
        origin=began_at(connection, code) or instance_id,
        to=address,
        declared=Declared.of(tenant),
        root=_root(connection, schema, Tree.LOG, head),
        looks_root=_root(connection, schema, Tree.ACCESS, looks),
        signers=tuple(one._replace(until=one.until or left) for one in known),
        rows={EVENTS: head, LOOKS: looks, **others},
    )


def _root(connection: Held, schema: str, tree: Tree, size: int) -> str:
    """As it was sealed. Raises StillSealing."""
    if trees.extent(connection, schema, tree).size != size:
        raise StillSealing("Le journal grandit pendant qu’il est exporté : relancez.")
    return trees.frontier_of(connection, schema, tree, size).head.root.hex()


def _shut(oracle: Oracle, ask: Ask, header: Header, *, here: bool) -> bool:
    """False: something came meanwhile. Raises Stale when somebody changed its state."""
    code = header.tenant
    command = commands.MoveTenant(
        code=code, position=header.position, root=header.root, to=header.to
    )
    with owned(oracle.wiring.settings) as connection:
        doors.hold_still(connection, code)
        if moment.size(connection, code) != (header.position, header.rows[LOOKS]):
            return False
        if here:
            doors.end(connection, code)
        oracle.before_commit(connection)
        # Last, for it takes the platform's lock: nobody waits while a log is read again.
        move_tenant(oracle.wiring.platform(), ask, command)
    return True


def _named(draft: Draft, header: Header) -> Left:
    digest = draft.sink.sha256
    name = f"pacte-move-{header.tenant}-{header.position}-{digest[:16]}.jsonl.gz"
    return Left(draft.name(name), digest, header)


def taken_back(wiring: Wiring, ask: Ask, code: str) -> Proof:
    """Open here again, as it stood when it left.

    Raises TenantNotMoved, SchemaGone, IsolationBroken.
    """
    with isolated(wiring, Act.TAKE_BACK) as oracle, owned(wiring.settings) as connection:
        _demand_schema(connection, code)
        doors.hold_still(connection, code)
        command = commands.ReactivateTenant(code=code, take_back=True)
        tenants.reactivate_tenant(wiring.platform(), ask, command)
        doors.go_on(connection, code)
        oracle.before_commit(connection, appended=PLATFORM)
    wiring.wake(PLATFORM)
    wiring.wake(code)
    return oracle.proof
