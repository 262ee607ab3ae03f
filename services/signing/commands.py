"""What people may ask of a signature round."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound:
    """Signatories are the slots of the convention; `deadline` is the last day to sign."""

    convention_id: UUID
    deadline: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """`content_hash` is what the person was shown; it must be what was frozen."""

    convention_id: UUID
    signatory_id: UUID
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseSignature:
    convention_id: UUID
    signatory_id: UUID
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRound:
    convention_id: UUID
    motive: str
