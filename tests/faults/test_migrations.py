"""A migration that was edited, interrupted, or comes from the future."""

from dataclasses import replace
from hashlib import sha256

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.names import lock_key
from infra.store.schemas import migrate as migrating
from infra.store.schemas.migrate import MigrationRefused, migrate, owner, provision
from infra.store.schemas.shipped import Migration, shipped, statements
from tests.servers import Database

Owned = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def settings(servers: Servers, database: Database) -> Settings:
    return Settings(
        home=servers.home, database_url=database.app_url, database_owner_url=database.owner_url
    )


def ship(monkeypatch: pytest.MonkeyPatch, *added: Migration) -> None:
    known = shipped("postgres")
    monkeypatch.setattr(migrating, "shipped", lambda _engine: [*known, *added])


def made(number: int, text: str) -> Migration:
    return Migration(
        number, f"{number:04}_x.sql", sha256(text.encode()).hexdigest(), statements(text)
    )


def columns(connection: Owned, schema: str) -> set[object]:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s"
        " AND table_name = 'person'",
        [schema],
    )
    return {name for (name,) in found}


def test_running_again_changes_nothing(settings: Settings) -> None:
    names = ", ".join(each.name for each in shipped("postgres"))
    assert migrate(settings) == [f"t_platform\u00a0: {names}"]
    assert migrate(settings) == []


def test_an_edited_migration_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(settings)
    first, *others = shipped("postgres")
    edited = replace(first, sha256="0" * 64)
    monkeypatch.setattr(migrating, "shipped", lambda _engine: [edited, *others])
    with pytest.raises(MigrationRefused, match=r"0001_log.sql a été modifiée.*t_platform"):
        migrate(settings)


def test_a_database_from_the_future_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(monkeypatch, made(99, "ALTER TABLE {schema}.person ADD COLUMN nickname text;"))
    migrate(settings)
    monkeypatch.undo()
    with pytest.raises(MigrationRefused, match="plus récente"):
        migrate(settings)


def test_an_interrupted_run_resumes_where_it_stopped(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of three tenants fails in the middle of its transaction."""
    migrate(settings)
    with owner(settings) as connection:
        provision(connection, "05", settings)
        provision(connection, "48", settings)
        connection.execute("CREATE TYPE t_05.obstacle AS (x int)")
        text = (
            "ALTER TABLE {schema}.person ADD COLUMN nickname text;\n\n"
            "CREATE TABLE {schema}.obstacle (x int PRIMARY KEY);"
        )
        ship(monkeypatch, made(99, text))
        with pytest.raises(psycopg.errors.DuplicateTable):
            migrate(settings)
        assert "nickname" in columns(connection, "t_platform")
        assert "nickname" not in columns(connection, "t_05")
        assert "nickname" not in columns(connection, "t_48")
        connection.execute("DROP TYPE t_05.obstacle")
        assert migrate(settings) == ["t_05\u00a0: 0099_x.sql", "t_48\u00a0: 0099_x.sql"]
        assert "nickname" in columns(connection, "t_48")


def test_two_runs_at_once_wait_for_each_other(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c lock_timeout=50ms")
    with owner(settings) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_lock(%s)", [migrating.LOCK])
        with pytest.raises(psycopg.errors.LockNotAvailable):
            migrate(settings)
        connection.execute("SELECT pg_advisory_unlock(%s)", [migrating.LOCK])
    assert migrate(settings)


def test_without_the_owners_address_nothing_is_tried(settings: Settings) -> None:
    with pytest.raises(MigrationRefused, match="DATABASE_OWNER_URL"):
        migrate(replace(settings, database_owner_url=None))


def test_on_citus_there_is_no_trigger_and_roles_may_open_connections() -> None:
    assert [each.name for each in shipped("citus")] == [
        "0001_log.sql",
        "0003_access.sql",
        "0005_one_login.sql",
        "0006_one_identity.sql",
        "0007_held_up.sql",
        "0008_evidence.sql",
        "0009_signer.sql",
        "0010_time_stamp.sql",
    ]


def test_the_key_of_an_append_lock_never_changes() -> None:
    assert lock_key("t_48") == -6323372290589934047
    assert lock_key("t_platform") == 7983183882659587204


def test_every_statement_stands_alone() -> None:
    for migration in (*shipped("postgres"), *shipped("citus")):
        for statement in migration.statements:
            assert statement.endswith(";")
            assert statement.count("$$") in {0, 2}


def test_an_owner_without_the_rights_is_told_which(
    settings: Settings, servers: Servers, database: Database
) -> None:
    stranger = replace(settings, database_owner_url=database.app_url)
    with pytest.raises(MigrationRefused, match="CREATEROLE"):
        migrate(stranger)


def test_another_login_becomes_a_member_of_the_tenants_roles(
    settings: Settings, database: Database
) -> None:
    """An operator renamed the application's login: the next run lets it in."""
    migrate(settings)
    name = f"{database.name}_other"
    url = make_conninfo(database.app_url, user=name, password="for the tests")
    migrate(replace(settings, database_url=url))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT set_config('role', %s, false)", [f"{database.name}_t_platform"])
        connection.execute("SELECT count(*) FROM t_platform.events")
