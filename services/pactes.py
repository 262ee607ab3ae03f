"""The log of one tenant, as the library's Application: load an aggregate, save what happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate

from domain.errors import NotFound, RuleBroken
from domain.sealed import Sealed
from services.ask import Ask

A = TypeVar("A", bound=Aggregate)


class Stale(RuleBroken):
    """The stream moved on since the caller read it."""

    code = "stale-version"


class VersionBeyondEnd(NotFound):
    code = "version-beyond-end"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command: a function of the idempotency row alone."""

    stream: UUID
    version: int
    position: int
    status: int
    replayed: bool = False


class Pactes(Application[UUID]):
    """One tenant: one total order over all its aggregates. `tenant` is its code."""

    name = "pactes"

    def __init__(self, tenant: str, env: dict[str, str]) -> None:
        self.tenant = tenant
        super().__init__(env)

    def load(self, kind: type[A], stream: UUID, ask: Ask | None = None) -> A:
        """The aggregate as it stands. Raises NotFound, or Stale when `ask` saw another version."""
        try:
            found: A = self.repository.get(stream, projector_func=fold)
        except AggregateNotFoundError as error:
            raise NotFound("Cet élément n’existe pas.") from error
        if not isinstance(found, kind):
            raise NotFound("Cet élément n’existe pas.")
        expected = ask.expected_version if ask else None
        if expected is not None and expected != found.version:
            raise Stale("Le document a changé depuis votre lecture.")
        return found

    def load_short(self, kind: type[A], stream: UUID) -> A:
        """As `load`, for what has few events and is asked at every request: no snapshot is sought.

        Raises NotFound.
        """
        found = fold(None, self.events.get(stream))
        if not isinstance(found, kind):
            raise NotFound("Cet élément n’existe pas.")
        return found

    def at_version(self, kind: type[A], stream: UUID, version: int) -> A:
        """The aggregate as it stood at that version. Raises VersionBeyondEnd, never the latest."""
        try:
            found: A = self.repository.get(stream, version=version, projector_func=fold)
        except AggregateNotFoundError as error:
            raise NotFound("Cet élément n’existe pas.") from error
        if not isinstance(found, kind) or found.version != version:
            raise VersionBeyondEnd(f"La version {version} n’existe pas.")
        return found

    def record(
        self,
        ask: Ask,
        main: Aggregate,
        *others: Aggregate,
        before: Sequence[Aggregate] = (),
        texts: Sequence[Sealed] = (),
    ) -> Receipt:
        """Save the pending events of all aggregates in one append; the receipt names `main`.

        In the log, what happened to those of `before` precedes what happened to `main`.
        """
        saved = self.save(
            *before,
            main,
            *others,
            context=ask.envelope(),
            key=ask.key,
            texts=texts,
            answer_for=main.id,
        )
        status = ask.key.status if ask.key else 0
        return Receipt(main.id, main.version, saved[-1].notification.id, status)


def fold(aggregate: Any, events: Iterable[Any]) -> Any:
    """As the library folds, which spends half of a load on run-time checks of each event's type."""
    for event in events:
        aggregate = event.mutate(aggregate)
    return aggregate
