"""The follower: everything once, in order, and one bad event costs nobody else anything."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from domain.convention.convention import Convention
from projections.catalogue import projections_of
from projections.change import Projection, Recorded
from projections.memory import Memory
from projections.tenant import funding
from projections.trail import audit
from tests.domain.convention import given
from tests.readside import Albums, Asleep, Departement, Site, facts, projecting
from workers import follower as following
from workers.feeding import Projecting
from workers.ports import Consumer, Unit

CEILINGS = Convention.CeilingSet


class Broken(Exception):
    pass


def conventions(departement: Departement, count: int) -> int:
    last = 0
    for _ in range(count):
        convention = given.with_parties(axes=(1,))
        given.line(convention, 5, action_id=given.action(convention))
        last = departement.record(convention)
    return last


def same_as_memory(departement: Departement) -> None:
    memory = Memory(*projections_of(departement.code))
    log = departement.log()
    for recorded in log:
        memory.record(recorded)
    assert [recorded.position for recorded in log] == list(range(1, len(log) + 1))
    assert len(departement.rows("trail")) == len(memory.rows["trail"]) == len(log)
    for name in ("funding_lines", "conventions", "actions", "signatories"):
        assert len(departement.rows(name)) == len(memory.rows[name])


def failing_at(tenant: str, position: int) -> Projection:
    def rows(recorded: Recorded) -> Sequence[object]:
        if (recorded.tenant, recorded.position) == (tenant, position):
            raise Broken("secret content")
        return funding.PROJECTION.rows(recorded)

    return Projection("funding", 1, funding.PROJECTION.tables, rows)  # type: ignore[arg-type]


def with_funding(projection: Projection) -> following.Consumers:
    def consumers(tenant: str) -> Sequence[Consumer]:
        return [
            Projecting(projection if each.name == "funding" else each)
            for each in projections_of(tenant)
        ]

    return consumers


def test_everything_is_taken_in_once(departement: Departement) -> None:
    last = conventions(departement, 3)
    departement.follow()
    departement.follow()
    same_as_memory(departement)
    assert departement.standing("trail") == (last, "running", None)


def test_batches_change_nothing(departement: Departement, monkeypatch: pytest.MonkeyPatch) -> None:
    conventions(departement, 3)
    monkeypatch.setattr(following, "BATCH", 4)
    departement.follow()
    same_as_memory(departement)


def taken_in(departement: Departement) -> int:
    """By the trail; 0 before its first turn."""
    select = "SELECT position FROM {schema}.positions WHERE projection = 'trail'"
    return sum(position for (position,) in departement.run(select))


def test_two_followers_take_nothing_in_twice(
    departement: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = conventions(departement, 12)
    monkeypatch.setattr(following, "BATCH", 3)
    followers = [departement.another_follower() for _ in range(2)]

    def run(number: int) -> None:
        while taken_in(departement) < last:
            followers[number].turn(departement.code)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(run, number) for number in range(2)]:
            done.result(60)
    departement.follow()
    same_as_memory(departement)


def test_what_dies_before_the_commit_is_taken_in_again(departement: Departement) -> None:
    conventions(departement, 1)

    class Dying:
        name, version, after = "dying", 1, ()

        def handle(self, _unit: Unit, _events: Sequence[Recorded]) -> None:
            raise KeyboardInterrupt

    dying = departement.another_follower(lambda tenant: [*projecting(tenant), Dying()])
    with pytest.raises(KeyboardInterrupt):
        dying.turn(departement.code)
    assert departement.rows("trail") == []
    departement.follow()
    same_as_memory(departement)


def test_a_projection_that_fails_stops_alone_and_says_so(place: Site) -> None:
    here, elsewhere = place.departement(), place.departement()
    last = conventions(here, 2)
    conventions(elsewhere, 2)
    broken = here.another_follower(with_funding(failing_at(here.code, last)))
    broken.turn(here.code)
    broken.turn(here.code)
    position, status, error = here.standing("funding")
    assert (position, status) == (last - 1, "stopped")
    assert error
    assert f"la position {last}" in error
    assert "Broken" in error
    assert "convention.funding_planned" in error
    assert "secret content" not in error
    assert len(here.rows("funding_lines")) == 1
    assert here.standing("trail") == (last, "running", None)
    assert broken.turn(elsewhere.code) is False
    assert elsewhere.standing("funding")[1] == "running"


def test_it_resumes_after_the_fix(departement: Departement) -> None:
    last = conventions(departement, 2)
    broken = departement.another_follower(with_funding(failing_at(departement.code, last)))
    broken.turn(departement.code)
    again = conventions(departement, 1)
    broken.turn(departement.code)
    assert departement.standing("funding")[:2] == (last - 1, "stopped")
    departement.follow()
    assert departement.standing("funding") == (again, "running", None)
    same_as_memory(departement)


def test_one_that_stopped_is_tried_again_after_a_rest(departement: Departement) -> None:
    last = conventions(departement, 1)
    fails = [True]

    def rows(recorded: Recorded) -> Sequence[object]:
        if fails[0]:
            raise Broken
        return funding.PROJECTION.rows(recorded)

    moody = Projection("funding", 1, funding.PROJECTION.tables, rows)  # type: ignore[arg-type]
    follower = departement.another_follower(with_funding(moody))
    follower.turn(departement.code)
    fails[0] = False
    follower.turn(departement.code)
    assert departement.standing("funding")[:2] == (0, "stopped")
    departement.rest()
    follower.turn(departement.code)
    assert departement.standing("funding") == (last, "running", None)


def test_an_event_nobody_knows_stops_all_before_it(place: Site) -> None:
    here, elsewhere = place.departement(), place.departement()
    before = conventions(here, 1)
    here.run(
        "INSERT INTO {schema}.events SELECT %s, 1, notification_id + 1, recorded_at,"
        " 'convention.never_heard_of.1', state, envelope FROM {schema}.events"
        " ORDER BY notification_id DESC LIMIT 1",
        uuid4(),
    )
    conventions(here, 1)
    conventions(elsewhere, 1)
    here.follow()
    elsewhere.follow()
    for projection in projections_of(here.code):
        position, status, error = here.standing(projection.name)
        assert (position, status) == (before, "stopped")
        assert error
        assert "never_heard_of" in error
        assert elsewhere.standing(projection.name)[1] == "running"


def test_rows_of_another_version_wait_for_a_rebuild(departement: Departement) -> None:
    conventions(departement, 1)
    departement.follow()
    newer = Projection("funding", 2, funding.PROJECTION.tables, funding.rows)
    follower = departement.another_follower(with_funding(newer))
    last = conventions(departement, 1)
    follower.turn(departement.code)
    position, status, error = departement.standing("funding")
    assert position < last
    assert status == "stopped"
    assert error
    assert "rebuild" in error


def test_a_consumer_never_runs_before_those_it_waits_for(departement: Departement) -> None:
    seen: list[int] = []

    class Telling:
        name, version, after = "telling", 1, ("funding",)

        def handle(self, unit: Unit, events: Sequence[Recorded]) -> None:
            assert unit.tenant == departement.code
            seen.extend(event.position for event in events)

    last = conventions(departement, 2)
    consumers = with_funding(failing_at(departement.code, last))
    follower = departement.another_follower(lambda tenant: [*consumers(tenant), Telling()])
    follower.turn(departement.code)
    assert seen == list(range(1, last))
    fixed = departement.another_follower(lambda tenant: [*projecting(tenant), Telling()])
    fixed.turn(departement.code)
    assert seen == list(range(1, last + 1))


def test_the_sweep_finds_what_no_message_told(place: Site) -> None:
    here, there = place.departement(), place.departement()
    last = conventions(here, 1)
    follower = here.another_follower(sweep_every=0.0)
    while taken_in(here) < last:
        follower.step()
    behind = conventions(there, 1)
    while taken_in(there) < behind:
        follower.step()


def test_the_first_event_of_a_log_is_heard_of_between_two_sweeps(place: Site) -> None:
    here, wakes = place.departement(), Asleep()
    follower = here.another_follower(wakes=wakes, sweep_every=3600.0)
    for _ in range(20):
        follower.step()
    last = conventions(here, 1)
    wakes.said = {here.code, "nobody"}
    follower.step()
    assert taken_in(here) == last


def test_a_log_that_was_put_back_is_served_before_it_has_grown_again(place: Site) -> None:
    """After a failover to a standby that knew less, the head stands before what was reached."""
    here = place.departement()
    follower = here.another_follower(sweep_every=0.0)
    follower.turn(here.code)
    follower._reached[here.code] += 1_000
    last = conventions(here, 1)
    for _ in range(20):
        follower.step()
    assert taken_in(here) == last


def test_snapshots_are_taken_every_fifty_events(departement: Departement) -> None:
    albums = Albums()
    follower = departement.another_follower(snapshots=albums)
    stream = uuid4()
    departement.record(*facts(Convention.ConventionDrafted, *[CEILINGS] * 250, stream=stream))
    while follower.turn(departement.code):
        pass
    assert albums.taken == [(departement.code, stream, 250)]


def test_a_hook_that_fails_stops_nothing(
    departement: Departement, caplog: pytest.LogCaptureFixture
) -> None:
    """And what it says, which may quote an event, is not logged."""
    told: list[tuple[str, int]] = []

    def fails(_tenant: str, _upto: int) -> None:
        raise Broken("secret title")

    hooks = [fails, lambda tenant, upto: told.append((tenant, upto))]
    follower = departement.another_follower(after_commit=hooks)
    last = conventions(departement, 1)
    follower.turn(departement.code)
    assert told == [(departement.code, last)]
    assert "Broken" in str(vars(caplog.records[-1])["errors"])
    assert "secret" not in caplog.text


def test_a_new_projection_catches_up_beside_the_others(
    departement: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH", 5)
    conventions(departement, 2)
    without = [p for p in projections_of(departement.code) if p is not audit.PROJECTION]
    old = departement.another_follower(lambda _: [Projecting(each) for each in without])
    while old.turn(departement.code):
        pass
    last = conventions(departement, 2)
    departement.follow()
    assert departement.standing("trail") == (last, "running", None)
    same_as_memory(departement)
