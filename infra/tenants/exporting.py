"""The sealed export of a tenant: its log and its access log, byte for byte, in one file.

Gzip of lines of canonical JSON: a manifest, every event as `domain.canonical.event_bytes` in the
order of positions, every row of the access log. The same content makes the same bytes. People and
free texts are not in it: they stand beside the log, and can be erased.
"""

import gzip
import os
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from domain.canonical import encode, event_bytes, instant
from infra.store.connections.held import Held
from infra.store.events.stored import Entry
from infra.store.following import moment
from infra.wiring import Wiring

FORMAT = "pacte-export/1"
LEVEL = 6


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
        moment.moment(wiring.pool, tenant) as connection,
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


def look_bytes(tenant: str, position: int, looked_at: datetime, entry: bytes) -> bytes:
    """The canonical bytes of a row of the access log; `entry` is taken as stored."""
    tail = f',"looked_at":"{instant(looked_at)}","position":{position},"tenant":"{tenant}"}}'
    return b'{"entry":' + entry + tail.encode()


def row_bytes(tenant: str, row: Entry) -> bytes:
    return event_bytes(
        tenant=tenant,
        position=row.position,
        stream=row.originator_id,
        version=row.originator_version,
        topic=row.topic,
        recorded_at=row.recorded_at,
        envelope=row.envelope,
        state=row.state,
    )


def _write(connection: Held, tenant: str, sink: Sink) -> int:
    """The position of the last event, 0: there is none."""
    head, looks = moment.size(connection, tenant)
    manifest = {
        "access_log": looks,
        "format": FORMAT,
        "head": head,
        "program": version("pacte"),
        "tenant": tenant,
    }
    events = (row_bytes(tenant, row) for row in moment.events(connection, tenant))
    seen = (look_bytes(tenant, *look) for look in moment.looks(connection, tenant))
    with gzip.GzipFile("", "wb", LEVEL, sink, mtime=0) as packed:
        for line in chain([encode(manifest)], events, seen):
            packed.write(line + b"\n")
    return head
