"""Seal a free text: the event will carry the seal, the erasable table the text."""

import secrets

from domain import text
from domain.sealed import Sealed, seal


def sealed(words: str, field: str) -> Sealed:
    """Raises InvalidText."""
    return seal(text.free_text(words, field), secrets.token_bytes(16))
