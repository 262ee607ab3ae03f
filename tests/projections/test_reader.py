"""Every answer is read at one position, past or present; what cannot be answered is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.convention.convention import Convention
from domain.convention.procedure import avenants
from domain.convention.writing import funding
from domain.errors import NotFound
from infra.store.connections.names import roles_of
from infra.store.readmodels.reader import Reader
from infra.store.recording.recorder import joined
from projections.queries.convention.actions import CONVENTION_ACTIONS
from projections.queries.convention.content import NoVersionInForce
from projections.queries.convention.convention_list import CONVENTION_LIST
from projections.queries.convention.conventions import (
    CONVENTION,
    CONVENTION_VERSIONS,
)
from projections.queries.convention.funding import FUNDING
from projections.queries.convention.parts import CONVENTION_SIGNATURES
from projections.queries.people import SIGNATURES_AWAITED
from projections.queries.query import BeforeFirstRecord, BeyondHead, NotReached, OtherVersion
from projections.queries.reach import CONVENTION_REACH
from projections.queries.trail import AUDIT_TRAIL
from tests.domain.convention import given
from tests.readside import Departement


def signed_twice(departement: Departement) -> UUID:
    """Version 1 with 100 € of the State in 2024, version 2 with 250 €; a third is being written."""
    convention = given.with_parties(title="Contrat local", axes=(1,))
    action = given.action(convention, axe=1)
    line = given.line(convention, 100_00, action_id=action)
    given.line(convention, 300_00, action_id=action, funder_id=given.DEPARTEMENT)
    given.to_running(convention)
    given.with_avenant(convention)
    adjust(convention, line, 250_00)
    given.to_signed(convention, date(2025, 1, 1))
    given.with_avenant(convention)
    adjust(convention, line, 299_00)
    departement.record(convention)
    departement.follow()
    return convention.id


def adjust(convention: Convention, line: UUID, cents: int) -> None:
    funding.adjust_funding(convention, line_id=line, new_cents=cents, motive=given.SEAL)


def state_cents(departement: Departement, convention_id: UUID, **which: Any) -> int:
    found = departement.reader.ask(
        departement.code, FUNDING, convention_id=convention_id, **which
    ).body
    (exercice,) = found["exercices"]
    assert exercice["exercice"] == 2024
    assert exercice["total_cents"] == exercice["state_cents"] + 300_00
    cents: int = exercice["state_cents"]
    return cents


def test_a_version_is_read_as_it_was_frozen(departement: Departement) -> None:
    convention_id = signed_twice(departement)
    assert state_cents(departement, convention_id) == 299_00
    assert state_cents(departement, convention_id, version_no=1) == 100_00
    assert state_cents(departement, convention_id, in_force_on=date(2024, 12, 31)) == 100_00
    assert state_cents(departement, convention_id, in_force_on=date(2025, 1, 1)) == 250_00
    with pytest.raises(NoVersionInForce):
        state_cents(departement, convention_id, in_force_on=date(2023, 12, 31))
    assert state_cents(departement, convention_id, in_force_on=date(2027, 12, 31)) == 250_00
    for query in (FUNDING, CONVENTION, CONVENTION_ACTIONS):
        with pytest.raises(NoVersionInForce, match="2027-12-31"):
            departement.reader.ask(
                departement.code,
                query,
                convention_id=convention_id,
                in_force_on=date(2028, 1, 1),
            )


def test_live_answers_are_given_again_later(departement: Departement) -> None:
    convention = given.with_parties(axes=(1,))
    action = given.action(convention, axe=1)
    departement.record(convention)
    asked = (CONVENTION, CONVENTION_ACTIONS, CONVENTION_VERSIONS, FUNDING, CONVENTION_REACH)
    live = []
    for cents in (1, 2, 3):
        given.line(convention, cents, action_id=action, exercice=2023 + cents)
        departement.record(convention)
        departement.follow()
        live += [
            departement.reader.ask(departement.code, q, convention_id=convention.id) for q in asked
        ]
    for number, answer in enumerate(live):
        query = asked[number % len(asked)]
        again = departement.reader.ask(
            departement.code, query, as_of=answer.position, convention_id=convention.id
        )
        assert again == answer


def test_an_instant_is_the_last_position_recorded_by_then(departement: Departement) -> None:
    for _ in range(3):
        departement.record(given.with_parties())
    departement.follow()
    log = departement.log()
    for recorded in log:
        last = max(r.position for r in log if r.recorded_at == recorded.recorded_at)
        answer = departement.reader.ask(departement.code, AUDIT_TRAIL, as_of=recorded.recorded_at)
        assert answer.position == last
        assert answer.body[0]["position"] == last


def test_an_instant_waits_for_what_is_stamped_and_not_yet_committed(
    departement: Departement,
) -> None:
    """Else the same instant would be answered otherwise a moment later."""
    departement.record(given.with_parties())
    departement.follow()
    pool, role = departement.pool, roles_of(departement.pool.database, departement.code).web
    with ThreadPoolExecutor(1) as threads:
        with pool.checkout(role) as connection, connection.transaction(), joined(connection):
            last = departement.record(given.with_parties())
            patient = Reader(pool, patience=20)
            now = datetime.now(UTC)
            asked = threads.submit(patient.ask, departement.code, AUDIT_TRAIL, as_of=now)
            with pytest.raises(TimeoutError):
                asked.result(0.5)
        departement.follow()
        assert asked.result(30).position == last


def test_an_instant_of_long_ago_waits_for_nobody(
    departement: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.store.following.instants.RECENT", timedelta(0))
    last = departement.record(given.with_parties())
    departement.follow()
    pool, role = departement.pool, roles_of(departement.pool.database, departement.code).web
    now = datetime.now(UTC)
    with pool.checkout(role) as connection, connection.transaction(), joined(connection):
        departement.record(given.with_parties())
        answer = departement.reader.ask(departement.code, AUDIT_TRAIL, as_of=now)
    assert answer.position == last


def test_before_the_first_record_there_is_nothing_to_read(departement: Departement) -> None:
    reader, code = departement.reader, departement.code
    with pytest.raises(BeforeFirstRecord):
        reader.ask(code, AUDIT_TRAIL, as_of=1)
    departement.record(given.drafted())
    departement.follow()
    first = departement.log()[0].recorded_at
    for early in (0, first - timedelta(microseconds=1)):
        with pytest.raises(BeforeFirstRecord, match=str(first.year)):
            reader.ask(code, AUDIT_TRAIL, as_of=early)


def test_the_future_is_refused(departement: Departement) -> None:
    departement.record(given.drafted())
    departement.follow()
    for late in (2, datetime(2999, 1, 1, tzinfo=UTC)):
        with pytest.raises(BeyondHead):
            departement.reader.ask(departement.code, AUDIT_TRAIL, as_of=late)


def test_one_waits_for_what_one_has_written(departement: Departement) -> None:
    position = departement.record(given.drafted())
    patient = Reader(departement.pool, patience=20)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(patient.ask, departement.code, AUDIT_TRAIL, min_position=position)
        departement.follow()
        assert answer.result(30).position >= position


def test_nobody_waits_for_ever(departement: Departement) -> None:
    position = departement.record(given.drafted())
    with pytest.raises(NotReached) as refused:
        departement.reader.ask(departement.code, AUDIT_TRAIL, min_position=position)
    assert (refused.value.wanted, refused.value.reached, refused.value.stopped) == (1, 0, False)
    crowded = Reader(departement.pool, patience=20, places=BoundedSemaphore(0))
    with pytest.raises(NotReached):
        crowded.ask(departement.code, AUDIT_TRAIL, min_position=position)


def test_who_waits_keeps_the_place_between_two_looks(
    departement: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = departement.record(given.drafted())
    places = BoundedSemaphore(1)
    reader = Reader(departement.pool, patience=0.2, places=places)
    look, free = reader._snapshot, []

    def watched(*asked: Any) -> Any:
        free.append(places.acquire(blocking=False))
        if free[-1]:
            places.release()
        return look(*asked)

    monkeypatch.setattr(reader, "_snapshot", watched)
    for _ in range(2):
        with pytest.raises(NotReached):
            reader.ask(departement.code, AUDIT_TRAIL, min_position=position)
        assert len(free) > 2
        assert (free[0], any(free[1:])) == (True, False)
        free.clear()


def test_a_stopped_projection_is_not_waited_for(departement: Departement) -> None:
    departement.record(given.drafted())
    departement.follow()
    departement.run("UPDATE {schema}.positions SET status = 'stopped' WHERE projection = 'trail'")
    patient = Reader(departement.pool, patience=20)
    with pytest.raises(NotReached) as refused:
        patient.ask(departement.code, AUDIT_TRAIL, min_position=9)
    assert refused.value.stopped
    assert patient.ask(departement.code, CONVENTION_LIST, min_position=1).position == 1


@pytest.mark.parametrize("apart", [-1, 1])
@pytest.mark.parametrize("moment", [{}, {"as_of": 1}, {"min_position": 1}])
def test_rows_of_another_version_than_the_program_answer_nothing(
    departement: Departement, apart: int, moment: dict[str, Any]
) -> None:
    departement.record(given.drafted())
    departement.follow()
    departement.run(
        "UPDATE {schema}.positions SET version = version + %s WHERE projection = 'trail'", apart
    )
    patient = Reader(departement.pool, patience=20)
    with pytest.raises(OtherVersion):
        patient.ask(departement.code, AUDIT_TRAIL, **moment)
    assert patient.ask(departement.code, CONVENTION_LIST).position == 1


def test_an_avenant_given_up_leaves_what_is_in_force(departement: Departement) -> None:
    convention = given.with_parties(axes=(1,))
    action = given.action(convention, axe=1)
    line = given.line(convention, 5_00, action_id=action)
    given.line(convention, 5_00, action_id=action, funder_id=given.DEPARTEMENT)
    given.to_running(convention)
    departement.record(convention)
    departement.follow()
    queries = (FUNDING, CONVENTION_ACTIONS)
    before = [
        departement.reader.ask(departement.code, q, convention_id=convention.id).body
        for q in queries
    ]
    given.with_avenant(convention)
    adjust(convention, line, 4_00)
    given.action(convention, axe=1, title="Une autre")
    departement.record(convention)
    departement.follow()
    avenants.abandon_avenant(convention)
    departement.record(convention)
    departement.follow()
    after = [
        departement.reader.ask(departement.code, q, convention_id=convention.id).body
        for q in queries
    ]
    assert after == before


def test_signatures_are_awaited_until_they_are_given(departement: Departement) -> None:
    convention = given.with_parties(axes=(1,))
    given.to_signing(convention)
    departement.record(convention)
    departement.follow()
    waiting = departement.reader.ask(departement.code, SIGNATURES_AWAITED).body
    assert {row["office"] for row in waiting} == {"prefet", "president"}
    given.sign(convention, given.PREFET, given.ANNE)
    departement.record(convention)
    departement.follow()
    (left,) = departement.reader.ask(departement.code, SIGNATURES_AWAITED).body
    assert left["office"] == "president"
    found = departement.reader.ask(
        departement.code, CONVENTION_SIGNATURES, convention_id=convention.id
    ).body["round"]
    signed = {slot["office"]: slot["person_id"] for slot in found["slots"]}
    assert signed == {"prefet": given.ANNE, "president": None}


def test_what_was_never_there_is_not_found(departement: Departement) -> None:
    departement.record(given.drafted())
    departement.follow()
    for query in (CONVENTION, FUNDING, CONVENTION_ACTIONS, CONVENTION_VERSIONS):
        with pytest.raises(NotFound):
            departement.reader.ask(departement.code, query, convention_id=uuid4())
