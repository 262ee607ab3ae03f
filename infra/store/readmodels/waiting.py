"""Waiting for rows that have not come far enough: a little, and never most threads of a process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import TypeVar

from projections.queries.query import NotReached

T = TypeVar("T")

PATIENCE_SECONDS = 2.0
BETWEEN_LOOKS = 0.02
# Half of the threads of a web process: the others must go on answering.
MOST_WAITING = 4
PLACES = BoundedSemaphore(MOST_WAITING)


def wait_for(
    look: Callable[[], T | NotReached], patience: float, places: BoundedSemaphore = PLACES
) -> T:
    """What `look` finds in the end. Raises NotReached, or what `look` raises."""
    until, waiting = monotonic() + patience, False
    with ExitStack() as place:
        while isinstance(found := look(), NotReached):
            if found.stopped or monotonic() > until:
                raise found
            if not waiting:
                place.enter_context(_place(places, found))
                waiting = True
            sleep(BETWEEN_LOOKS)
        return found


@contextmanager
def _place(places: BoundedSemaphore, late: NotReached) -> Iterator[None]:
    """Kept until the answer: given up between two looks, somebody else would take it."""
    if not places.acquire(blocking=False):
        raise late
    try:
        yield
    finally:
        places.release()
