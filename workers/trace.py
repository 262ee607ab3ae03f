"""What may be logged of an error: where and what, but no message. It may quote what events say."""

import traceback
from collections.abc import Iterator

FRAMES = 6


def trace(error: BaseException) -> dict[str, list[str]]:
    """`errors`: its type and those it came from, nearest first. `at`: the last frames."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {
        "errors": [type(cause).__qualname__ for cause in chain(error)],
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, nearest first."""
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__ or current.__context__
