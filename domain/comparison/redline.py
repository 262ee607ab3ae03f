"""Two texts word by word: what was kept, removed, added."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

# One word each: `176 000,50` whatever parts its thousands, `l’`, `peut-être`, `aujourd’hui`.
_WORD = re.compile(
    r"(\s*)("
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3}(?!\d))+(?:,\d+)?"
    r"|\d+(?:[.,]\d+)*(?!\w)"
    r"|(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\w)"
    r"|\w+(?:[-\u2010\u2011'’]\w+)*"
    r"|\S|\Z)",
    re.IGNORECASE,
)
_PLAIN = str.maketrans({"’": "'", "\u2010": "-", "\u2011": "-"})

# Texts of two versions never change: who looks again is not made to wait again.
MOST_KEPT = 256

# The spaces before a word, and the word.
_Word = tuple[str, str]
# What stood and what stands in one place; equal where nothing changed.
_Stretch = tuple[str, str]


class Op(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    op: Op
    text: str


@lru_cache(maxsize=MOST_KEPT)
def redline(old: str, new: str) -> tuple[Piece, ...]:
    """Kept and removed pieces joined are `old`, kept and added ones are `new`.

    Where words were replaced, what was removed stands before what was added.
    """
    pieces: list[Piece] = []
    stretches = filter(any, _stretches(_parted(old), _parted(new)))
    for _, group in groupby(stretches, key=_changed):
        was, now = ("".join(texts) for texts in zip(*group, strict=True))
        said = ((Op.KEPT, was),) if was == now else ((Op.REMOVED, was), (Op.ADDED, now))
        pieces += [Piece(op, text) for op, text in said if text]
    return tuple(pieces)


def words(text: str) -> list[str]:
    """Numbers with their spaces, elided words, words and signs."""
    return [word for _, word in _parted(text) if word]


def same_words(old: str, new: str) -> bool:
    """Whether the two differ in spaces, apostrophes and hyphens at most."""
    return _bare(old) == _bare(new)


def _bare(text: str) -> str:
    return "".join(text.translate(_PLAIN).split())


def _changed(stretch: _Stretch) -> bool:
    return stretch[0] != stretch[1]


def _parted(text: str) -> list[_Word]:
    """Joined, they are the text; the last one may be the empty word after the last spaces."""
    return [(space, word) for space, word in _WORD.findall(text) if space or word]


def _stretches(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[_Stretch]:
    """Words are matched, never the spaces between them."""
    a = b = 0
    for at, then, size in _matches([word for _, word in old], [word for _, word in new]):
        yield from _replaced(old[a:at], new[b:then])
        a, b = at + size, then + size
        for was, now in zip(old[at:a], new[then:b], strict=True):
            yield was[0], now[0]
            yield was[1], now[1]


def _replaced(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[_Stretch]:
    """The space before both is in neither."""
    was, now = _text(old), _text(new)
    space = old[0][0] if old and new and old[0][0] == new[0][0] else ""
    yield space, space
    yield was[len(space) :], now[len(space) :]


def _text(some: Iterable[_Word]) -> str:
    return "".join(space + word for space, word in some)


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Places and lengths of what both have, up to their ends.

    Where both begin and end is settled first: most of an article stays as it was.
    """
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    rest = most - start
    end = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    rest_of_old, rest_of_new = old[start : len(old) - end], new[start : len(new) - end]
    middle = SequenceMatcher(None, rest_of_old, rest_of_new, autojunk=False)
    yield 0, 0, start
    for a, b, size in middle.get_matching_blocks():
        yield start + a, start + b, size
    yield len(old) - end, len(new) - end, end
