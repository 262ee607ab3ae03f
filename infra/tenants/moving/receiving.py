"""A tenant is received: checked whole, then taken in by one transaction of the owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from domain import upkeep
from domain.errors import NotFound, RuleBroken
from domain.evidence.merkle import EMPTY_ROOT, TreeHead
from domain.isolation import Act
from domain.platform import moving
from domain.platform.tenant import Tenant, tenant_id
from infra.evidence.house import by_the_house
from infra.evidence.isolation import Proof, isolated
from infra.store.connections.held import Held
from infra.store.connections.names import PLATFORM, schema_of
from infra.store.connections.owned import owned
from infra.store.evidence import checkpoints, signers, trees
from infra.store.evidence.held import PostgresTree
from infra.store.evidence.trees import Tree
from infra.store.following import log
from infra.store.moving import beside, doors
from infra.store.moving.beside import Row
from infra.store.schemas.migrate import provision
from infra.tenants.framework import publish
from infra.tenants.moving.header import LOOKS, Header
from infra.tenants.moving.reading import head, nothing, read
from infra.tenants.moving.source import FileRefused, fingerprint
from infra.wiring import Wiring
from services.ask import Ask
from services.platform.commands import ReceiveTenant
from services.platform.moving import receive_tenant
from workers.sealing.seal import seal

WHY = "Reçu d’un autre hébergeur, à rouvrir une fois prêt."


class SchemaStands(RuleBroken):
    """Nobody declared what is in it."""

    code = "schema-stands"


class OtherLog(RuleBroken):
    """What comes back does not begin with what left."""

    code = "other-log"


@dataclass(frozen=True, slots=True)
class Stood:
    """Where the log and the looks of a tenant stood that left from here."""

    log: TreeHead
    looks: TreeHead


def receive(wiring: Wiring, ask: Ask, path: Path, sha256: str) -> tuple[Header, Proof]:
    """`sha256`: of the file that is meant.

    Raises FileRefused, TenantExists, SchemaStands, OtherLog, MigrationRefused, OSError; and
    IsolationBroken when another log changed meanwhile: it stays suspended.
    """
    code = head(path).tenant
    moving.can_be_received(_known(wiring, code))
    read(path, nothing)
    publish(wiring, ask)
    # All that happens to this database happens within: here it can be judged, before it stands.
    with isolated(wiring, Act.RECEIVE) as oracle, owned(wiring.settings) as connection:
        oracle.leave_out(code)
        header = _take_in(connection, wiring, ask, path, code)
        if fingerprint(path) != sha256:
            raise FileRefused("Le fichier a changé pendant qu’il était lu : rien n’a été écrit.")
        oracle.before_commit(connection, appended=PLATFORM)
    wiring.wake(PLATFORM)
    wiring.wake(code)
    return header, oracle.proof


def _take_in(connection: Held, wiring: Wiring, ask: Ask, path: Path, code: str) -> Header:
    """Nobody else has a right there before all of it was compared once more."""
    doors.alone(connection)
    stood = _made_room(connection, wiring, code)
    provision(connection, code, wiring.settings)
    doors.shut(connection, code)
    header = read(path, partial(_fill, connection))
    _grow(connection, header)
    if stood:
        _demand_same(connection, code, stood)
    signers.keep(connection, code, list(header.signers))
    doors.notify_from(connection, code, header.position)
    _note(connection, wiring, header)
    command = ReceiveTenant(declaration=header.declared.command(), reason=WHY)
    receive_tenant(wiring.platform(), ask, command)
    doors.reopen(connection, code)
    return header


def _made_room(connection: Held, wiring: Wiring, code: str) -> Stood | None:
    """None: it was never here. Raises TenantExists, SchemaStands."""
    known = _known(wiring, code)
    moving.can_be_received(known)
    if known is None:
        if doors.stands(connection, code):
            raise SchemaStands(
                f"Le schéma {schema_of(code)} existe déjà, sans que {code} soit déclaré : "
                "regardez ce qu’il contient (« pacte psql »), et retirez-le s’il est vide."
            )
        return None
    stood = Stood(
        TreeHead(known.left_at or 0, bytes.fromhex(known.left_root or "")),
        _looks(connection, code),
    )
    doors.clear_away(connection, code)
    return stood


def _looks(connection: Held, code: str) -> TreeHead:
    """None, where the old host has removed what it kept."""
    if not doors.stands(connection, code):
        return TreeHead(0, EMPTY_ROOT)
    size = trees.extent(connection, schema_of(code), Tree.ACCESS).size
    return TreeHead(size, _root_at(connection, code, Tree.ACCESS, size))


def _fill(connection: Held, header: Header, section: str, rows: Iterator[Row]) -> None:
    try:
        beside.fill(connection, schema_of(header.tenant), section, rows)
    except (psycopg.IntegrityError, psycopg.DataError) as error:
        raise FileRefused(
            f"Les lignes de « {section} » se contredisent : ce fichier n’est pas tel qu’il a été "
            "écrit."
        ) from error


def _grow(connection: Held, header: Header) -> None:
    """The trees are made again from what is stored now. Raises FileRefused."""
    schema = schema_of(header.tenant)
    wanted = {
        Tree.LOG: (header.position, header.root),
        Tree.ACCESS: (header.rows[LOOKS], header.looks_root),
    }
    for tree, (size, root) in wanted.items():
        seal(partial(_owners, connection, header.tenant, tree), lambda _: None)
        if trees.frontier_of(connection, schema, tree, size).head.root.hex() != root:
            raise FileRefused("Ce qui a été écrit dans la base ne donne pas la racine du fichier.")
    checkpoints.signed_upto(connection, schema)


@contextmanager
def _owners(connection: Held, code: str, tree: Tree) -> Iterator[PostgresTree | None]:
    extent = trees.hold(connection, schema_of(code), tree)
    yield PostgresTree(connection, code, tree, *extent) if extent else None


def _demand_same(connection: Held, code: str, stood: Stood) -> None:
    """Raises OtherLog."""
    for tree, before in ((Tree.LOG, stood.log), (Tree.ACCESS, stood.looks)):
        there = trees.extent(connection, schema_of(code), tree).size
        if there < before.size or _root_at(connection, code, tree, before.size) != before.root:
            raise OtherLog(
                f"Le journal qui revient n’est pas la suite de celui qui est parti d’ici à la "
                f"position {stood.log.size} : rien n’a été remplacé."
            )


def _root_at(connection: Held, code: str, tree: Tree, size: int) -> bytes:
    return trees.frontier_of(connection, schema_of(code), tree, size).head.root


def _note(connection: Held, wiring: Wiring, header: Header) -> None:
    """The first new event. Raises FileRefused when the log says that it began elsewhere."""
    schema, stream = schema_of(header.tenant), upkeep.upkeep_id(header.tenant)
    version = log.version_at(connection, schema, stream, header.position)
    kept = upkeep.begun(stream, version)
    upkeep.received(kept, from_instance=header.instance, position=header.position, root=header.root)
    wiring.pactes(header.tenant).save(kept, context=by_the_house("move"))
    if signers.began_at(connection, header.tenant) != header.origin:
        raise FileRefused("Le fichier et le journal ne disent pas où il a commencé.")


def _known(wiring: Wiring, code: str) -> Tenant | None:
    try:
        return wiring.platform().load(Tenant, tenant_id(code))
    except NotFound:
        return None
