"""A text that goes back from the review is a draft to which nobody agreed."""

from domain.convention.procedure import review
from domain.convention.signature import Side
from projections.memory import Memory
from projections.tenant import conventions
from tests.domain.convention import given
from tests.examples.convention import SEAL
from tests.readside import Departement


def test_a_returned_text_is_a_draft_without_agreements(departement: Departement) -> None:
    convention = given.to_agreed(given.with_parties())
    review.give_back(convention, by_side=Side.STATE, motive=SEAL)
    departement.record(convention)
    shown = Memory(conventions.PROJECTION)
    for recorded in departement.log():
        shown.record(recorded)
    rows = shown.rows_at(conventions.CONVENTIONS, departement.log()[-1].position)
    (row,) = (values for key, values in rows.items() if convention.id in key)
    assert row["stage"] == "draft"
    assert all(row[name] is None for name in conventions.NO_AGREEMENT)
