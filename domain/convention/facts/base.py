"""The base of every fact, and the fact that begins a convention."""

from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.convention.kind import Kind


class Fact(Aggregate.Event):
    TOPIC = "convention.event"


class ConventionDrafted(Fact, Aggregate.Created):
    """Carries the rules of its kind as published, so that no later rule set changes this act.

    `paper`: born of a signed paper act, taken over by import.
    """

    TOPIC = "convention.convention_drafted.1"
    kind: Kind
    title: str
    starts_on: date
    ends_on: date
    territory_codes: tuple[str, ...]
    axes: tuple[int, ...]
    rules_version: str
    allowed_axes: tuple[int, ...]
    allowed_natures: tuple[str, ...]
    required_offices: tuple[str, ...]
    max_state_share_bp: int
    share_scope: str
    fungible_volets: tuple[str, ...]
    predecessor_id: UUID | None
    paper: bool
