"""Acts of every shape: few identities, so that two of them have much in common."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.comparison.lines import Content
from domain.convention.action import (
    Action,
    Dimension,
    Direction,
    Indicator,
    Nature,
    Objective,
    Origin,
    Reinforcement,
    Unit,
)
from domain.convention.content import content_of
from domain.convention.funding_line import FundingLine, FundingNature
from domain.convention.kind import Kind
from domain.convention.signature import Side, Slot
from domain.convention.terms import Article, Terms, Volet

IDS = [UUID(int=number) for number in range(1, 6)]
YEARS = ["2024", "2025", "2026"]
# Codes that are names of parts too: an identity is never taken for a member.
CODES = ["socle", "actions", "title", "1"]
TEXTS = ["", "l’action", "l'action", "176 000 €", "176\u202f000 €", "Texte d’un article"]

ids = st.sampled_from(IDS)
texts = st.sampled_from(TEXTS)
titles = st.sampled_from(TEXTS[1:])
dates = st.dates(date(2024, 1, 1), date(2027, 12, 31))
cents = st.integers(0, 10**12)


def perhaps(some: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | some


def few(keys: st.SearchStrategy[Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(keys, values, max_size=4)


actions = st.builds(
    Action,
    code=perhaps(st.sampled_from(CODES)),
    axe=perhaps(st.integers(1, 4)),
    volet=perhaps(st.sampled_from(CODES)),
    title=titles,
    nature=perhaps(st.sampled_from(Nature)),
    description=texts,
    operator_ids=st.lists(ids, unique=True).map(tuple),
    public=texts,
    territory=texts,
    starts_on=perhaps(dates),
    ends_on=perhaps(dates),
    carried_over_from=perhaps(st.builds(Origin, convention_id=ids, action_id=ids)),
    reinforcement=perhaps(
        st.builds(Reinforcement, dimension=st.sampled_from(Dimension), text=texts)
    ),
    withdrawn=st.booleans(),
)
indicators = st.builds(
    Indicator,
    objective_id=ids,
    name=titles,
    unit=st.sampled_from(Unit),
    direction=st.sampled_from(Direction),
    definition=texts,
    baseline=perhaps(st.integers(0, 9)),
    targets=few(st.sampled_from(YEARS), st.integers(0, 9)),
)
funding = st.builds(
    FundingLine,
    action_id=perhaps(ids),
    exercice=perhaps(st.integers(2024, 2026)),
    funder_id=ids,
    volet=perhaps(st.sampled_from(CODES)),
    amount_cents=cents,
    nature=st.sampled_from(FundingNature),
    counts_as_match=st.booleans(),
)
slots = st.builds(
    Slot,
    signatory_id=ids,
    office=titles,
    side=st.sampled_from(Side),
    organization_id=ids,
    required=st.booleans(),
    order=perhaps(st.integers(1, 3)),
)
terms = st.builds(
    Terms,
    title=titles,
    starts_on=dates,
    ends_on=dates,
    territory_codes=st.lists(st.sampled_from(["05", "42", "48"]), unique=True).map(tuple),
    axes=st.lists(st.integers(1, 4), unique=True).map(tuple),
    parties=few(ids, st.sampled_from(Side)),
    signatories=few(ids, slots),
    volets=few(
        st.sampled_from(CODES), st.builds(Volet, title=texts, starts_on=dates, ends_on=dates)
    ),
    articles=few(st.sampled_from(["1", "2", "10"]), st.builds(Article, title=texts, text=texts)),
    ceilings=few(st.sampled_from(YEARS), cents),
    actions=few(ids, actions),
    objectives=few(ids, st.builds(Objective, action_id=perhaps(ids), text=texts)),
    indicators=few(ids, indicators),
    funding=few(ids, funding),
)


def said(act: Terms, kind: Kind = Kind.CLS) -> Content:
    return content_of(kind, act)


contents = terms.map(said)


@st.composite
def reordered(draw: st.DrawFn, act: Terms) -> Terms:
    """The same act, written in another order wherever an order means nothing."""
    other = act.copy()
    for name, value in vars(act).items():
        if isinstance(value, dict):
            setattr(other, name, dict(draw(st.permutations(list(value.items())))))
    for key, action in act.actions.items():
        operators = tuple(draw(st.permutations(action.operator_ids)))
        other.actions[key] = replace(action, operator_ids=operators)
    other.territory_codes = tuple(draw(st.permutations(act.territory_codes)))
    other.axes = tuple(draw(st.permutations(act.axes)))
    return other
