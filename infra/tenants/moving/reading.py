"""Reads a file that moves a tenant: each line is checked before it is handed on, the whole at last.

Twice in the same way: once for nothing, so that a file that does not hold leaves no trace, and once
to be written into the database.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from domain.canonical import NotCanonical, event_bytes
from domain.departement import tenant_code
from domain.errors import Invalid
from domain.evidence import checkpoint
from domain.evidence.verifier_key import VerifierKey
from infra.evidence.keys import verify
from infra.store.evidence.leaves import look_bytes
from infra.store.evidence.trees import Tree
from infra.store.moving import beside
from infra.store.moving.beside import Row
from infra.tenants.moving.header import CHECKPOINTS, EVENTS, SECTIONS, TREES, Header
from infra.tenants.moving.source import FileRefused, Source, opened
from infra.tenants.moving.tree import Growing

# Of a section, in its order; what is left over is read to its end.
Take = Callable[[Header, str, Iterator[Row]], None]


class _Event(msgspec.Struct, forbid_unknown_fields=True):
    """`envelope` and `state` are never decoded: this program may not know the event."""

    envelope: msgspec.Raw
    position: int
    recorded_at: datetime
    schema_version: int
    state: msgspec.Raw
    stream: UUID
    tenant: str
    type: str
    version: int


class _Look(msgspec.Struct, forbid_unknown_fields=True):
    entry: msgspec.Raw
    looked_at: datetime
    position: int
    tenant: str


NO_ZONE = "son instant n’a pas de fuseau"
EVENT, LOOK = msgspec.json.Decoder(_Event), msgspec.json.Decoder(_Look)
HEADER = msgspec.json.Decoder(Header)


def nothing(_header: Header, _section: str, _rows: Iterator[Row]) -> None:
    """Only checks."""


def head(path: Path) -> Header:
    """What the file says of itself. Raises FileRefused, OSError."""
    with opened(path) as source:
        return _header(source)


def read(path: Path, take: Take) -> Header:
    """Raises FileRefused, OSError."""
    with opened(path) as source:
        header = _header(source)
        signed: dict[str, dict[int, bytes]] = {tree: {} for tree in Tree}
        for section in SECTIONS:
            rows = _section(source, header, section, signed)
            take(header, section, rows)
            deque(rows, maxlen=0)
        source.end()
        return header


def _header(source: Source) -> Header:
    header = source.decoded(HEADER)
    if header.rows.keys() != set(SECTIONS):
        raise source.refused("les parties annoncées ne sont pas celles d’un déménagement")
    keys = {one.public_key for one in header.signers}
    if min(header.rows.values()) < 0 or len(keys) != len(header.signers):
        raise source.refused("ce qu’il annonce se contredit")
    if any(one.until is None for one in header.signers):
        raise source.refused("une clé de l’hébergeur d’avant y signe encore")
    try:
        known = tenant_code(header.tenant)
    except Invalid as error:
        raise FileRefused(error.sentence) from error
    if known != header.tenant:
        raise source.refused("le code du département n’est pas écrit comme il est publié")
    return header


def _section(
    source: Source, header: Header, section: str, signed: dict[str, dict[int, bytes]]
) -> Iterator[Row]:
    if section in TREES:
        yield from _log(source, header, section, signed[TREES[section]])
        return
    decoder = beside.decoder(section)
    for _ in range(header.rows[section]):
        row = source.decoded(decoder)
        if section == CHECKPOINTS:
            signed[row[0]][row[1]] = _signed(source, header, row)
        yield row


def _signed(source: Source, header: Header, row: Row) -> bytes:
    """The root that a checkpoint of before holds, signed by one of those who could."""
    tree, size, note, _ = row
    log = checkpoint.origin(header.origin, header.tenant)
    origin = {Tree.LOG: log, Tree.ACCESS: f"{log}/{Tree.ACCESS}"}.get(tree)
    try:
        keys = [VerifierKey(str(origin), bytes.fromhex(one.public_key)) for one in header.signers]
        found = checkpoint.opened(note, keys, verify)
    except (Invalid, ValueError) as error:
        raise source.refused("ce point de contrôle n’est signé par aucun des hébergeurs") from error
    if (found.origin, found.head.size) != (origin, size):
        raise source.refused("ce point de contrôle est d’un autre journal, ou d’une autre taille")
    return found.head.root


def _log(source: Source, header: Header, section: str, signed: dict[int, bytes]) -> Iterator[Row]:
    """In order, without a gap, no stamp that goes back, and with the roots that were signed."""
    growing, newest = Growing(signed), datetime.min.replace(tzinfo=UTC)
    for position in range(1, header.rows[section] + 1):
        line = source.line()
        row, at, found, tenant = _event(source, line) if section == EVENTS else _look(source, line)
        if found != position:
            raise source.refused(f"la position {position} était attendue, on y lit {found}")
        if tenant != header.tenant:
            raise source.refused(f"elle est du journal de {tenant}")
        if at < newest:
            raise source.refused("son instant d’enregistrement recule")
        newest = at
        growing.add(line)
        yield row
    _judged(growing, header.root if section == EVENTS else header.looks_root, section)


def _judged(growing: Growing, root: str, section: str) -> None:
    what = "événements" if section == EVENTS else "consultations"
    if growing.root.hex() != root:
        raise FileRefused(
            f"Les {what} ne donnent pas la racine annoncée : au moins un octet a changé."
        )
    beyond = [size for size in growing.wanted if size > growing.size]
    if growing.wrong is not None or beyond:
        size = growing.wrong if growing.wrong is not None else min(beyond)
        raise FileRefused(
            f"Les {what} contredisent le point de contrôle signé à la taille {size} : ce n’est pas "
            "le journal qui a été scellé."
        )
    if section == EVENTS and growing.size and growing.size not in growing.wanted:
        raise FileRefused("Aucun point de contrôle signé ne tient le dernier événement.")


def _event(source: Source, line: bytes) -> tuple[Row, datetime, int, str]:
    one = source.parsed(line, EVENT)
    envelope, state = bytes(one.envelope), bytes(one.state)
    topic = f"{one.type}.{one.schema_version}"
    try:
        again = event_bytes(
            tenant=one.tenant,
            position=one.position,
            stream=one.stream,
            version=one.version,
            topic=topic,
            recorded_at=one.recorded_at,
            envelope=envelope,
            state=state,
        )
    except NotCanonical as error:
        raise source.refused(NO_ZONE) from error
    if again != line:
        raise source.refused("l’événement n’est pas sous sa forme canonique")
    row = (one.position, one.stream, one.version, one.recorded_at, topic, state, envelope)
    return row, one.recorded_at, one.position, one.tenant


def _look(source: Source, line: bytes) -> tuple[Row, datetime, int, str]:
    one = source.parsed(line, LOOK)
    entry = bytes(one.entry)
    try:
        again = look_bytes(one.tenant, one.position, one.looked_at, entry)
    except NotCanonical as error:
        raise source.refused(NO_ZONE) from error
    if again != line:
        raise source.refused("la consultation n’est pas sous sa forme canonique")
    return (one.position, one.looked_at, entry), one.looked_at, one.position, one.tenant
