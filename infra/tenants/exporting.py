"""The sealed export of a tenant: its log and its access log, byte for byte, in one file.

Gzip of lines of canonical JSON: a manifest, every event as `domain.canonical.event_bytes` in the
order of positions, every row of the access log. The same content makes the same bytes. People and
free texts are not in it: they stand beside the log, and can be erased.
"""

import gzip
import os
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from domain.canonical import encode
from infra.store.connections.held import Held
from infra.store.connections.moment import moment
from infra.store.connections.names import in_schema, schema_of
from infra.store.evidence.leaves import leaves
from infra.store.evidence.trees import Tree
from infra.wiring import Wiring

FORMAT = "pacte-export/1"
BATCH = 500
LEVEL = 6
HEADS = (
    "SELECT (SELECT coalesce(max(notification_id), 0) FROM {schema}.events),"
    " (SELECT count(*) FROM {schema}.access_log)"
)


class Sink:
    """What is written goes into a file and into its hash."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = sha256()

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def export(wiring: Wiring, tenant: str, folder: Path) -> tuple[Path, str]:
    """The file, named after its head and hash, and the SHA-256 of the whole of it, in hex.

    One moment of the log, however long the writing takes. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        moment(wiring.pool, tenant) as connection,
        NamedTemporaryFile(dir=folder, prefix=".export-", suffix=".part", delete=False) as draft,
    ):
        sink = Sink(draft)
        try:
            head = _write(connection, tenant, sink)
            draft.flush()
            os.fsync(draft.fileno())
            path = folder / f"pacte-{tenant}-{head}-{sink.sha256[:16]}.jsonl.gz"
            Path(draft.name).rename(path)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    return path, sink.sha256


def _write(connection: Held, tenant: str, sink: Sink) -> int:
    """The position of the last event, 0: there is none."""
    found = connection.execute(in_schema(HEADS, schema_of(tenant))).fetchone()
    assert found is not None  # noqa: S101 - aggregates give one row
    head, looks = found
    manifest = {
        "access_log": looks,
        "format": FORMAT,
        "head": head,
        "program": version("pacte"),
        "tenant": tenant,
    }
    kept = (_leaves(connection, tenant, tree) for tree in (Tree.LOG, Tree.ACCESS))
    lines = chain([encode(manifest)], *kept)
    with gzip.GzipFile("", "wb", LEVEL, sink, mtime=0) as packed:
        for line in lines:
            packed.write(line + b"\n")
    return int(head)


def _leaves(connection: Held, tenant: str, tree: Tree) -> Iterator[bytes]:
    reached = 0
    while found := leaves(connection, tenant, tree, after=reached, limit=BATCH):
        yield from found
        reached += len(found)
