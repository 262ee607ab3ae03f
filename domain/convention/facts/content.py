"""What the act says, besides its actions and its money."""

from datetime import date
from uuid import UUID

from domain.convention.facts.base import Fact
from domain.convention.signature import Side


class PartyAdded(Fact):
    TOPIC = "convention.party_added.1"
    organization_id: UUID
    side: Side


class SignatoryDesignated(Fact):
    """`joining_id` names the joining by which a partner came in; None for the parties."""

    TOPIC = "convention.signatory_designated.1"
    signatory_id: UUID
    office: str
    side: Side
    organization_id: UUID
    required: bool
    order: int | None
    joining_id: UUID | None


class VoletDefined(Fact):
    TOPIC = "convention.volet_defined.1"
    code: str
    title: str
    starts_on: date
    ends_on: date


class ArticleSet(Fact):
    TOPIC = "convention.article_set.1"
    no: int
    title: str
    text: str


class CeilingSet(Fact):
    TOPIC = "convention.ceiling_set.1"
    exercice: int
    amount_cents: int
