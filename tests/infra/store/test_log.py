"""Reading the log: batches, heads of all tenants, the position of an instant, names."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from domain.errors import NotFound
from infra.store.connections.held import Held
from infra.store.connections.names import code_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.events.topics import UnknownTopic
from infra.store.following import log
from infra.store.following.heads import heads, tenants
from infra.store.recording.factory import application_env
from infra.store.recording.recorder import Recorder
from services.pactes import Pactes
from tests.infra.store.ledger import Ledger, ask, context

Owned = psycopg.Connection[tuple[object, ...]]


def position_at(web: Held, moment: datetime) -> int:
    row = web.execute("SELECT t_48.position_at(%s)", [moment]).fetchone()
    assert row is not None
    return int(row[0])


def fill(pactes: Pactes, saves: int) -> list[int]:
    positions = []
    for _ in range(saves):
        ledger = Ledger("x")
        ledger.move(uuid4(), 1, "")
        positions.append(pactes.record(ask(), ledger).position)
    return positions


def test_the_log_is_read_in_batches_without_a_gap(pactes: Pactes, web: Held) -> None:
    last = fill(pactes, 5)[-1]
    seen: list[int] = []
    while batch := log.read(web, "t_48", seen[-1] if seen else 0, 3):
        seen += [row.position for row in batch]
    assert seen == [*range(1, last + 1)]


def test_a_recorded_event_carries_all_that_stands_beside_it(pactes: Pactes, web: Held) -> None:
    asked = ask()
    ledger = Ledger("été")
    position = pactes.record(asked, ledger).position
    (row,) = log.read(web, "t_48", position - 1, 1)
    recorded = log.decode(row, "48")
    assert (recorded.tenant, recorded.position, recorded.topic) == (
        "48",
        position,
        "ledger.ledger_opened.1",
    )
    assert recorded.envelope == asked.envelope()
    assert recorded.recorded_at.tzinfo is not None
    assert recorded.recorded_at.utcoffset() == timedelta(0)
    assert vars(recorded.event)["name"] == "été"


def test_an_event_that_nobody_knows_is_read_but_not_decoded(web: Held, pool: Pool) -> None:
    recorder = Recorder(pool, "t_48", str(web.role))
    unknown = StoredEvent(uuid4(), 1, "convention.from_the_future.1", b"{}")
    (position,) = recorder.insert_events([unknown], context=context())
    (row,) = log.read(web, "t_48", position - 1, 1)
    with pytest.raises(UnknownTopic, match="from_the_future"):
        log.decode(row, "48")


def test_an_instant_has_the_last_position_recorded_by_then(pactes: Pactes, web: Held) -> None:
    fill(pactes, 40)
    rows = log.read(web, "t_48", 0, 10_000)
    moments = {row.recorded_at for row in rows}
    around = {moment + timedelta(microseconds=one) for moment in moments for one in (-1, 0, 1)}
    for moment in sorted(around)[:200]:
        expected = max((row.position for row in rows if row.recorded_at <= moment), default=0)
        assert position_at(web, moment) == expected
    assert position_at(web, datetime(2000, 1, 1, tzinfo=UTC)) == 0
    assert position_at(web, datetime(2999, 1, 1, tzinfo=UTC)) == rows[-1].position


def test_an_empty_log_has_no_position(pool: Pool, roles: object) -> None:
    del roles
    with pool.checkout(f"{pool.database}_t_platform") as connection:
        assert connection.execute("SELECT t_platform.position_at(now())").fetchone() == (0,)


def test_stamps_never_go_back_though_the_clock_does(
    pactes: Pactes, owned: Owned, web: Held
) -> None:
    """A newest event from the future stands for a clock that was stepped back."""
    future = datetime.now(UTC) + timedelta(days=1)
    head = fill(pactes, 1)[0]
    owned.execute(
        "INSERT INTO t_48.events VALUES (%s, 1, %s, %s, 'ledger.ledger_opened.1', %s, '{}')",
        [uuid4(), head + 1, future, b'{"name":"x","originator_topic":"ledger"}'],
    )
    position = fill(pactes, 1)[0]
    (row,) = log.read(web, "t_48", position - 1, 1)
    assert row.recorded_at == future
    assert position_at(web, future) == position


def test_all_heads_come_in_one_answer(pool: Pool, pactes: Pactes) -> None:
    other = Pactes("05", application_env("05", pactes.env["DATABASE_URL"]))
    here, there = fill(pactes, 1)[0], fill(other, 2)[-1]
    found = heads(pool)
    assert (found["48"].position, found["05"].position) == (here, there)
    assert "platform" not in found
    assert tenants(pool) == ["05", "48"]


@pytest.mark.parametrize("code", ["48", "2A", "69M", "platform"])
def test_a_code_and_its_schema_name_each_other(code: str) -> None:
    assert code_of(schema_of(code)) == code


@pytest.mark.parametrize("code", ["", "48; DROP", 'a"b', "é", "a" * 41, "48\n", "../48"])
def test_no_schema_is_called_anything_else(code: str) -> None:
    with pytest.raises(NotFound):
        schema_of(code)
