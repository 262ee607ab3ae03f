"""Saves: positions, conflicts, repeated commands, joined transactions, lost answers."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import (
    IntegrityError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
    Tracking,
)

from domain.sealed import seal
from infra.store.connections.held import Held
from infra.store.connections.names import Roles
from infra.store.connections.pool import Pool
from infra.store.persons import texts
from infra.store.recording.commands import first_answer
from infra.store.recording.factory import application_env
from infra.store.recording.recorder import Recorder, joined
from infra.store.recording.save import Save
from services.ask import Key
from services.pactes import Pactes
from tests.infra.store.ledger import Ledger, Line, ask, context, key

LINE = Line(1_250, date(2024, 1, 1), "Été")


@pytest.fixture
def recorder(pool: Pool, roles: Roles) -> Recorder:
    return Recorder(pool, "t_48", roles.web)


def moved(stream: UUID, version: int) -> StoredEvent:
    return StoredEvent(stream, version, "ledger.line_moved.1", b"{}")


def head(recorder: Recorder) -> int:
    return recorder.max_notification_id() or 0


def row_of(web: Held, used: Key) -> tuple[UUID, int, int]:
    found = first_answer(web, "t_48", used.command_id)
    assert found is not None
    return found.stream, found.version, found.last_position


def test_a_saved_aggregate_comes_back_as_it_was(pactes: Pactes) -> None:
    ledger = Ledger("Lozère")
    line_id = uuid4()
    ledger.note(line_id, LINE, shares={line_id: 3}, labels={"a": "œ"})
    receipt = pactes.record(ask(), ledger)
    again = pactes.load(Ledger, ledger.id)
    assert (again.version, again.name, again.lines) == (2, "Lozère", {line_id: LINE})
    assert receipt.version == 2


def test_the_events_of_a_save_follow_each_other_and_share_one_stamp(recorder: Recorder) -> None:
    before, stream = head(recorder), uuid4()
    events = [moved(stream, version) for version in range(1, 13)]
    assert list(recorder.insert_events(events, context=context())) == [
        *range(before + 1, before + 13)
    ]
    rows = recorder.select_events(stream)
    assert [row.position for row in rows] == [*range(before + 1, before + 13)]
    assert len({row.recorded_at for row in rows}) == 1


def test_nothing_to_save_asks_nothing_of_the_database(pool: Pool) -> None:
    nobody = Recorder(pool, "t_99", "nobody")
    assert nobody.insert_events([], context=context()) == []


def test_a_save_without_envelope_or_with_tracking_is_a_mistake(recorder: Recorder) -> None:
    event = moved(uuid4(), 1)
    with pytest.raises(TypeError):
        recorder.insert_events([event])
    with pytest.raises(TypeError):
        recorder.insert_events([event], context=context(), tracking=Tracking("pactes", 1))
    with pytest.raises(TypeError):
        recorder.insert_events([event], context=context(), contexte=context())


@pytest.mark.parametrize("versions", [[2], [2, 3], [1, 2]])
def test_who_comes_too_late_is_refused_and_leaves_no_gap(
    recorder: Recorder, versions: list[int]
) -> None:
    stream = uuid4()
    recorder.insert_events([moved(stream, 1), moved(stream, 2)], context=context())
    before = head(recorder)
    with pytest.raises(IntegrityError):
        recorder.insert_events([moved(stream, n) for n in versions], context=context())
    assert head(recorder) == before


def test_a_keyed_save_leaves_its_answer(pactes: Pactes, web: Held) -> None:
    used = key()
    ledger, other = Ledger("un"), Ledger("deux")
    ledger.move(uuid4(), 1, "")
    receipt = pactes.record(ask(used), ledger, other)
    found = first_answer(web, "t_48", used.command_id)
    assert found is not None
    assert (found.stream, found.version, found.last_position, found.status) == (
        receipt.stream,
        receipt.version,
        receipt.position,
        receipt.status,
    )
    assert found.request_sha256 == used.request_sha256


def test_the_same_command_again_gets_the_positions_of_the_first(
    recorder: Recorder, web: Held
) -> None:
    used, event = key(), moved(uuid4(), 1)
    first = list(recorder.insert_events([event], context=context(), key=used))
    assert list(recorder.insert_events([event], context=context(), key=used)) == first
    assert row_of(web, used) == (event.originator_id, 1, first[0])


@pytest.mark.parametrize("other", ["stream", "request"])
def test_a_key_that_was_used_for_something_else_is_refused(recorder: Recorder, other: str) -> None:
    used, event = key(), moved(uuid4(), 1)
    recorder.insert_events([event], context=context(), key=used)
    if other == "stream":
        event = moved(uuid4(), 1)
    else:
        used = replace(used, request_sha256=b"x" * 32)
    before = head(recorder)
    with pytest.raises(IntegrityError):
        recorder.insert_events([event], context=context(), key=used)
    assert head(recorder) == before


def test_the_answer_must_be_about_an_event_of_the_save(recorder: Recorder) -> None:
    events = [moved(uuid4(), 1), moved(uuid4(), 1)]
    with pytest.raises(ValueError, match="no event of"):
        recorder.insert_events(events, context=context(), key=key(), answer_for=uuid4())


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("keyed", [True, False])
def test_an_answer_lost_after_the_commit_is_found_again(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder, count: int, *, keyed: bool
) -> None:
    append = Save.append
    lost: list[int] = []

    def cut(save: Save, connection: Held, schema: str) -> int:
        last = append(save, connection, schema)
        if not lost:
            lost.append(last)
            connection.close()
            raise psycopg.OperationalError("the answer never came")
        return last

    monkeypatch.setattr(Save, "append", cut)
    stream = uuid4()
    events = [moved(stream, n + 1) for n in range(count)]
    got = recorder.insert_events(events, context=context(), key=key() if keyed else None)
    assert got[-1] == lost[0]
    assert len(recorder.select_events(stream)) == count


def test_what_another_wrote_while_the_answer_was_lost_is_a_conflict(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    append, stream = Save.append, uuid4()
    recorder.insert_events([moved(stream, 1)], context=context())

    def cut(save: Save, connection: Held, schema: str) -> int:
        monkeypatch.setattr(Save, "append", append)
        connection.close()
        raise psycopg.OperationalError("never sent")

    monkeypatch.setattr(Save, "append", cut)
    with pytest.raises(IntegrityError):
        recorder.insert_events([moved(stream, 1)], context=context())


def test_a_position_taken_through_another_entry_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    append, tries = Save.append, []

    def taken(save: Save, connection: Held, schema: str) -> int:
        tries.append(1)
        if len(tries) < 3:
            raise psycopg.errors.UniqueViolation
        return append(save, connection, schema)

    monkeypatch.setattr(Save, "append", taken)
    assert recorder.insert_events([moved(uuid4(), 1)], context=context())
    assert len(tries) == 3


def test_a_position_that_stays_taken_is_given_up(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    def taken(*_: object) -> int:
        raise psycopg.errors.UniqueViolation

    monkeypatch.setattr(Save, "append", taken)
    with pytest.raises(IntegrityError):
        recorder.insert_events([moved(uuid4(), 1)], context=context())


def test_a_lock_that_is_held_too_long_is_a_passing_failure(
    owned: psycopg.Connection, pool: Pool, recorder: Recorder, roles: Roles
) -> None:
    with pool.checkout(roles.web) as connection:
        connection.execute("SET lock_timeout = '50ms'")
    with owned.transaction():
        owned.execute("LOCK TABLE t_48.events IN EXCLUSIVE MODE")
        with pytest.raises(OperationalError):
            recorder.insert_events([moved(uuid4(), 1)], context=context())
    pool.close()
    assert recorder.insert_events([moved(uuid4(), 1)], context=context())


def test_free_texts_stand_with_the_event_or_not_at_all(recorder: Recorder, web: Held) -> None:
    sealed, stream = seal("Départ en retraite", b"s" * 16), uuid4()
    recorder.insert_events([moved(stream, 1)], context=context(), texts=[sealed])
    late = seal("Trop tard", b"s" * 16)
    with pytest.raises(IntegrityError):
        recorder.insert_events([moved(stream, 1)], context=context(), texts=[late])
    found = texts.many(web, "t_48", [sealed.seal, late.seal])
    assert found == {sealed.seal: "Départ en retraite"}


@pytest.mark.parametrize("kept", [True, False])
def test_an_append_joins_the_transaction_of_its_caller(
    recorder: Recorder, web: Held, *, kept: bool
) -> None:
    stream = uuid4()
    with web.transaction() as transaction, joined(web):
        recorder.insert_events([moved(stream, 1)], context=context(), key=key())
        assert len(recorder.select_events(stream)) == 1
        if not kept:
            raise psycopg.Rollback(transaction)
    assert len(recorder.select_events(stream)) == kept


def test_a_load_within_a_transaction_asks_for_no_second_connection(
    pactes: Pactes, recorder: Recorder, web: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four at once would wait for a fifth connection, and hold what it waits for."""
    ledger = Ledger("x")
    pactes.record(ask(), ledger)
    with web.transaction(), joined(web), monkeypatch.context() as patch:
        patch.setattr(recorder.pool, "checkout", lambda _role: pytest.fail("a second connection"))
        assert pactes.load(Ledger, ledger.id).id == ledger.id


def test_another_tenants_log_cannot_be_reached(pool: Pool, roles: Roles) -> None:
    wrong = Recorder(pool, "t_05", roles.web)
    with pytest.raises(ProgrammingError):
        wrong.insert_events([moved(uuid4(), 1)], context=context())
    with pytest.raises(ProgrammingError):
        wrong.select_events(uuid4())


def test_the_log_is_read_by_position_and_topic(pactes: Pactes, recorder: Recorder) -> None:
    before = head(recorder)
    ledger = Ledger("x")
    ledger.move(uuid4(), 1, "")
    pactes.record(ask(), ledger)

    def seen(start: int, topics: Sequence[str] = (), *, inclusive: bool) -> list[int]:
        found = recorder.select_notifications(
            start, 10, topics=topics, inclusive_of_start=inclusive
        )
        return [each.id - before for each in found]

    assert seen(before + 1, inclusive=True) == [1, 2]
    assert seen(before + 1, inclusive=False) == [2]
    assert seen(before, ["ledger.ledger_opened.1"], inclusive=False) == [1]


def test_each_tenant_has_its_own_positions(settings: "object", pactes: Pactes) -> None:
    url = pactes.env["DATABASE_URL"]
    other = Pactes("05", application_env("05", url))
    first = other.record(ask(tenant="05"), Ledger("x")).position
    pactes.record(ask(), Ledger("y"))
    assert other.record(ask(tenant="05"), Ledger("z")).position == first + 1


def test_twins_of_one_command_wait_and_get_the_first_answer(recorder: Recorder) -> None:
    used, event = key(), moved(uuid4(), 1)
    before = head(recorder)
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(
            lambda _: list(recorder.insert_events([event], context=context(), key=used)), range(24)
        )
        assert [*answers] == [[before + 1]] * 24
    assert head(recorder) == before + 1
