"""Bodies: who is party to a convention, who signs it, who asks to join it."""

from domain.convention.signature import Side
from infra.web.asked.fields import (
    LONGEST_TEXT,
    Body,
    Cents,
    Choice,
    Day,
    Flag,
    Identifier,
    Text,
    Whole,
)


class PartyBody(Body):
    organization_id = Identifier(required=True)
    side = Choice(Side, required=True)


class SignatoryBody(Body):
    office = Text(64, required=True)
    side = Choice(Side, required=True)
    organization_id = Identifier(required=True)
    required = Flag()
    order = Whole(1, 99, allow_none=True)


class JoiningBody(Body):
    organization_id = Identifier(required=True)
    convention_id = Identifier(required=True)
    contribution_text = Text(LONGEST_TEXT, lines=True, required=True)
    signatory_office = Text(64, required=True)
    amount_cents = Cents(allow_none=True)


class JoiningAgreementBody(Body):
    deliberation_ref = Text(64, allow_none=True)


class RoundBody(Body):
    deadline = Day(required=True)


class SignatureBody(Body):
    signatory_id = Identifier(required=True)
    content_hash = Text(64, required=True)


class RefusalBody(Body):
    signatory_id = Identifier(required=True)
    motive = Text(LONGEST_TEXT, lines=True, required=True)
