"""What the database itself refuses, whoever asks."""

from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from infra.embedded.servers import Servers
from infra.store.connections.held import Held
from infra.store.connections.names import Roles, roles_of
from infra.store.connections.pool import Pool
from services.pactes import Pactes
from tests.infra.store.ledger import Ledger, ask

Owned = psycopg.Connection[tuple[object, ...]]

INSERT = "INSERT INTO t_48.events VALUES (gen_random_uuid(), 1, 99, now(), 'x.y.1', '{}', '{}')"
WRITES = [
    INSERT,
    "UPDATE t_48.events SET state = 'x'",
    "DELETE FROM t_48.events",
    "TRUNCATE t_48.events",
    "UPDATE t_48.commands SET status = 200",
    "INSERT INTO t_48.commands VALUES (gen_random_uuid(), gen_random_uuid(), 1, 1, now(), 1, '')",
    "DELETE FROM t_48.person",
    "UPDATE t_48.free_text SET text = 'x'",
    "DELETE FROM t_48.migrations",
    "DROP TABLE t_48.events",
    "ALTER TABLE t_48.events DISABLE TRIGGER ALL",
    "CREATE TABLE t_48.mine (id int)",
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMP TABLE mine (id int)",
    "SELECT t_48.refuse_change()",
    "SELECT count(*) FROM t_05.events",
    "SELECT count(*) FROM t_05.person",
    "SELECT t_05.position_at(now())",
    "SELECT count(*) FROM t_platform.events",
]


@pytest.mark.parametrize("statement", WRITES)
@pytest.mark.parametrize("part", ["web", "follow"])
def test_a_tenants_roles_may_not(
    pool: Pool, roles: Roles, pactes: Pactes, part: str, statement: str
) -> None:
    pactes.record(ask(), Ledger("x"))
    with (
        pool.checkout(getattr(roles, part)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t_48.person (person_id) VALUES (gen_random_uuid())",
        "UPDATE t_48.person SET email = 'x'",
        "SELECT display_name FROM t_48.person",
        "SELECT * FROM t_48.person",
        "SELECT sub FROM t_48.person_login",
        "INSERT INTO t_48.person_login VALUES ('iss', 'sub', gen_random_uuid())",
        "UPDATE t_48.person_login SET sub = 'x'",
        "SELECT text FROM t_48.free_text",
        "INSERT INTO t_48.free_text VALUES ('seal', '', '')",
        "SELECT t_48.remember(gen_random_uuid(), '', 1::smallint, gen_random_uuid(), 1)",
        "SELECT t_48.position_at(now())",
    ],
)
def test_whoever_follows_may_not(pool: Pool, roles: Roles, pactes: Pactes, statement: str) -> None:
    """It writes to people: where and how is all that it may know of them."""
    pactes.record(ask(), Ledger("x"))
    with (
        pool.checkout(roles.follow) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_the_follower_does_not_read_the_platforms_log(pool: Pool, roles: Roles) -> None:
    with (
        pool.checkout(roles.follow) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT count(*) FROM t_platform.events")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE t_48.events SET state = 'x'",
        "DELETE FROM t_48.events",
        "TRUNCATE t_48.events",
    ],
)
def test_not_even_the_owner_changes_an_event(owned: Owned, pactes: Pactes, statement: str) -> None:
    pactes.record(ask(), Ledger("x"))
    with pytest.raises(psycopg.errors.RestrictViolation):
        owned.execute(statement.encode())


def test_nor_a_superuser_posing_as_a_replica(servers: Servers, pool: Pool, pactes: Pactes) -> None:
    pactes.record(ask(), Ledger("x"))
    url = psycopg.conninfo.make_conninfo(servers.superuser_url, dbname=pool.database)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.RestrictViolation):
            connection.execute("DELETE FROM t_48.events")


def test_the_web_writes_persons_and_texts(web: Held) -> None:
    person = uuid4()
    web.execute("INSERT INTO t_48.person (person_id) VALUES (%s)", [person])
    web.execute("UPDATE t_48.person SET display_name = 'x' WHERE person_id = %s", [person])
    web.execute("INSERT INTO t_48.person_login VALUES ('iss', %s, %s)", [str(person), person])


def test_the_web_does_not_write_what_the_follower_writes(web: Held) -> None:
    for table in ("positions", "outbox", "snapshots"):
        statement = sql.SQL("DELETE FROM t_48.{}").format(sql.Identifier(table))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


def test_the_catalogue_holds_no_surprise(owned: Owned, pool: Pool) -> None:
    """Roles of no power, the known definer functions, a primary key on every table."""
    prefix = f"{pool.database}_"
    powers = owned.execute(
        "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s) AND (rolsuper OR rolbypassrls"
        " OR rolcreaterole OR rolcreatedb OR rolcanlogin OR rolinherit OR rolreplication)",
        [prefix],
    ).fetchall()
    assert powers == []
    members = owned.execute(
        "SELECT FROM pg_auth_members WHERE starts_with(member::regrole::text, %s)",
        [prefix],
    ).fetchall()
    assert members == []
    login = owned.execute(
        "SELECT rolinherit, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'pacte_app'"
    ).fetchone()
    assert login == (False, False, False)
    definers = owned.execute(
        "SELECT DISTINCT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
        r" WHERE prosecdef AND nspname LIKE 't\_%'"
    ).fetchall()
    assert sorted(definers) == [("append",), ("look",), ("person_of",), ("remember",)]
    open_to_all = owned.execute(
        "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace,"
        r" aclexplode(proacl) WHERE nspname LIKE 't\_%' AND grantee = 0"
    ).fetchall()
    assert open_to_all == []
    keyless = owned.execute(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        r" WHERE nspname LIKE 't\_%' AND relkind = 'r' AND NOT EXISTS"
        " (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)"
    ).fetchall()
    assert keyless == []
    odd = owned.execute(
        "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
        r" WHERE nspname LIKE 't\_%' AND relkind IN ('S', 'm', 'v')"
    ).fetchall()
    assert odd == []


def test_no_right_of_the_login_comes_without_taking_a_role(owned: Owned, pool: Pool) -> None:
    found = owned.execute(
        "SELECT inherit_option FROM pg_auth_members WHERE member = 'pacte_app'::regrole"
        " AND starts_with(roleid::regrole::text, %s)",
        [f"{pool.database}_"],
    ).fetchall()
    assert set(found) == {(False,)}


def test_role_names_carry_the_database(pool: Pool) -> None:
    assert roles_of(pool.database, "2A").web == f"{pool.database}_t_2a"
