"""A national sum, a comparison and the outsiders' verifier say where each cent counts: the same."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.comparison.money import placed
from domain.convention.content import content
from domain.convention.convention import Convention
from infra.evidence.pacte_verify import Fold
from infra.store.evidence.leaves import leaves
from infra.store.evidence.trees import Tree
from infra.store.readmodels.national import ask_all
from projections.queries.national import NATIONAL_LINES
from tests.domain.convention import given as act
from tests.readside import Departement, Site

CODES = ("insertion", "socle")
VOLETS = st.none() | st.sampled_from(CODES)
FUNDERS = st.sampled_from([act.PREFECTURE, act.DEPARTEMENT, act.ARS])
# By action (0: the whole act), exercice, funder and volet: the key of a line.
Plan = Mapping[tuple[int, int | None, UUID, str | None], int]
PLANS = st.dictionaries(
    st.tuples(st.integers(0, 2), st.sampled_from([None, 2024, 2025]), FUNDERS, VOLETS),
    st.integers(0, 10**12),
    max_size=8,
)
# Convention, version, exercice, axe, volet, funder, side.
Places = dict[tuple[Any, ...], int]


@pytest.fixture(scope="module")
def lived(place: Site) -> Departement:
    return place.departement()


@settings(max_examples=25)
@example(
    volets=[None, "socle"],
    plan={
        (1, 2024, act.PREFECTURE, None): 333_33,
        (1, 2024, act.PREFECTURE, "insertion"): 1_000_00,
        (2, 2024, act.PREFECTURE, "insertion"): 7,
        (0, 2024, act.PREFECTURE, "insertion"): 1,
    },
)
@given(volets=st.lists(VOLETS, min_size=2, max_size=2), plan=PLANS)
def test_every_cent_counts_in_one_volet(
    lived: Departement, volets: list[str | None], plan: Plan
) -> None:
    convention = signed(volets, plan)
    before = lived.wiring.pactes(lived.code).recorder.max_notification_id() or 0
    lived.record(convention)
    lived.follow()
    said = compared(convention)
    assert summed(lived, convention.id) == said
    assert verified(lived, before) == said


def signed(volets: list[str | None], plan: Plan) -> Convention:
    """An action of axe 1 in the first volet, one of axe 2 in the second, and what is planned.

    Born on paper, where money may be without a year, or of the whole act.
    """
    convention = act.with_parties(act.CPT, paper=True)
    act.joined(convention)
    for code in CODES:
        act.volet(convention, code)
    actions = [act.action(convention, axe=axe, volet=volet) for axe, volet in enumerate(volets, 1)]
    for (of, exercice, funder_id, volet), cents in plan.items():
        action_id = [None, *actions][of]
        where = {"action_id": action_id, "exercice": exercice, "volet": volet}
        act.line(convention, cents, funder_id=funder_id, **where)
    act.take_over(convention, 1)
    return convention


def compared(convention: Convention) -> Places:
    found: Places = {}
    for at, cents in placed(content(convention)).values():
        where = (at.exercice, at.axe, at.volet, at.funder_id, at.side.value)
        key = (str(convention.id), 1, *where)
        found[key] = found.get(key, 0) + cents
    return found


def summed(departement: Departement, convention_id: UUID) -> Places:
    names = ("version_no", "exercice", "axe", "volet")
    body = ask_all(departement.pool, NATIONAL_LINES, among=[departement.code]).body
    rows = [row for row in body if row["convention_id"] == convention_id]
    found: Places = {}
    for row in rows:
        where = (row[name] for name in names)
        found[str(convention_id), *where, str(row["funder_id"]), row["side"]] = row["amount_cents"]
    assert len(found) == len(rows)
    return found


def verified(departement: Departement, after: int) -> Places:
    fold = Fold()
    for leaf in leaves(departement.connection, departement.code, Tree.LOG, after=after, limit=100):
        fold.apply(json.loads(leaf))
    return dict(fold.lines(None))
