"""What stands beside the log in a bundle: by whom it was read, and when an authority saw it."""

from collections.abc import Mapping
from itertools import islice

from infra.evidence.bundle.draft import Draft
from infra.store.connections.held import Held
from infra.store.evidence.leaves import all_leaves
from infra.store.evidence.trees import Tree


def write_stamps(draft: Draft, size: int, stamps: Mapping[int, bytes]) -> None:
    """By size of the checkpoint; `size`: of the bundle."""
    for at, answer in stamps.items():
        draft.write("timestamp.tsr" if at == size else f"timestamps/{at}.tsr", answer)


def write_looks(connection: Held, tenant: str, draft: Draft, size: int, *, signed: bytes) -> None:
    """Identifiers alone, as in the events."""
    draft.write("access-checkpoint.txt", signed)
    with draft.file("access.jsonl") as sink:
        for line in islice(all_leaves(connection, tenant, Tree.ACCESS), size):
            sink.write(line + b"\n")
