"""Writes an audit bundle: one moment of a log, with all that it takes to check it elsewhere."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from domain.canonical import digest, encode, instant
from domain.evidence import checkpoint, note, strict_base64
from domain.evidence.checkpoint import Checkpoint
from infra.evidence.bundle import beside, proving, reaching
from infra.evidence.bundle.draft import Draft, drafted
from infra.evidence.bundle.folding import Fold
from infra.evidence.bundle.keys import keys_of
from infra.evidence.stamping.rounds import stamp_now
from infra.store.connections.held import Held
from infra.store.connections.names import schema_of
from infra.store.events.stored import Entry
from infra.store.evidence import time_stamps
from infra.store.evidence.leaves import row_bytes
from infra.store.evidence.trees import Tree, leaf_hashes
from infra.store.following import log
from infra.store.following.instants import AsOf
from infra.store.following.moment import moment
from infra.store.persons import texts
from infra.wiring import Wiring

FORMAT = "pacte-bundle/1"
BATCH = 2000
SEALED = re.compile(rb'"(?:motive|reason)":"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Made:
    """`time_stamp`: what became of it (`time_stamps.Status`), or `none`."""

    path: Path
    checkpoint: Checkpoint
    time_stamp: str


@dataclass
class Passed:
    """What is gathered while the events go by."""

    fold: Fold = field(default_factory=Fold)
    signed: list[int] = field(default_factory=list)
    seals: set[str] = field(default_factory=set)
    newest: str = ""

    def by(self, row: Entry, line: bytes) -> None:
        self.fold.apply(row)
        self.seals.update(seal.decode() for seal in SEALED.findall(line))
        self.newest = instant(row.recorded_at)
        if row.topic in proving.SIGNATURES:
            self.signed.append(row.position)


def export(
    wiring: Wiring,
    tenant: str,
    target: Path | None = None,
    *,
    as_of: AsOf | None = None,
    with_texts: bool = True,
) -> Made:
    """Raises BeforeFirstRecord, BeyondHead, KeyMissing, StillSealing, BundleExists, OSError."""
    size = reaching.size_asked(wiring, tenant, as_of)
    looks = reaching.looks_asked(wiring, tenant, as_of)
    signed = reaching.note_at(wiring, tenant, Tree.LOG, size)
    of_looks = reaching.note_at(wiring, tenant, Tree.ACCESS, looks)
    head = checkpoint.parse(note.parse(signed).text)
    folder = target or wiring.settings.home / "exports" / f"pacte-audit-{tenant}-{size}"
    with drafted(folder) as draft:
        if as_of is None:
            stamp_now(wiring, tenant, size)
        with moment(wiring.pool, tenant) as connection:
            draft.write("checkpoint.txt", signed)
            passed = _write_log(connection, tenant, draft, size)
            stamps = proving.stamps(connection, schema_of(tenant), size)
            _write_proofs(connection, tenant, draft, passed, size=size, stamped=stamps)
            beside.write_stamps(draft, size, stamps)
            beside.write_looks(connection, tenant, draft, looks, signed=of_looks)
            keys = keys_of(connection, wiring.platform(), tenant, head.origin)
            draft.json("keys.json", {"keys": keys})
            draft.json("state.json", passed.fold.state(size))
            if with_texts:
                _write_texts(connection, tenant, draft, passed.seals)
            _write_guide(draft)
            stamp = str(time_stamps.status(connection, schema_of(tenant), size) or "none")
            said = {"as_of": passed.newest, "looks": looks, "tenant": tenant, "time_stamp": stamp}
            _write_manifest(draft, head, said)
    return Made(folder, head, stamp)


def _write_log(connection: Held, tenant: str, draft: Draft, size: int) -> Passed:
    passed = Passed()
    with draft.file("events.jsonl") as sink:
        for row in _rows(connection, tenant, size):
            line = row_bytes(tenant, row)
            passed.by(row, line)
            sink.write(line + b"\n")
    with draft.file("leaves.txt") as sink:
        for leaf in leaf_hashes(connection, schema_of(tenant), Tree.LOG, size):
            sink.write(leaf.hex().encode() + b"\n")
    return passed


def _rows(connection: Held, tenant: str, size: int) -> Iterator[Entry]:
    reached = 0
    while rows := log.read(connection, schema_of(tenant), reached, BATCH):
        for row in rows:
            if row.position > size:
                return
            yield row
        reached = rows[-1].position


def _write_proofs(
    connection: Held,
    tenant: str,
    draft: Draft,
    passed: Passed,
    *,
    size: int,
    stamped: Iterable[int],
) -> None:
    older = proving.older(connection, schema_of(tenant), size, stamped)
    for at, signed in older.items():
        draft.write(f"checkpoints/{at}.txt", signed)
    sealed = [position for position in passed.signed if position <= size]
    proofs = proving.proved(connection, schema_of(tenant), size, sizes=list(older), signed=sealed)
    draft.json("proofs.json", proofs)


def _write_texts(connection: Held, tenant: str, draft: Draft, seals: set[str]) -> None:
    """Those that still stand; one at a time, as there may be many."""
    with draft.file("texts.json") as sink:
        sink.write(b'{"texts":[')
        comma = b""
        for one in texts.each(connection, schema_of(tenant)):
            if one.seal in seals:
                kept = {"salt": one.salt.hex(), "seal": one.seal, "text": one.text}
                sink.write(comma + encode(kept))
                comma = b","
        sink.write(b"]}\n")


def _write_guide(draft: Draft) -> None:
    here = files("infra.evidence")
    draft.write("pacte_verify.py", here.joinpath("pacte_verify.py").read_bytes())
    draft.write("LISEZMOI.txt", here.joinpath("bundle", "LISEZMOI.txt").read_bytes())


def _write_manifest(draft: Draft, head: Checkpoint, said: Mapping[str, Any]) -> None:
    """Last, with a hash of itself: an accident to it is seen; an attacker would write it again."""
    whole = {
        **said,
        "files": dict(draft.files),
        "format": FORMAT,
        "origin": head.origin,
        "program": version("pacte"),
        "root": strict_base64.encode(head.head.root),
        "size": head.head.size,
    }
    draft.json("manifest.json", whole | {"manifest_sha256": digest(whole)})
