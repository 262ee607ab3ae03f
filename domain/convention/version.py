"""Versions of a convention: what was signed, and from when it applies."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.dates import Precision


class Act(StrEnum):
    INITIAL = "initial"
    AVENANT = "avenant"
    JOINING = "joining"


class AvenantKind(StrEnum):
    FUNDING = "funding"
    ACTIONS = "actions"
    PERIOD = "period"
    REPORT_DATE = "report_date"
    GENERAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    no: int
    act: Act
    content_hash: str
    signed_on: date
    precision: Precision
    effective_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A version that waits for signatures. `effective_from` None: from the last signature on."""

    version_no: int
    act: Act
    content_hash: str
    effective_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Avenant:
    no: int
    kind: AvenantKind
    base_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One side's agreement to one content, and the person who gave it.

    `by_author_alone`: nobody else of that side had a hand in the content, although others could.
    """

    content_hash: str
    by: UUID
    by_author_alone: bool = False
