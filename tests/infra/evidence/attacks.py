"""What may be done to a bundle by whoever holds it: all but sign, unless they have the key."""

import hashlib
import json
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.canonical import digest, encode
from domain.evidence import checkpoint
from domain.evidence.checkpoint import Checkpoint
from domain.evidence.merkle import TreeHead
from domain.evidence.verifier_key import VerifierKey
from infra.evidence import pacte_verify
from infra.evidence.keys import SigningKey
from infra.evidence.pacte_verify import Report, Unreadable, Wrong
from tests.domain.evidence.rfc9162 import Log

Change = Callable[[list[dict[str, Any]]], object]


def copied(bundle: Path, target: Path) -> Path:
    return Path(shutil.copytree(bundle, target))


def judged(folder: Path, **asked: Any) -> Report | None:
    """None: it cannot be read."""
    try:
        return pacte_verify.verify(folder, **asked)
    except Unreadable:
        return None


def faults(folder: Path, **asked: Any) -> list[str]:
    report = judged(folder, **asked)
    return [one.text for one in report.findings if one.holds is False] if report else ["unreadable"]


def detected(folder: Path, **asked: Any) -> bool:
    return bool(faults(folder, **asked))


def refiled(folder: Path) -> None:
    """The manifest as it would have been written of what lies there now."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    origin, size, root = (folder / "checkpoint.txt").read_text().split("\n")[:3]
    last = (folder / "events.jsonl").read_bytes().splitlines()[-1]
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.*")}
    files = {
        name: {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for name, path in names.items()
        if name != "manifest.json"
    }
    manifest |= {"files": files, "origin": origin, "size": int(size), "root": root}
    if (folder / "access.jsonl").exists():
        manifest["looks"] = len((folder / "access.jsonl").read_bytes().splitlines())
    if (folder / "timestamp.tsr").exists():
        manifest["time_stamp"] = "stamped"
    elif manifest["time_stamp"] == "stamped":
        manifest["time_stamp"] = "none"
    manifest["as_of"] = json.loads(last)["recorded_at"]
    del manifest["manifest_sha256"]
    sealed = manifest | {"manifest_sha256": digest(manifest)}
    (folder / "manifest.json").write_bytes(encode(sealed) + b"\n")


def rewritten(folder: Path, change: Change, key: SigningKey | None = None) -> None:
    """All that follows from other events, the older checkpoints left out.

    With the key a new checkpoint is signed; without, the old signature stands under it.
    """
    lines = (folder / "events.jsonl").read_bytes().splitlines()
    events = [json.loads(line) for line in lines]
    change(events)
    rebuilt(folder, [encode(event) for event in events], key)


def rebuilt(folder: Path, lines: list[bytes], key: SigningKey | None = None) -> None:
    log, fold = Log(lines), pacte_verify.Fold()
    events = [json.loads(line) for line in lines]
    for event in events:
        with suppress(Wrong):
            fold.apply(event)
    size, found = len(lines), {"conventions": fold.state(len(lines))}
    signed = [n for n, event in enumerate(events) if event["type"] in pacte_verify.SIGNATURES]
    proofs = [{"position": n + 1, "proof": base64s(log.path(n, 0, size))} for n in signed]
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)
    shutil.rmtree(folder / "timestamps", ignore_errors=True)
    (folder / "timestamp.tsr").unlink(missing_ok=True)
    (folder / "events.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    leaves = [hashlib.sha256(b"\x00" + line).hexdigest() + "\n" for line in lines]
    (folder / "leaves.txt").write_text("".join(leaves))
    (folder / "state.json").write_bytes(encode(found["conventions"]) + b"\n")
    document = {"consistency": [], "inclusion": proofs}
    (folder / "proofs.json").write_bytes(encode(document) + b"\n")
    head = TreeHead(size, log.mth(0, size))
    (folder / "checkpoint.txt").write_bytes(_checkpoint(folder, head, key))
    refiled(folder)


def _checkpoint(folder: Path, head: TreeHead, key: SigningKey | None) -> bytes:
    old = (folder / "checkpoint.txt").read_bytes()
    said = Checkpoint(old.decode().partition("\n")[0], head)
    if key is None:
        return said.text.encode() + b"\n" + old.partition(b"\n\n")[2]
    return checkpoint.signed(said, VerifierKey(said.origin, key.public), key.sign).encode()


def base64s(proof: list[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in proof]


@contextmanager
def hastened() -> Iterator[None]:
    """Pure functions remember what they gave, and nothing is searched: the same verdicts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ed25519", "decoded", "leaf_hash", "parse_key"):
            patch.setattr(pacte_verify, name, cache(getattr(pacte_verify, name)))
        patch.setattr(pacte_verify, "LONGEST_SEARCHED", 0)
        yield


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Of every value that is no object or list."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in pairs:
            yield from paths(item, (*at, key))
    else:
        yield at


def put(value: Any, at: tuple[Any, ...]) -> None:
    *way, last = at
    for key in way:
        value = value[key]
    old = value[last]
    if isinstance(old, bool):
        value[last] = not old
    else:
        value[last] = f"{old}x" if isinstance(old, str) else (old or 0) + 1
