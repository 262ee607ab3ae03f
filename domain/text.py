"""Texts that people write, whatever they go into: NFC, bounded, shown as they are written."""

import unicodedata

from domain.canonical import NotCanonical, normalised
from domain.errors import Invalid

LONGEST_TITLE = 300
LONGEST_TEXT = 10_000
# Line and paragraph separators: a break in a text, none in a title.
LINES = "\n\t\u2028\u2029"
# Embeddings, overrides and isolates: they turn the direction in which signs are shown.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))


class InvalidText(Invalid):
    code = "invalid-text"


def title(text: str, field: str) -> str:
    """One line of 1 to 300 characters, trimmed, in NFC. Raises InvalidText."""
    return _bounded(text, field, LONGEST_TITLE, breaks="")


def free_text(text: str, field: str) -> str:
    """1 to 10,000 characters, lines and tabs allowed, trimmed, in NFC. Raises InvalidText."""
    return _bounded(text.replace("\r\n", "\n"), field, LONGEST_TEXT, breaks=LINES)


def _bounded(text: str, field: str, longest: int, *, breaks: str) -> str:
    clean = _composed(text, field).strip()
    if all(unicodedata.category(sign) in UNSEEN for sign in clean):
        raise InvalidText("Ce texte ne peut pas être vide.", field=field)
    if len(clean) > longest:
        most = f"{longest:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        raise InvalidText(f"Ce texte dépasse {most} caractères.", field=field)
    if any(_misleads(sign) and sign not in breaks for sign in clean):
        raise InvalidText(
            "Ce texte contient un caractère de contrôle, de sens de lecture ou de fin de ligne.",
            field=field,
        )
    return clean


def _composed(text: str, field: str) -> str:
    try:
        return normalised(text)
    except NotCanonical as error:
        raise InvalidText(error.sentence, field=field) from error


def _misleads(sign: str) -> bool:
    """Whether what people read would not be what is written (CVE-2021-42574)."""
    return sign in TURNING or unicodedata.category(sign) in ("Cc", "Zl", "Zp")
