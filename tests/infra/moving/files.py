"""A file that moves a tenant, taken apart and put together again by somebody who means harm."""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from infra.tenants.moving.header import SECTIONS


@dataclass
class Parts:
    """`sections`: lines by name, each without its line feed."""

    header: dict[str, Any]
    sections: dict[str, list[bytes]]


def taken_apart(path: Path) -> Parts:
    first, *lines, _ = gzip.decompress(path.read_bytes())[:-1].split(b"\n")
    header, sections, at = json.loads(first), dict[str, list[bytes]](), 0
    for name in SECTIONS:
        count = header["rows"][name]
        sections[name] = lines[at : at + count]
        at += count
    assert at == len(lines)
    return Parts(header, sections)


def forged(path: Path, folder: Path, change: Callable[[Parts], object]) -> Path:
    """With a trailer that fits: whoever forges it knows how."""
    parts = taken_apart(path)
    change(parts)
    body = [json.dumps(parts.header, ensure_ascii=False).encode()]
    body += [line for name in SECTIONS for line in parts.sections[name]]
    return written(body, folder)


def written(body: Sequence[bytes], folder: Path) -> Path:
    data = b"".join(line + b"\n" for line in body)
    trailer = json.dumps({"sha256": sha256(data).hexdigest()}).encode() + b"\n"
    target = folder / "forged.jsonl.gz"
    target.write_bytes(gzip.compress(data + trailer))
    return target
