"""Texts that people write into acts: NFC, without control characters, of a bounded length."""

import unicodedata

from domain.canonical import normalised
from domain.errors import Invalid

LONGEST_TITLE = 300
LONGEST_TEXT = 10_000


class InvalidText(Invalid):
    code = "invalid-text"


def title(text: str, field: str) -> str:
    """One line of 1 to 300 characters, trimmed, in NFC. Raises InvalidText."""
    return _bounded(text, field, LONGEST_TITLE, breaks="")


def free_text(text: str, field: str) -> str:
    """1 to 10,000 characters, lines and tabs allowed, trimmed, in NFC. Raises InvalidText."""
    return _bounded(text.replace("\r\n", "\n"), field, LONGEST_TEXT, breaks="\n\t")


def _bounded(text: str, field: str, longest: int, *, breaks: str) -> str:
    clean = normalised(text).strip()
    if not clean:
        raise InvalidText("Ce texte ne peut pas être vide.", field=field)
    if len(clean) > longest:
        most = f"{longest:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        raise InvalidText(f"Ce texte dépasse {most} caractères.", field=field)
    if any(unicodedata.category(sign) == "Cc" and sign not in breaks for sign in clean):
        raise InvalidText("Ce texte contient un caractère de contrôle.", field=field)
    return clean
