"""Canonical JSON by msgspec, where a look at the bytes shows that nothing has to be changed."""

from typing import Any
from unicodedata import is_normalized

import msgspec

ENCODER = msgspec.json.Encoder(order="sorted")
# Digits as zeros: a run of 16 may be an integer beyond 2**53.
DIGITS = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))  # noqa: PLR2004 - ASCII
LONG_NUMBER = b"0" * 16


def quick(value: Any, *, keyed: bool = False) -> bytes | None:
    """What `canonical.encode` writes of texts, integers, booleans, dates, UUIDs, lists, objects.

    None: it would have to be normalised or refused, or may be; ask `canonical.encode`. `keyed`:
    names of members come from outside, so that they may not be ASCII.
    """
    try:
        data = ENCODER.encode(value)
    except (TypeError, UnicodeEncodeError):
        return None
    if LONG_NUMBER in data.translate(DIGITS) or b"\\u0000" in data:
        return None
    if not data.isascii() and (keyed or not is_normalized("NFC", data.decode())):
        return None
    return data
