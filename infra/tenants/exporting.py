"""The sealed export of a tenant: its log and its access log, byte for byte, in one file.

Gzip of lines of canonical JSON: a manifest, every event as `domain.canonical.event_bytes` in the
order of positions, every row of the access log. The same content makes the same bytes. People and
free texts are not in it: they stand beside the log, and can be erased.
"""

import gzip
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from domain.canonical import encode
from infra.sink import Sink
from infra.store.connections.held import Held
from infra.store.evidence.leaves import all_leaves
from infra.store.evidence.trees import Tree
from infra.store.following import moment
from infra.tenants.draft import drafted
from infra.wiring import Wiring

FORMAT = "pacte-export/1"
LEVEL = 6


def export(wiring: Wiring, tenant: str, folder: Path) -> tuple[Path, str]:
    """The file, named after its head and hash, and the SHA-256 of the whole of it, in hex.

    One moment of the log, however long the writing takes. Raises OSError.
    """
    with moment.moment(wiring.pool, tenant) as connection, drafted(folder) as draft:
        head = _write(connection, tenant, draft.sink)
        draft.sink.to_disk()
        digest = draft.sink.sha256
        path = draft.name(f"pacte-{tenant}-{head}-{digest[:16]}.jsonl.gz")
    return path, digest


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
    kept = (all_leaves(connection, tenant, tree) for tree in (Tree.LOG, Tree.ACCESS))
    with gzip.GzipFile("", "wb", LEVEL, sink, mtime=0) as packed:
        for line in chain([encode(manifest)], *kept):
            packed.write(line + b"\n")
    return head
