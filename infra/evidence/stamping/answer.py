"""An answer as the library wants it: many authorities write certificates in the order they like.

They are a SET OF, which DER sorts (X.690 §11.6); nothing that is signed depends on their order.
"""

from collections.abc import Iterator
from typing import NamedTuple

LONG_FORM = 0x80
CERTIFICATES = 0xA0


class Element(NamedTuple):
    """`start`: of its header; `content`: behind it."""

    tag: int
    start: int
    content: int
    end: int


def in_order(answer: bytes) -> bytes:
    """What is no such answer comes back as it is."""
    try:
        found = _certificates(answer)
    except (IndexError, ValueError, StopIteration):
        return answer
    each = sorted(answer[one.start : one.end] for one in _within(answer, found))
    return answer[: found.content] + b"".join(each) + answer[found.end :]


def _certificates(answer: bytes) -> Element:
    (response,) = _elements(answer, 0, len(answer))
    _, token = _within(answer, response)
    _, wrapped = _within(answer, token)
    (signed,) = _within(answer, wrapped)
    return next(one for one in _within(answer, signed) if one.tag == CERTIFICATES)


def _within(data: bytes, outer: Element) -> Iterator[Element]:
    return _elements(data, outer.content, outer.end)


def _elements(data: bytes, at: int, end: int) -> Iterator[Element]:
    """Raises ValueError, IndexError."""
    while at < end:
        length, content = data[at + 1], at + 2
        if length >= LONG_FORM:
            size = length - LONG_FORM
            length = int.from_bytes(data[content : content + size], "big")
            content += size
        if content + length > end:
            raise ValueError(at)
        yield Element(data[at], at, content, content + length)
        at = content + length
