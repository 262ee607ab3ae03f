"""Rows of all départements side by side: each written by its own follower, read together."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from infra.cli.processes.web import THREADS
from infra.store.connections.names import PLATFORM, roles_of
from infra.store.connections.pool import Pool
from infra.store.readmodels import national
from infra.store.readmodels.national import ask_all
from infra.store.readmodels.reader import Reader
from infra.store.readmodels.waiting import MOST_WAITING, PLACES
from infra.store.recording.recorder import joined
from projections.queries.convention.convention_list import CONVENTION_LIST
from projections.queries.national import NATIONAL_OVERVIEW
from projections.queries.platform import NATIONAL_FRAMEWORK, TENANTS_LIST
from projections.queries.query import BeforeFirstRecord, BeyondHead, NotReached, OtherVersion
from tests.domain.convention import given
from tests.examples.registry import EXAMPLES
from tests.readside import Departement, Site, facts

WRITE = (
    "INSERT INTO t_platform.national_parties (tenant, convention_id, organization_id,"
    " from_position) VALUES (%s, gen_random_uuid(), gen_random_uuid(), 1)"
)


def signed(departement: Departement, cents: int) -> None:
    convention = given.with_parties(axes=(1,))
    action = given.action(convention, axe=1)
    given.line(convention, cents, action_id=action)
    given.line(convention, cents, action_id=action, funder_id=given.DEPARTEMENT)
    given.to_running(convention)
    given.with_avenant(convention)
    given.line(convention, 1, action_id=action, exercice=2025)
    departement.record(convention)
    departement.follow()


def test_signed_amounts_of_all_tenants_stand_side_by_side(place: Site) -> None:
    first, second = place.departement(), place.departement()
    for departement, cents in ((first, 100_00), (second, 7_00)):
        signed(departement, cents)
        departement.record(given.with_parties())
        departement.follow()
    mine = [first.code, second.code]
    found = ask_all(place.wiring.pool, NATIONAL_OVERVIEW, among=mine)
    assert [(row["tenant"], row["version_no"]) for row in found.body["conventions"]] == [
        (code, 1) for code in mine
    ]
    cents_of = {
        (row["tenant"], row["exercice"], row["axe"], row["side"]): row["amount_cents"]
        for row in found.body["amounts"]
    }
    assert cents_of == {
        (code, 2024, 1, side): cents
        for code, cents in zip(mine, (100_00, 7_00), strict=True)
        for side in ("state", "departement")
    }


def test_an_answer_of_some_tenants_depends_on_no_other(place: Site) -> None:
    """Neither its instant, nor whether it has to wait."""
    mine, other = place.departement(), place.departement()
    signed(mine, 1_00)
    before = ask_all(place.wiring.pool, NATIONAL_OVERVIEW, among=[mine.code])
    assert before.positions.keys() == {mine.code}
    other.record(given.with_parties())
    now = datetime.now(UTC)
    for as_of in (None, now):
        found = ask_all(
            place.wiring.pool, NATIONAL_OVERVIEW, among=[mine.code], as_of=as_of, patience=0.1
        )
        assert (found.positions, found.body) == (before.positions, before.body)
        assert found.instant == (as_of or before.instant)
    other.follow()
    with pytest.raises(BeforeFirstRecord):
        ask_all(place.wiring.pool, NATIONAL_OVERVIEW, among=[])


def test_a_tenant_that_has_not_begun_is_listed_at_zero(place: Site) -> None:
    """Left out, its nothing could not be told from its absence; at an instant it did not exist."""
    mine, unread, empty = (place.departement() for _ in range(3))
    signed(mine, 1_00)
    unread.record(given.with_parties())
    before = datetime.now(UTC)
    codes = [mine.code, unread.code, empty.code]
    live = ask_all(place.wiring.pool, NATIONAL_OVERVIEW, among=codes)
    assert live.positions == {mine.code: live.positions[mine.code], unread.code: 0, empty.code: 0}
    assert {row["tenant"] for row in live.body["conventions"]} == {mine.code}
    with pytest.raises(BeforeFirstRecord):
        ask_all(place.wiring.pool, NATIONAL_OVERVIEW, among=[empty.code])
    unread.follow()
    past = ask_all(place.wiring.pool, NATIONAL_OVERVIEW, among=codes, as_of=before)
    assert past.positions.keys() == {mine.code, unread.code}


def test_what_is_over_is_not_in_force(place: Site) -> None:
    """A convention of 2024 to 2027: the day after it there is nothing to add up."""
    departement = place.departement()
    signed(departement, 9_00)
    found = []
    for day in (given.TODAY - timedelta(1), given.TODAY, date(2027, 12, 31), date(2028, 1, 1)):
        body = ask_all(
            place.wiring.pool, NATIONAL_OVERVIEW, among=[departement.code], in_force_on=day
        ).body
        found.append((len(body["conventions"]), len(body["amounts"])))
    assert found == [(0, 0), (1, 2), (1, 2), (0, 0)]


def test_an_instant_gives_the_same_answer_for_ever(place: Site) -> None:
    departement = place.departement()
    signed(departement, 5_00)
    before = ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=datetime.now(UTC))
    signed(departement, 6_00)
    again = ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=before.instant)
    assert again == before
    assert len(before.body["conventions"]) + 1 == len(
        ask_all(place.wiring.pool, NATIONAL_OVERVIEW).body["conventions"]
    )


def test_an_instant_waits_for_those_who_have_not_come_that_far(place: Site) -> None:
    """Else the same question would be answered otherwise a little later."""
    first, late = place.departement(), place.departement()
    signed(first, 1_00)
    signed(late, 2_00)
    mine = [first.code, late.code]
    behind = late.record(given.with_parties())
    instant = datetime.now(UTC)
    live = ask_all(place.wiring.pool, NATIONAL_OVERVIEW, among=mine)
    assert live.positions[late.code] < behind
    with pytest.raises(NotReached) as refused:
        ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=instant, patience=0.1, among=mine)
    assert (refused.value.wanted, refused.value.stopped) == (behind, False)
    late.follow()
    answered = ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=instant, among=mine)
    assert answered.positions[late.code] == behind
    signed(late, 3_00)
    assert ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=instant, among=mine) == answered


def test_rows_of_another_version_than_the_program_answer_nothing(place: Site) -> None:
    mine, other = place.departement(), place.departement()
    signed(mine, 1_00)
    signed(other, 2_00)
    older = "UPDATE {schema}.positions SET version = version + %s WHERE projection = 'national'"
    other.run(older, -1)
    both = [mine.code, other.code]
    for as_of in (None, datetime.now(UTC)):
        with pytest.raises(OtherVersion):
            ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=as_of, among=both)
        assert ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=as_of, among=[mine.code])
    other.run(older, 1)


def test_an_instant_waits_for_what_any_tenant_has_stamped(place: Site) -> None:
    first, late = place.departement(), place.departement()
    signed(first, 1_00)
    signed(late, 2_00)
    role = roles_of(late.pool.database, late.code).web
    with ThreadPoolExecutor(1) as threads:
        with late.pool.checkout(role) as connection, connection.transaction():
            with joined(connection):
                last = late.record(given.with_parties())
            now = datetime.now(UTC)
            asked = threads.submit(
                ask_all, place.wiring.pool, NATIONAL_OVERVIEW, as_of=now, patience=20
            )
            with pytest.raises(TimeoutError):
                asked.result(0.5)
            first.record(given.with_parties())
            first.follow()
        late.follow()
        assert asked.result(30).positions[late.code] == last


def test_all_who_wait_share_the_places_of_the_process(
    place: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reads of one tenant and of all together never hold more than half of the threads."""
    assert 2 * MOST_WAITING <= THREADS
    late = place.departement()
    behind = late.record(given.with_parties())
    instant, look, free = datetime.now(UTC), national._standings, []

    def watched(pool: Pool, *asked: Any) -> list[national.Standing]:
        free.append(PLACES.acquire(blocking=False))
        if free[-1]:
            PLACES.release()
        return look(pool, *asked)

    monkeypatch.setattr(national, "_standings", watched)
    with ExitStack() as others:
        for _ in range(MOST_WAITING - 1):
            assert PLACES.acquire(blocking=False)
            others.callback(PLACES.release)
        with pytest.raises(NotReached):
            ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=instant, patience=0.2)
        assert (len(free) > 2, free[0], any(free[1:])) == (True, True, False)
        assert PLACES.acquire(blocking=False)
        others.callback(PLACES.release)
        free.clear()
        with pytest.raises(NotReached):
            ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=instant, patience=20)
        with pytest.raises(NotReached):
            Reader(late.pool, patience=20).ask(late.code, CONVENTION_LIST, min_position=behind)
        assert len(free) == 1
    late.follow()


def test_neither_the_future_nor_what_was_never_recorded(place: Site) -> None:
    signed(place.departement(), 1)
    with pytest.raises(BeforeFirstRecord):
        ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(BeyondHead):
        ask_all(place.wiring.pool, NATIONAL_OVERVIEW, as_of=datetime.now(UTC) + timedelta(hours=1))


def test_a_follower_writes_the_rows_of_its_own_tenant_alone(place: Site) -> None:
    mine, other = place.departement(), place.departement()
    role = roles_of(mine.pool.database, mine.code).follow
    with mine.pool.checkout(role) as connection:
        connection.execute(WRITE, [mine.code])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(WRITE, [other.code])
    with mine.pool.checkout(role) as connection:
        seen = connection.execute("SELECT tenant FROM t_platform.national_parties").fetchall()
        assert seen == [(mine.code,)]


@pytest.mark.parametrize("right", ["web", "follow"])
def test_a_tenant_cannot_read_the_rows_of_others(place: Site, right: str) -> None:
    departement, other = place.departement(), place.departement()
    signed(other, 1)
    role = getattr(roles_of(departement.pool.database, departement.code), right)
    with departement.pool.checkout(role) as connection:
        try:
            found = connection.execute("SELECT * FROM t_platform.national_funding").fetchall()
        except psycopg.errors.InsufficientPrivilege:
            found = []
    assert found == []


def test_the_platform_follows_its_own_log(place: Site) -> None:
    platform = Departement(PLATFORM, place.wiring, place.connection)
    kinds = {kind.__name__: kind for kind in EXAMPLES}
    platform.record_apart(*facts(kinds["TenantDeclared"], kinds["TenantActivated"]))
    platform.record_apart(*facts(kinds["FrameworkPublished"], kinds["KindRulesPublished"]))
    platform.follow()
    (tenant,) = platform.reader.ask(PLATFORM, TENANTS_LIST).body
    assert (tenant["code"], tenant["status"]) == ("48", "active")
    framework = platform.reader.ask(PLATFORM, NATIONAL_FRAMEWORK).body
    assert framework["frameworks"][0]["starts_on"] == date(2024, 1, 1)
    assert framework["kind_rules"][0]["allowed_axes"] == [1, 3, 4]
