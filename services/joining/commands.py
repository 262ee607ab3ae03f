"""What people may ask about a partner’s joining. Amounts are cents."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPartnerJoining:
    """`contribution_text` is public; `signatory_office`: in which the partner will sign."""

    convention_id: UUID
    organization_id: UUID
    contribution_text: str
    signatory_office: str
    amount_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreePartnerJoining:
    """`deliberation_ref`: of the Département only."""

    joining_id: UUID
    deliberation_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusePartnerJoining:
    joining_id: UUID
    motive: str
