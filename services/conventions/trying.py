"""A dry run of an avenant: the commands themselves on a copy that nobody keeps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.convention.convention import Convention
from domain.convention.procedure import avenants
from domain.convention.procedure.readiness import ready
from domain.convention.version import AvenantKind
from domain.errors import NotFound, RuleBroken
from services.ask import Ask
from services.conventions.desk import about
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.policy import allow

A = TypeVar("A", bound=Aggregate)
MOTIVE = "Essai"


@dataclass(frozen=True, slots=True)
class Change:
    """`run`: a service with its command. `creates`: what the thing that it adds will be called.

    `at`: its place in what was asked, as a JSON pointer.
    """

    at: str
    run: Callable[[Pactes, Ask], Receipt]
    creates: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAvenant:
    convention_id: UUID
    changes: tuple[Change, ...]
    kind: AvenantKind = AvenantKind.GENERAL


@dataclass(frozen=True, slots=True)
class Problem:
    """`at`: of the change and its member, or of all changes, where none alone is to blame."""

    at: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Tried:
    """`amended`: an avenant was open already, and the changes come on top of it."""

    convention: Convention
    amended: bool
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Copy:
    """Stands in for `Pactes` before the commands of a content: loads, and forgets what is saved."""

    pactes: Pactes
    held: dict[UUID, Any] = field(default_factory=dict)
    amended: bool = False

    @property
    def tenant(self) -> str:
        return self.pactes.tenant

    def versions(self) -> list[int]:
        """Of what may have been changed, in the order in which it was loaded."""
        return [each.version for each in self.held.values() if isinstance(each, Convention)]

    def load(self, kind: type[A], stream: UUID, _ask: Ask | None = None) -> A:
        found = self.held.get(stream) or self.pactes.load(kind, stream)
        if not isinstance(found, kind):
            raise NotFound("Cet élément n’existe pas.")
        self.held[stream] = found
        return found

    def record(self, _ask: Ask, main: Aggregate, **_beside: Any) -> Receipt:
        """What is pending is let go: nobody will ever save it."""
        main.collect_events()
        return Receipt(main.id, main.version, 0, 0)


def try_avenant(pactes: Pactes, ask: Ask, command: TryAvenant) -> Tried:
    """On the working copy, where there is one. A change that is refused leaves the others.

    Raises what `open_avenant` raises.
    """
    allow(ask, "try_avenant", about(pactes))
    copy, done = _opened(pactes, command), list[Change]()
    problems: list[Problem] = []
    for change in command.changes:
        before = copy.versions()
        try:
            _run(copy, ask, change)
        except RuleBroken as refusal:
            at = f"{change.at}{refusal.field or ''}"
            problems.append(Problem(at, refusal.code, refusal.sentence))
            if copy.versions() != before:
                copy = _again(pactes, ask, command, done)
        else:
            done.append(change)
    tried = copy.load(Convention, command.convention_id)
    return Tried(tried, copy.amended, (*problems, *_unready(tried)))


def _opened(pactes: Pactes, command: TryAvenant) -> Copy:
    copy = Copy(pactes)
    convention = copy.load(Convention, command.convention_id)
    copy.amended = convention.avenant is not None
    if not copy.amended:
        seal = sealed(MOTIVE, "/motive").seal
        avenants.open_avenant(convention, motive=seal, kind=command.kind)
        convention.collect_events()
    return copy


def _again(pactes: Pactes, ask: Ask, command: TryAvenant, done: Sequence[Change]) -> Copy:
    """A command was refused halfway: what was done before it is done anew."""
    copy = _opened(pactes, command)
    for change in done:
        _run(copy, ask, change)
    return copy


def _run(copy: Copy, ask: Ask, change: Change) -> None:
    change.run(cast("Pactes", copy), replace(ask, key=None, creates=change.creates))


def _unready(convention: Convention) -> Iterator[Problem]:
    """What would keep it from being agreed on as it is now."""
    try:
        ready(convention)
    except RuleBroken as refusal:
        yield Problem("/changes", refusal.code, refusal.sentence)
