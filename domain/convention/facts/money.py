"""Who plans to pay how much."""

from uuid import UUID

from domain.convention.facts.base import Fact
from domain.convention.funding_line import FundingNature


class FundingPlanned(Fact):
    """`action_id` None: for the whole convention. `exercice` None: the source gives no year."""

    TOPIC = "convention.funding_planned.1"
    line_id: UUID
    action_id: UUID | None
    exercice: int | None
    funder_id: UUID
    volet: str | None
    amount_cents: int
    nature: FundingNature
    counts_as_match: bool


class FundingAdjusted(Fact):
    TOPIC = "convention.funding_adjusted.1"
    line_id: UUID
    old_cents: int
    new_cents: int
    delta_cents: int
    motive: str
