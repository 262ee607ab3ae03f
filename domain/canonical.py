"""The one way in which a value becomes bytes that are stored, hashed and proved (ADR 1)."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

from domain.errors import Invalid

LARGEST = 2**53 - 1
SURROGATE = re.compile("[\ud800-\udfff]")


class NotCanonical(Invalid):
    code = "not-canonical"


def encode(value: object) -> bytes:
    """Canonical JSON (RFC 8785 without floats).

    Raises NotCanonical for floats, integers beyond 2**53-1, NUL, lone surrogates, keys that are
    not ASCII text, naive instants and unknown types.
    """
    text = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def plain(value: object) -> object:
    """The same value in text, integers, booleans, None, lists and dictionaries only."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, UUID):
        return str(value)
    for kind, form in FORMS:
        if isinstance(value, kind):
            return form(value)
    raise NotCanonical(f"Le type {type(value).__name__} n’a pas de forme canonique.")


def normalised(text: str) -> str:
    """NFC. Raises NotCanonical for what no database row or JSON text may hold."""
    if "\x00" in text or (not text.isascii() and SURROGATE.search(text)):
        raise NotCanonical("Le texte contient un caractère interdit (nul ou substitut isolé).")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def instant(moment: datetime) -> str:
    """UTC with six digits of a second. Raises NotCanonical for a time without zone."""
    if moment.tzinfo is None:
        raise NotCanonical("Un instant doit porter son fuseau.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(value: object) -> str:
    """SHA-256, in hex, of the canonical JSON: the content hash of domain documents."""
    return hashlib.sha256(encode(value)).hexdigest()


def event_bytes(
    *,
    tenant: str,
    position: int,
    stream: UUID,
    version: int,
    topic: str,
    recorded_at: datetime,
    envelope: bytes,
    state: bytes,
) -> bytes:
    """The canonical bytes of a stored event: the leaf of proofs, exports and imports.

    `envelope` and `state` are taken as stored, byte for byte.
    """
    kind, _, number = topic.rpartition(".")
    head = (
        f',"position":{position},"recorded_at":"{instant(recorded_at)}","schema_version":{number}'
    )
    tail = f',"stream":"{stream}","tenant":"{tenant}","type":"{kind}","version":{version}}}'
    return b'{"envelope":' + envelope + head.encode() + b',"state":' + state + tail.encode()


def _integer(number: int) -> int:
    if abs(number) > LARGEST:
        raise NotCanonical("Un entier dépasse 9 007 199 254 740 991.")
    return number


def _key(key: object) -> str:
    text = str(plain(key))
    if not text.isascii():
        raise NotCanonical("Un nom de champ doit être en ASCII.")
    return text


# A datetime is a date: the order matters.
FORMS: tuple[tuple[type, Callable[..., object]], ...] = (
    (str, normalised),
    (int, _integer),
    (datetime, instant),
    (date, str),
)
