"""Free text that the law lets people erase: events keep a seal, the text stands beside them."""

import hashlib
from dataclasses import dataclass

from domain.canonical import normalised


@dataclass(frozen=True, slots=True)
class Sealed:
    """`seal` = sha256(salt ‖ UTF-8 of the NFC text), in hex; `salt` is 16 random bytes."""

    seal: str
    salt: bytes
    text: str


def seal(text: str, salt: bytes) -> Sealed:
    clean = normalised(text)
    return Sealed(hashlib.sha256(salt + clean.encode()).hexdigest(), salt, clean)
