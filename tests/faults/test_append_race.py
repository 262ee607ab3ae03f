"""Positions are 1..n in commit order, whoever breaks off, collides or reads along."""

from itertools import pairwise

import pytest

from infra.settings import Settings
from infra.store.schemas.migrate import owner
from tests.faults.race import run_race


@pytest.mark.parametrize(
    "saves", [800, pytest.param(20_000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_eight_writers_leave_no_gap_and_no_reader_misses_an_event(
    lozere: Settings, saves: int
) -> None:
    told, seen = run_race(lozere.database_url, saves)
    with owner(lozere) as connection:
        events = connection.execute(
            "SELECT notification_id, recorded_at FROM t_48.events ORDER BY notification_id"
        ).fetchall()
        commands = connection.execute("SELECT last_position FROM t_48.commands").fetchall()
    positions = [position for position, _ in events]
    assert positions == [*range(1, len(events) + 1)]
    assert seen == [positions, positions]
    assert all(before <= after for (_, before), (_, after) in pairwise(events))
    acknowledged = sorted(position for each in told for position in each.acknowledged)
    assert acknowledged == positions[:-1]
    assert len(commands) == sum(each.saves for each in told)
    assert {position for (position,) in commands} <= set(acknowledged)
    assert sum(each.conflicts for each in told) > 0
    assert sum(each.broken_off for each in told) > 0
