"""The titles of the actions of a convention: one each, however they are typed (rule 21)."""

import unicodedata
from uuid import UUID

from domain import text
from domain.convention.convention import Convention
from domain.convention.errors import DuplicateTitle

ALIKE = str.maketrans({"’": "'"})


def own(convention: Convention, title: str, *, but: UUID | None = None, force: bool = False) -> str:
    """The title, cleaned. Raises DuplicateTitle where another action than `but` has it already.

    `force`: kept all the same, for a reason that the envelope carries.
    """
    clean = text.title(title, "/title")
    taken = {
        _folded(action.title)
        for action_id, action in convention.terms.actions.items()
        if action_id != but and not action.withdrawn
    }
    if _folded(clean) in taken and not force:
        raise DuplicateTitle(
            "Une action porte déjà ce titre : changez-le, ou confirmez-le en disant pourquoi.",
            field="/title",
        )
    return clean


def _folded(title: str) -> str:
    """Without case, accents, or the kind of its spaces, apostrophes and hyphens."""
    parted = unicodedata.normalize("NFKD", title).casefold().translate(ALIKE)
    bare = "".join(map(_plain, parted))
    return " ".join(bare.split())


def _plain(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Pd":
        return "-"
    return "" if category in ("Cf", "Mn") else sign
