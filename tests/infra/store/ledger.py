"""A small aggregate of the tests, with every kind of value that a state may hold."""
# ruff: noqa: ARG002, PLR0917 - a mutator has the fields of its event, used or not

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from domain.dates import BusinessDate
from domain.envelope import Actor, Envelope, Provenance, ProvenanceKind
from services.ask import Ask, Caller, Key

EMPTY: Mapping[Any, Any] = MappingProxyType({})
PERSON = UUID("8a3b3c38-3f0e-4d59-9b0b-0d9b7a1f0001")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Rank(IntEnum):
    FIRST = 1
    TENTH = 10


@dataclass(frozen=True, slots=True)
class Line:
    cents: int
    on: date
    note: str | None = None


class LedgerFact(Aggregate.Event):
    TOPIC = "ledger.event"


class LedgerOpened(LedgerFact, Aggregate.Created):
    TOPIC = "ledger.ledger_opened.1"
    name: str


class LineNoted(LedgerFact):
    """`.1` had euros, no colour."""

    TOPIC = "ledger.line_noted.3"
    line_id: UUID
    line: Line
    colour: Colour
    ranks: tuple[Rank, ...]
    shares: dict[UUID, int]
    labels: dict[str, str]
    seen: datetime | None

    @staticmethod
    def upcast_v1_v2(state: dict[str, object]) -> None:
        state["line"] = {"cents": int(str(state.pop("euros"))) * 100, "on": "2020-01-01"}

    @staticmethod
    def upcast_v2_v3(state: dict[str, object]) -> None:
        state |= {"colour": "blue", "ranks": [], "shares": {}, "labels": {}, "seen": None}


class LineMoved(LedgerFact):
    TOPIC = "ledger.line_moved.1"
    line_id: UUID
    cents: int
    note: str


class Ledger(Aggregate):
    TOPIC = "ledger"
    STATE_VERSION = 2
    Event = LedgerFact
    LedgerOpened = LedgerOpened
    LineNoted = LineNoted
    LineMoved = LineMoved

    name: str
    lines: dict[UUID, Line]
    moved: frozenset[UUID]

    @event(LedgerOpened)
    def __init__(self, name: str) -> None:
        self.name = name
        self.lines = {}
        self.moved = frozenset()

    @event(LineNoted)
    def note(
        self,
        line_id: UUID,
        line: Line,
        colour: Colour = Colour.RED,
        ranks: tuple[Rank, ...] = (),
        shares: Mapping[UUID, int] = EMPTY,
        labels: Mapping[str, str] = EMPTY,
        seen: datetime | None = None,
    ) -> None:
        self.lines[line_id] = line

    @event(LineMoved)
    def move(self, line_id: UUID, cents: int, note: str) -> None:
        self.lines[line_id] = Line(cents, date(2024, 1, 1), note)
        self.moved |= {line_id}


def context(correlation_id: UUID | None = None) -> Envelope:
    return Envelope(
        effective_on=BusinessDate(date(2024, 9, 2)),
        provenance=Provenance(ProvenanceKind.API),
        correlation_id=correlation_id or uuid4(),
        actor=Actor(person_id=PERSON, role="dept_agent", auth_method="demo"),
    )


def key(command_id: UUID | None = None, request: bytes = b"r" * 32) -> Key:
    return Key(command_id=command_id or uuid4(), request_sha256=request, status=201)


def ask(key: Key | None = None, tenant: str = "48") -> Ask:
    return Ask(
        caller=Caller(
            tenant=tenant,
            person_id=PERSON,
            role="dept_agent",
            side="departement",
            auth_method="demo",
        ),
        provenance=Provenance(ProvenanceKind.API),
        correlation_id=uuid4(),
        now=datetime(2024, 9, 2, 8, 30, tzinfo=UTC),
        today=date(2024, 9, 2),
        effective_on=BusinessDate(date(2024, 9, 2)),
        key=key,
    )
