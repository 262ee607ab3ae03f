"""The content and its hash: the same for the same act, whatever the order of writing."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import encode
from domain.convention.content import content, content_hash
from domain.convention.convention import Convention
from domain.convention.facts.procedure import VersionFrozen
from domain.convention.procedure import freezing
from domain.convention.writing import actions, drafting
from tests.domain.convention.given import (
    CPT,
    SEAL,
    action,
    joined,
    line,
    to_agreed,
    to_running,
    to_signing,
    with_avenant,
    with_parties,
)
from tests.examples.convention import EXAMPLES

WRITTEN = (
    Convention.PartyAdded,
    Convention.SignatoryDesignated,
    Convention.VoletDefined,
    Convention.ArticleSet,
    Convention.CeilingSet,
    Convention.ActionAdded,
    Convention.ActionCarriedOver,
    Convention.ActionReinforcementJustified,
    Convention.ActionRetitled,
    Convention.ObjectiveAdded,
    Convention.IndicatorDefined,
    Convention.IndicatorTargetSet,
    Convention.FundingPlanned,
    Convention.FundingAdjusted,
)
IDS = [uuid4() for _ in range(4)]


def add(identity: UUID) -> Callable[[Convention], None]:
    return lambda c: actions.add_action(c, action_id=identity, title="Agir", axe=1, force=True)


def article(no: int) -> Callable[[Convention], None]:
    return lambda c: drafting.set_article(c, no=no, title="Objet", wording=f"Texte {no}")


STEPS = [*(add(identity) for identity in IDS), *(article(no) for no in (1, 2, 10))]


@given(st.permutations(STEPS))
def test_the_hash_does_not_depend_on_the_order_of_writing(
    steps: list[Callable[[Convention], None]],
) -> None:
    one, other = with_parties(), with_parties()
    for step in STEPS:
        step(one)
    for step in steps:
        step(other)
    assert content(one) == content(other)
    assert content_hash(one) == content_hash(other)


def test_the_content_is_canonical_and_without_empty_members() -> None:
    convention = with_parties(CPT)
    joined(convention)
    line(convention, 0, action_id=action(convention))
    said = content(convention)
    assert encode(said)
    assert said["kind"] == "CPT"
    assert said["period"] == {"starts_on": "2024-01-01", "ends_on": "2027-12-31"}
    assert "volets" not in said
    (one,) = said["funding"].values()
    assert one["amount_cents"] == 0
    assert one["counts_as_match"] is True
    assert "volet" not in one


def test_what_was_frozen_comes_out_again_at_its_version() -> None:
    convention = with_parties()
    action(convention)
    to_running(convention)
    with_avenant(convention)
    action(convention)
    to_signing(convention)
    facts = list(convention.pending_events)
    frozen = [fact for fact in facts if isinstance(fact, VersionFrozen)]
    assert len(frozen) == 2
    for fact in frozen:
        past: Convention | None = None
        for earlier in facts[: fact.snapshot_ref]:
            past = earlier.mutate(past)
        assert past is not None
        assert content_hash(past) == fact.content_hash


def test_a_version_in_force_is_not_touched_by_the_working_copy() -> None:
    convention = with_parties()
    action_id = action(convention)
    to_running(convention)
    before = content(convention)
    with_avenant(convention)
    actions.retitle(convention, action_id=action_id, title="Autrement")
    drafting.set_ceiling(convention, exercice=2024, amount_cents=5)
    assert content(convention) != before
    assert convention.in_force is not None
    convention.terms = convention.in_force
    assert content(convention) == before


def test_freezing_and_signing_do_not_change_the_content() -> None:
    convention = to_agreed(with_parties())
    agreed = content_hash(convention)
    freezing.freeze(convention, effective_from=date(2024, 1, 1))
    assert content_hash(convention) == agreed
    assert SEAL not in str(content(convention))


def test_the_hash_of_a_stored_act_stays_what_it_was() -> None:
    """A release that changes this literal takes every version ever signed for another one."""
    convention = Convention(id=UUID(int=5), **EXAMPLES[Convention.ConventionDrafted])
    for fact in WRITTEN:
        mutator = re.sub(r"(?<!^)(?=[A-Z])", "_", fact.__name__).lower()
        getattr(convention, mutator)(**EXAMPLES[fact])
    assert (
        content_hash(convention)
        == "6be062b630faf453c1c02c42ca273542945b01269c7b9036a623a94dbe23e84e"
    )
