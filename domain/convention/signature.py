"""Sides, signatories, and the round in which they sign one frozen version."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Side(StrEnum):
    STATE = "state"
    DEPARTEMENT = "departement"
    PARTNER = "partner"


class Method(StrEnum):
    """How a signature was given; `platform` is a simple electronic signature, no more."""

    PLATFORM = "platform"
    PARAPHEUR = "parapheur"
    PAPER_SCAN = "paper_scan"
    QUALIFIED = "qualified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place to sign. Slots with an `order` sign from the lowest up; without one, at any time."""

    signatory_id: UUID
    office: str
    side: Side
    organization_id: UUID
    required: bool
    order: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    person_id: UUID
    side: Side
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    round_id: UUID
    deadline: date
    slots: tuple[Slot, ...]
