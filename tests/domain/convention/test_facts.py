"""The facts of a convention: pinned names, one mutator each, nothing forgotten."""

import ast
import inspect
from dataclasses import fields
from functools import singledispatch
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from eventsourcing.domain import CanMutateAggregate, DecoratedFuncCaller, decorated_funcs
from eventsourcing.utils import get_topic, resolve_topic

from domain.canonical import encode
from domain.convention import convention as module
from domain.convention.convention import Convention
from domain.convention.facts import actions, base, content, money, procedure
from tests.domain.convention.given import CPT, drafted, joined, line, with_parties
from tests.examples.convention import EXAMPLES

LIBRARY = {"originator_id", "originator_version", "originator_topic", "timestamp"}

TOPICS = {
    "convention.convention_drafted.1",
    "convention.party_added.1",
    "convention.signatory_designated.1",
    "convention.volet_defined.1",
    "convention.article_set.1",
    "convention.ceiling_set.1",
    "convention.action_added.1",
    "convention.action_carried_over.1",
    "convention.action_reinforcement_justified.1",
    "convention.action_retitled.1",
    "convention.action_withdrawn.1",
    "convention.objective_added.1",
    "convention.indicator_defined.1",
    "convention.indicator_target_set.1",
    "convention.funding_planned.1",
    "convention.funding_adjusted.1",
    "convention.convention_submitted_for_review.1",
    "convention.review_returned.1",
    "convention.agreement_given_by_author_alone.1",
    "convention.convention_agreed_by_side.1",
    "convention.version_frozen.1",
    "convention.version_imported.1",
    "convention.signature_round_opened.1",
    "convention.signatory_invited.1",
    "convention.convention_signed_by.1",
    "convention.signature_refused.1",
    "convention.signature_round_cancelled.1",
    "convention.signature_round_expired.1",
    "convention.convention_signed.1",
    "convention.convention_entered_execution.1",
    "convention.avenant_opened.1",
    "convention.avenant_abandoned.1",
    "convention.avenant_signed.1",
    "convention.convention_abandoned.1",
}


# The library gives every aggregate these two; neither is ever triggered.
OF_THE_LIBRARY = {"Event", "Created"}


def facts() -> list[type[CanMutateAggregate[UUID]]]:
    return [
        item
        for name, item in vars(Convention).items()
        if isinstance(item, type) and issubclass(item, base.Fact) and name not in OF_THE_LIBRARY
    ]


def declared() -> set[str]:
    """The names of all fact classes written in the facts package."""
    modules = (base, content, actions, money, procedure)
    found = {
        item.__name__
        for facts_module in modules
        for item in vars(facts_module).values()
        if isinstance(item, type) and issubclass(item, base.Fact)
    }
    return found - {"Fact"}


def own_fields(fact: type) -> set[str]:
    return {field.name for field in fields(fact)} - LIBRARY


def test_the_stored_names_are_these_and_resolve() -> None:
    assert {get_topic(fact) for fact in facts()} == TOPICS
    assert all(resolve_topic(get_topic(fact)) is fact for fact in facts())
    assert get_topic(Convention) == "convention"


def test_the_aggregate_adopts_every_declared_fact() -> None:
    assert {fact.__name__ for fact in facts()} == declared()


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.__name__)
def test_a_fact_has_one_mutator_with_its_own_fields(fact: type) -> None:
    if fact is base.ConventionDrafted:
        taken = set(inspect.signature(Convention.__init__).parameters) - {"self", "id"}
    else:
        assert issubclass(fact, DecoratedFuncCaller)
        taken = set(inspect.signature(decorated_funcs[fact]).parameters) - {"self"}
    assert taken == own_fields(fact)


def test_a_mutator_only_assigns() -> None:
    tree = ast.parse(Path(module.__file__).read_text())
    methods = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    forbidden = (ast.If, ast.Raise, ast.For, ast.While, ast.Try, ast.Assert, ast.Return)
    assert methods
    assert not [
        method.name
        for method in methods
        if any(isinstance(node, forbidden) for node in ast.walk(method))
    ]


def test_each_fact_has_an_example_that_has_canonical_bytes() -> None:
    assert set(EXAMPLES) == set(facts())
    for fact, example in EXAMPLES.items():
        assert set(example) == own_fields(fact)
        said = {name: value for name, value in example.items() if name != "slots"}
        assert encode(said)


def test_what_is_dispatched_on_a_declared_class_meets_the_stored_one() -> None:
    @singledispatch
    def seen(_fact: object) -> str:
        return "nothing"

    @seen.register
    def _(fact: money.FundingPlanned) -> str:
        return f"planned {fact.amount_cents}"

    @seen.register
    def _(fact: base.ConventionDrafted) -> str:
        return f"drafted {fact.title}"

    convention = with_parties(axes=(1,))
    line(convention, 7)
    told = [seen(fact) for fact in convention.pending_events]
    assert told[0] == "drafted Contrat local des solidarités"
    assert told[-1] == "planned 7"
    assert "nothing" in told


def test_the_state_is_the_fold_of_the_facts() -> None:
    convention = with_parties(CPT)
    joined(convention)
    folded: Convention | None = None
    for fact in convention.pending_events:
        folded = fact.mutate(folded)
    assert folded is not None
    assert folded.terms == convention.terms
    assert folded.version == convention.version


def test_the_stream_has_the_identity_that_was_asked_for() -> None:
    convention_id = uuid4()
    assert drafted(convention_id=convention_id).id == convention_id
