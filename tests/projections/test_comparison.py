"""Contents from the rows are those of the log; what differs names the events that made it."""

from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from domain.canonical import digest
from domain.comparison.applying import apply
from domain.comparison.comparison import Between
from domain.comparison.lines import Change, Part
from domain.convention.action import Dimension, Nature, Unit
from domain.convention.content import content as folded
from domain.convention.convention import Convention
from domain.convention.procedure import avenants
from domain.convention.writing import actions, drafting, funding, measures
from domain.errors import NotFound
from projections.comparison.causes import of_a_line, of_an_amount
from projections.comparison.contents import content
from projections.comparison.points import InvalidPoint, NoWorkingCopy, Point
from projections.comparison.stood import TABLES
from projections.queries.comparison import HELD
from projections.queries.convention.content import NoSuchVersion, NoVersionInForce
from projections.queries.query import BeyondHead, Query, Seen
from tests.domain.convention import given
from tests.projections.explained import ask, assert_explained, between
from tests.readside import Departement, Site
from tests.shown.random_story import CUTS, Story

CONTENT = Query("content", TABLES, content)


def assert_folded(departement: Departement) -> int:
    """At every position of every convention; how many were looked at."""
    departement.follow()
    pactes, count = departement.wiring.pactes(departement.code), 0
    for recorded in departement.log():
        if recorded.topic.startswith("convention."):
            stream, version = recorded.event.originator_id, recorded.event.originator_version
            found = ask(departement, CONTENT, as_of=recorded.position, convention_id=stream)
            assert found == folded(pactes.at_version(Convention, stream, version))
            count += 1
    return count


def everything(convention: Convention) -> None:
    """Whatever an act may hold."""
    action_id = given.action(
        convention, axe=3, nature=Nature.REINFORCED, operator_ids=(given.PREFECTURE, given.ARS)
    )
    actions.justify_reinforcement(
        convention, action_id=action_id, dimension=Dimension.AREA, wording="Deux cantons"
    )
    actions.carry_over(
        convention, action_id=action_id, from_convention_id=uuid4(), from_action_id=uuid4()
    )
    for owner in (action_id, None):
        objective_id, indicator_id = uuid4(), uuid4()
        measures.add_objective(
            convention, objective_id=objective_id, action_id=owner, wording="Aider"
        )
        measures.define_indicator(
            convention,
            indicator_id=indicator_id,
            objective_id=objective_id,
            name="Suivis",
            unit=Unit.PERSON,
        )
        measures.set_target(convention, indicator_id=indicator_id, exercice=2025, value=0)
    drafting.set_article(convention, no=10, title="Objet", wording="L’action\net l’été.")
    drafting.set_ceiling(convention, exercice=2024, amount_cents=10**15)
    drafting.define_volet(
        convention,
        code="socle",
        title="Socle",
        starts_on=convention.terms.starts_on,
        ends_on=convention.terms.ends_on,
    )
    given.line(convention, 2**52, action_id=action_id, funder_id=given.DEPARTEMENT)
    given.line(convention, 0, exercice=None, volet="socle")


def test_the_content_of_any_story_is_that_of_the_log(place: Site) -> None:
    departement = place.departement()
    convention = given.with_parties(given.CPT)
    everything(convention)
    gone = given.action(convention, title="Retirée")
    measures.add_objective(convention, objective_id=uuid4(), action_id=gone, wording="Rien")
    given.line(convention, 0, action_id=gone)
    actions.withdraw(convention, action_id=gone, motive=given.SEAL)
    departement.record(convention)

    class Told(Story):
        pass

    Told.departement = departement
    story = Told()
    for number, cut in enumerate(sorted(CUTS)):
        story.draft(paper=cut == "imported")
        story.leap(number, cut)
    run_state_machine_as_test(
        Told,
        settings=settings(
            max_examples=3,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert assert_folded(departement) > 100
    assert assert_explained(departement) > 100


def amended(departement: Departement) -> tuple[Convention, dict[str, UUID]]:
    """Version 2 renames an action, adds one and money, and writes article 1 anew."""
    convention = given.with_parties(axes=(1, 3))
    ids = {"kept": given.action(convention, axe=1, title="Agir")}
    ids["line"] = given.line(convention, 100_00, action_id=ids["kept"])
    given.line(convention, 300_00, action_id=ids["kept"], funder_id=given.DEPARTEMENT)
    drafting.set_article(convention, no=1, title="Objet", wording="L’État apporte 176 000 €.")
    given.to_running(convention)
    given.with_avenant(convention)
    actions.retitle(convention, action_id=ids["kept"], title="Agir mieux")
    ids["new"] = given.action(convention, axe=3, title="Aller vers")
    funding.adjust_funding(convention, line_id=ids["line"], new_cents=250_00, motive=given.SEAL)
    drafting.set_article(convention, no=1, title="Objet", wording="L’État apporte 200 000 €.")
    given.to_signed(convention)
    departement.record(convention)
    departement.follow()
    return convention, ids


def positions(departement: Departement, *kinds: str) -> list[int]:
    return [each.position for each in departement.log() if each.topic.split(".")[1] in kinds]


def test_two_versions_have_the_contents_that_were_signed(departement: Departement) -> None:
    convention, ids = amended(departement)
    found = between(departement, convention.id, "1", "2")
    for held, version in zip((found.old, found.new), convention.versions, strict=True):
        assert digest(held.content) == version.content_hash
    applied = apply(found.comparison.lines, found.old.content)
    assert digest(applied) == convention.versions[1].content_hash
    assert found.comparison.between is Between.VERSIONS
    assert [(line.part, line.change, line.key) for line in found.comparison.lines] == [
        *sorted(
            [
                (Part.ACTIONS, Change.RETITLED, str(ids["kept"])),
                (Part.ACTIONS, Change.ADDED, str(ids["new"])),
            ],
            key=lambda told: told[2],
        ),
        (Part.ARTICLES, Change.CHANGED, "1"),
        (Part.FUNDING, Change.CHANGED, str(ids["line"])),
    ]


def test_each_difference_names_the_events_that_made_it(departement: Departement) -> None:
    convention, ids = amended(departement)
    found = between(departement, convention.id, "1", "2")
    first = positions(departement, "action_added")[0]
    assert found.causes == {
        ("actions", str(ids["kept"])): positions(departement, "action_retitled"),
        ("actions", str(ids["new"])): [
            p for p in positions(departement, "action_added") if p > first
        ],
        ("articles", "1"): positions(departement, "article_set")[1:],
        ("funding", str(ids["line"])): positions(departement, "funding_adjusted"),
    }
    assert [event["position"] for event in found.events] == sorted(
        {position for some in found.causes.values() for position in some}
    )
    assert {event["person_id"] for event in found.events} == {UUID(int=8)}
    back = between(departement, convention.id, "2", "1")
    assert (back.causes, back.events) == (found.causes, found.events)
    assert between(departement, convention.id, "1", "2", trail=False).events == ()


def test_a_thing_that_came_whole_names_the_events_of_its_parts(departement: Departement) -> None:
    convention = given.to_running(given.with_parties())
    given.with_avenant(convention)
    before = departement.record(convention)
    everything(convention)
    departement.record(convention)
    departement.follow()
    found = between(departement, convention.id, f"@{before}", "working")
    assert found.comparison.between is Between.MOMENTS
    named = {position for some in found.causes.values() for position in some}
    assert named == set(range(before + 1, departement.log()[-1].position + 1))


def test_what_goes_with_its_action_names_what_withdrew_it(departement: Departement) -> None:
    convention = given.with_parties(axes=(1, 3))
    action_id = given.action(convention, axe=1, title="Agir")
    given.matched(convention, 500_00, action_id=given.action(convention, axe=3, title="Rester"))
    unpaid = str(given.line(convention, 0, action_id=action_id))
    paid = given.line(convention, 100_00, action_id=action_id, funder_id=given.DEPARTEMENT)
    given.to_running(convention)
    given.with_avenant(convention)
    before = departement.record(convention)
    funding.adjust_funding(convention, line_id=paid, new_cents=0, motive=given.SEAL)
    actions.withdraw(convention, action_id=action_id, motive=given.SEAL)
    gone = departement.record(convention)
    avenants.abandon_avenant(convention)
    back = departement.record(convention)
    departement.follow()
    for old, new, of_unpaid, of_paid in (
        (before, gone, [gone], [gone - 1, gone]),
        (gone, back, [back], [back]),
    ):
        found = between(departement, convention.id, f"@{old}", f"@{new}")
        told = [
            *((one.key, of_a_line(one, found.causes)) for one in found.comparison.lines),
            *((one.line_id, of_an_amount(one, found.causes)) for one in found.comparison.amounts),
        ]
        assert [at for key, at in told if key == unpaid] == [of_unpaid, of_unpaid]
        assert [at for key, at in told if key == str(paid)] == [of_paid, of_paid]


def test_an_avenant_that_was_given_up_is_named_too(departement: Departement) -> None:
    convention = given.to_running(given.with_parties())
    given.with_avenant(convention)
    action_id = given.action(convention, axe=1)
    before = departement.record(convention)
    avenants.abandon_avenant(convention)
    after = departement.record(convention)
    departement.follow()
    found = between(departement, convention.id, f"@{before}", f"@{after}")
    assert found.causes == {("actions", str(action_id)): [after]}


def test_a_working_copy_against_what_was_signed_last(departement: Departement) -> None:
    convention, _ = amended(departement)
    with pytest.raises(NoWorkingCopy):
        between(departement, convention.id, "last_signed", "working")
    given.with_avenant(convention)
    given.action(convention, axe=1, title="Projet")
    departement.record(convention)
    departement.follow()
    found = between(departement, convention.id, "last_signed", "working")
    assert found.comparison.between is Between.WORKING_COPY
    assert [line.new["title"] for line in found.comparison.lines] == ["Projet"]
    assert found.old.version
    assert (found.old.version["version_no"], found.new.version) == (2, None)
    for seen in (Seen.SUBMITTED, Seen.SIGNED):
        with pytest.raises(NoWorkingCopy):
            between(departement, convention.id, "last_signed", "working", seen=seen)


def test_what_is_not_there_is_refused(departement: Departement) -> None:
    convention = given.with_parties()
    head = departement.record(convention)
    departement.follow()
    for point, refusal in (
        ("1", NoSuchVersion),
        ("last_signed", NoVersionInForce),
        (f"@{head + 1}", BeyondHead),
    ):
        with pytest.raises(refusal):
            between(departement, convention.id, point, "working")
    with pytest.raises(NotFound):
        between(departement, uuid4(), "1", "2")
    with pytest.raises(NotFound):
        ask(
            departement,
            HELD,
            convention_id=convention.id,
            point=Point.parse("@1"),
            seen=Seen.SIGNED,
        )


@pytest.mark.parametrize("text", ["2", "@12", "2020-02-29", "last_signed", "working"])
def test_a_point_is_written_as_it_is_read(text: str) -> None:
    assert str(Point.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "1.0", "@", "@0", "last", "2 ", "٢", "@" + "9" * 17]
)
def test_other_words_are_no_point(text: str) -> None:
    with pytest.raises(InvalidPoint):
        Point.parse(text)
