"""`pacte psql --as t_48`: the role of a département may read and append, nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.schemas.migrate import migrate, owner, provision
from tests.servers import Database, fresh_database


@pytest.fixture(scope="module")
def environment(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    with fresh_database(servers) as database:
        yield prepared(database, tmp_path_factory.mktemp("home"))


def prepared(database: Database, home: Path) -> dict[str, str]:
    settings = Settings(
        home=home, database_url=database.app_url, database_owner_url=database.owner_url
    )
    migrate(settings)
    with owner(settings) as connection:
        provision(connection, "48", settings)
        provision(connection, "42", settings)
    return {
        "PATH": os.environ["PATH"],
        "PACTE_HOME": str(home),
        "DATABASE_URL": database.app_url,
        "REDIS_URL": "redis://127.0.0.1:1",
    }


def psql(environment: dict[str, str], statement: str) -> tuple[int, str]:
    done = subprocess.run(
        [Path(sys.executable).parent / "pacte", "psql", "--as", "t_48", "-c", statement],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_role_reads_its_own_log(environment: dict[str, str]) -> None:
    code, said = psql(environment, "SELECT count(*) FROM t_48.events")
    assert code == 0, said
    assert "(1 row)" in said


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t_48.events VALUES (gen_random_uuid(), 1, 1, now(), 'x.y.1', '{}', '{}')",
        "UPDATE t_48.events SET state = '\\x00'",
        "DELETE FROM t_48.events",
        "TRUNCATE t_48.events",
        "DROP TABLE t_48.events",
        "SELECT * FROM t_42.events",
        "SELECT * FROM t_42.person",
        "SELECT t_42.append(NULL, NULL, 0::smallint, gen_random_uuid(), 1, 'x.y.1', '{}', '{}')",
        "SELECT * FROM t_platform.person",
    ],
)
def test_the_role_is_refused(environment: dict[str, str], statement: str) -> None:
    code, said = psql(environment, statement)
    assert code != 0
    assert "permission denied" in said or "must be owner" in said
