"""A projection computed again beside the live rows, compared with them, and put in their place.

Writes go on, and people read the live rows until the new ones stand in their place. Nothing is
ever sent: what notifies is no projection.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from projections.change import Projection
from workers.batches import uncollected
from workers.feeding import handle, why_stopped
from workers.ports import Outage, Standing, Writing

BATCH = 5000


class RebuildFailed(Exception):
    """The live rows stay as they were. The text is French."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Digests are of the live rows and of the new ones at `position`, with all their history.

    Rows are counted with their history: `added` are only in the new table, `gone` only in the old.
    """

    tenant: str
    projection: str
    position: int
    version_before: int | None
    version: int
    digest_before: str
    digest: str
    added: int = 0
    gone: int = 0
    changed: int = 0
    swapped: bool = False

    @property
    def equal(self) -> bool:
        return self.digest == self.digest_before

    @property
    def new_version(self) -> bool:
        return self.version != self.version_before


class Workshop(Protocol):
    """The tables beside the live ones, made by the owner for one projection of one tenant."""

    @property
    def tenant(self) -> str: ...

    @property
    def projection(self) -> Projection: ...

    def open(self) -> None:
        """Empty tables; what an interrupted rebuild left is removed. Raises RebuildFailed."""

    def close(self) -> None:
        """Removes them, unless they were put in place."""

    def unit(self) -> AbstractContextManager[Writing]:
        """One transaction that writes there."""

    def look_ahead(self, position: int) -> None:
        """Meanwhile what `digests` will ask of the live rows, should they not move on."""

    def settle(self) -> None:
        """The load is over: what comes now is a remainder."""

    def standing(self) -> Standing:
        """How far the live rows have come."""

    def held(self) -> AbstractContextManager[Standing]:
        """One transaction in which the live rows stand still; everything below is done in it."""

    def digests(self, position: int) -> tuple[str, str]:
        """Of the live rows and of the new ones."""

    def differences(self, position: int) -> tuple[int, int, int]:
        """Rows added, gone, changed."""

    def swap(self, position: int) -> None: ...


def rebuild(shop: Workshop, *, accept: bool = False) -> Receipt:
    """Raises RebuildFailed when an event cannot be taken in.

    Rows of the same version must come out equal, else they are not put in place; rows of a new
    version are put in place only if `accept`.
    """
    with uncollected():
        return _rebuild(shop, accept=accept)


def _rebuild(shop: Workshop, *, accept: bool) -> Receipt:
    shop.open()
    try:
        shop.look_ahead(shop.standing().position)
        position = 0
        while position < (goal := shop.standing().position):
            position = _replay(shop, position, goal)
        shop.settle()
        with shop.held() as live:
            while position < live.position:
                position = _replay(shop, position, live.position)
            return _put_in_place(shop, live, accept=accept)
    finally:
        shop.close()


def _replay(shop: Workshop, after: int, goal: int) -> int:
    """One batch, never beyond the live rows; the position reached."""
    with shop.unit() as unit:
        batch = unit.read(after, min(BATCH, goal - after))
        if batch.bad:
            raise RebuildFailed(why_stopped(shop.projection.name, batch.bad))
        try:
            handle(shop.projection, unit, batch.events)
        except Outage:
            raise
        except Exception as error:
            raise RebuildFailed(
                f"«\N{NO-BREAK SPACE}{shop.projection.name}\N{NO-BREAK SPACE}» échoue entre les "
                f"positions {after + 1} et {batch.events[-1].position} ({type(error).__name__})."
            ) from error
        return batch.events[-1].position


def _put_in_place(shop: Workshop, live: Standing, *, accept: bool) -> Receipt:
    before, after = shop.digests(live.position)
    receipt = Receipt(
        tenant=shop.tenant,
        projection=shop.projection.name,
        position=live.position,
        version_before=live.version,
        version=shop.projection.version,
        digest_before=before,
        digest=after,
    )
    if not receipt.equal:
        added, gone, changed = shop.differences(live.position)
        receipt = replace(receipt, added=added, gone=gone, changed=changed)
    if receipt.equal or (receipt.new_version and accept):
        shop.swap(live.position)
        return replace(receipt, swapped=True)
    return receipt
