"""kill -9 while four clients write: what was answered is there, once, and positions have no gap."""

from pathlib import Path

import psycopg
import pytest

from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.schemas.migrate import migrate, owner, provision
from tests.faults.writers import Ledger, Writers, tell
from tests.servers import kill_postgres, own_servers


def opened(servers: Servers) -> Settings:
    settings = Settings(
        home=servers.home, database_url=servers.database_url, database_owner_url=servers.owner_url
    )
    migrate(settings)
    with owner(settings) as connection:
        provision(connection, "48", settings)
    return settings


def assert_nothing_lost(servers: Servers, ledgers: list[Ledger]) -> None:
    """Every answer is a row at the position that was told; every row was an answer; once each."""
    with psycopg.connect(str(servers.owner_url)) as connection:
        events = connection.execute(
            "SELECT notification_id FROM t_48.events ORDER BY notification_id"
        ).fetchall()
        rows = connection.execute("SELECT command_id, last_position FROM t_48.commands").fetchall()
    answered = {key: position for each in ledgers for key, position in each.answered.items()}
    assert [position for (position,) in events] == [*range(1, len(events) + 1)]
    assert dict(rows) == answered
    assert sorted(answered.values()) == [position for (position,) in events]


@pytest.mark.parametrize(
    "kills", [2, pytest.param(20, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_what_was_acknowledged_survives_every_kill(tmp_path: Path, kills: int) -> None:
    where = tmp_path / "address"
    with own_servers(tmp_path) as servers:
        opened(servers)
        tell(where, servers.database_url)
        with Writers(where) as writers:
            for _ in range(kills):
                writers.wait_for_answers(100)
                kill_postgres(servers)
                servers.revive()
                tell(where, servers.database_url)
            writers.wait_for_answers(100)
            ledgers = writers.finish()
        assert sum(each.unknown for each in ledgers) >= kills
        assert_nothing_lost(servers, ledgers)
