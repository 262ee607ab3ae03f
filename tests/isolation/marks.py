"""A word of each tenant that stands nowhere else, and where it is found, however it was written."""

import base64
import re
from collections.abc import Iterator

MARKS = {"48": "canari48lozere", "05": "canari05hautesalpes"}
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def spellings(mark: str) -> Iterator[bytes]:
    """As it is, as bytea shows it, and in base64 wherever it begins."""
    yield mark.encode()
    yield mark.encode().hex().encode()
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + mark.encode())
        # What stands at its ends depends on what stands beside it.
        yield whole[4 if before else 0 : len(whole) // 4 * 4 - 4].lower()


def holds(text: bytes, mark: str) -> bool:
    """Whatever became of its capitals."""
    squeezed = text.lower()
    return any(spelling in squeezed for spelling in spellings(mark))


def identities(text: bytes) -> set[str]:
    return set(UUIDS.findall(text.decode("utf-8", "replace").lower()))
