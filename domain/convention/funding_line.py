"""Who plans to pay how much, for what and when."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class FundingNature(StrEnum):
    CASH = "cash"
    IN_KIND = "in_kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingLine:
    """`action_id` None: known for the whole convention only. `exercice` None: no year was given."""

    action_id: UUID | None
    exercice: int | None
    funder_id: UUID
    volet: str | None
    amount_cents: int
    nature: FundingNature
    counts_as_match: bool
