"""Bodies: ceilings and funding lines. Amounts are euro cents."""

from domain.convention.funding_line import FundingNature
from infra.web.asked.fields import LONGEST_TEXT, Body, Cents, Choice, Flag, Identifier, Text, Whole
from infra.web.schemas.actions import FIRST_YEAR, LAST_YEAR


class CeilingBody(Body):
    exercice = Whole(FIRST_YEAR, LAST_YEAR, required=True)
    amount_cents = Cents(required=True)


class FundingLineBody(Body):
    funder_id = Identifier(required=True)
    exercice = Whole(FIRST_YEAR, LAST_YEAR, required=True)
    amount_cents = Cents(required=True)
    action_id = Identifier(allow_none=True)
    volet = Text(64, allow_none=True)
    nature = Choice(FundingNature)
    counts_as_match = Flag(
        metadata={
            "description": "Absent\u00a0: oui pour l’État et le Département, "
            "non pour un partenaire."
        }
    )


class AdjustmentBody(Body):
    line_id = Identifier(required=True)
    amount_cents = Cents(required=True)
    motive = Text(LONGEST_TEXT, lines=True, required=True)
