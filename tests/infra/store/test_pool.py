"""Whatever happens to a connection, the next user holds the right role and an idle session."""
# ruff: noqa: PT012, S608 - what breaks must break inside the checkout; names come from this file

import os
import signal
import threading
from collections.abc import Iterator

import psycopg
import pytest

from infra.settings import Settings
from infra.store.connections import held as helds
from infra.store.connections import pool as pools
from infra.store.connections.held import Held
from infra.store.connections.names import Roles, roles_of, sweep_role
from infra.store.connections.pool import Pool, PoolExhausted, pool_for


@pytest.fixture
def small(settings: Settings) -> Iterator[Pool]:
    """Of one connection: every checkout gets what the last one left."""
    made = Pool(settings.database_url, size=1)
    yield made
    made.close()


def who(connection: Held) -> str:
    row = connection.execute("SELECT current_user, pg_backend_pid()").fetchone()
    assert row is not None
    return str(row[0])


def pid(connection: Held) -> int:
    return connection.info.backend_pid


def assert_sound(small: Pool, roles: Roles) -> None:
    """In both roles, and each of them nothing but itself."""
    for role, schema in ((roles.web, "t_48"), (roles_of(small.database, "05").web, "t_05")):
        with small.checkout(role) as connection:
            assert who(connection) == role
            connection.execute(f"SELECT count(*) FROM {schema}.events")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(
                    "SELECT count(*) FROM t_05.events"
                    if schema == "t_48"
                    else "SELECT count(*) FROM t_48.events"
                )


def test_the_login_alone_reads_no_tenant(settings: Settings) -> None:
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        for table in ("t_48.events", "t_48.person", "t_platform.events"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT count(*) FROM {table}".encode())


def test_nothing_is_opened_before_the_first_checkout(small: Pool) -> None:
    assert small._idle == []


def test_two_tenants_take_turns_on_one_connection(small: Pool, roles: Roles) -> None:
    pids = set()
    for code in ("48", "05") * 5:
        role = roles_of(small.database, code).web
        with small.checkout(role) as connection:
            assert who(connection) == role
            pids.add(pid(connection))
    assert len(pids) == 1


def test_the_same_tenant_is_given_its_connection_again(settings: Settings, roles: Roles) -> None:
    wide = Pool(settings.database_url, size=3)
    other = roles_of(wide.database, "05").web
    with wide.checkout(roles.web) as first, wide.checkout(other) as second:
        mine, theirs = pid(first), pid(second)
    for role, expected in ((roles.web, mine), (other, theirs), (roles.web, mine)):
        with wide.checkout(role) as connection:
            assert pid(connection) == expected
    wide.close()


def test_an_exception_in_a_transaction_leaves_nothing(small: Pool, roles: Roles) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        small.checkout(roles.web) as connection,
        connection.transaction(),
    ):
        connection.execute("SELECT set_config('role', 'none', true)")
        raise ZeroDivisionError
    assert_sound(small, roles)


def test_a_transaction_that_nobody_closed_is_rolled_back(small: Pool, roles: Roles) -> None:
    with small.checkout(roles.web) as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO t_48.free_text VALUES ('left-open', '', '')")
        assert connection.role == roles.web
    with small.checkout(roles.web) as connection:
        found = connection.execute("SELECT FROM t_48.free_text WHERE seal = 'left-open'")
        assert found.fetchone() is None
    assert_sound(small, roles)


def test_a_role_set_in_a_transaction_that_failed_is_not_believed(small: Pool, roles: Roles) -> None:
    other = roles_of(small.database, "05").web
    with pytest.raises(psycopg.errors.DivisionByZero), small.checkout(roles.web) as connection:
        connection.execute("BEGIN")
        connection.take_role(other)
        connection.execute("SELECT 1 / 0")
    assert_sound(small, roles)


def test_a_cancelled_statement_leaves_a_sound_connection(small: Pool, roles: Roles) -> None:
    with small.checkout(roles.web) as connection:
        connection.execute("SET statement_timeout = '30ms'")
    with pytest.raises(psycopg.errors.QueryCanceled), small.checkout(roles.web) as connection:
        connection.execute("SELECT pg_sleep(5)")
    with small.checkout(roles.web) as connection:
        connection.execute("SET statement_timeout = 0")
    assert_sound(small, roles)


def test_an_interrupt_leaves_a_sound_connection(small: Pool, roles: Roles) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt), small.checkout(roles.web) as connection:
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            connection.execute("SELECT pg_sleep(30)")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert_sound(small, roles)


def test_a_backend_killed_in_mid_transaction_is_replaced(small: Pool, roles: Roles) -> None:
    with pytest.raises(psycopg.OperationalError), small.checkout(roles.web) as connection:
        connection.execute("BEGIN")
        killed = pid(connection)
        _terminate(small, killed)
        connection.execute("SELECT 1")
    with small.checkout(roles.web) as connection:
        assert pid(connection) != killed
    assert_sound(small, roles)


def test_a_backend_killed_at_rest_is_never_handed_out(small: Pool, roles: Roles) -> None:
    with small.checkout(roles.web) as connection:
        killed = pid(connection)
    _terminate(small, killed)
    with small.checkout(roles.web) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert_sound(small, roles)


def test_a_connection_grows_no_older_than_its_time(
    small: Pool, roles: Roles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.store.connections.held.LIFETIME_SECONDS", 0.0)
    with small.checkout(roles.web) as connection:
        first = pid(connection)
    with small.checkout(roles.web) as connection:
        assert pid(connection) != first


def test_who_waits_too_long_is_told(
    small: Pool, roles: Roles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "WAIT_SECONDS", 0.05)
    with (
        small.checkout(roles.web),
        pytest.raises(PoolExhausted),
        small.checkout(roles.web),
    ):
        pass
    assert_sound(small, roles)


def test_who_waits_is_served_when_a_connection_comes_back(small: Pool, roles: Roles) -> None:
    served = []

    def wait() -> None:
        with small.checkout(roles.web) as connection:
            served.append(who(connection))

    with small.checkout(roles.web):
        waiting = threading.Thread(target=wait)
        waiting.start()
    waiting.join(5)
    assert served == [roles.web]


def test_a_server_that_cannot_be_reached_keeps_no_place(roles: Roles) -> None:
    nowhere = Pool("postgresql://nobody@127.0.0.1:9/nothing", size=1)
    for _ in range(3):
        with pytest.raises(psycopg.OperationalError), nowhere.checkout(roles.web):
            pass


def test_calls_outlive_a_deallocation(small: Pool, roles: Roles) -> None:
    statements = [b"SELECT current_user", b"SELECT session_user", b"SELECT current_role"]
    for statement in (*statements, *statements):
        with small.checkout(roles.web) as connection:
            assert connection.call(statement, [])
            connection.execute("DEALLOCATE ALL")


def test_a_forked_child_has_a_pool_of_its_own(settings: Settings, roles: Roles) -> None:
    mine = pool_for(settings.database_url)
    with mine.checkout(roles.web) as connection:
        before = pid(connection)
    child = os.fork()
    if child == 0:
        fresh = pool_for(settings.database_url)
        with fresh.checkout(roles.web) as connection:
            os._exit(fresh is mine or pid(connection) == before)
    assert os.waitpid(child, 0)[1] == 0
    with mine.checkout(roles.web) as connection:
        assert pid(connection) == before


def test_the_sweep_sees_positions_and_nothing_else(small: Pool) -> None:
    with small.checkout(sweep_role(small.database)) as connection:
        connection.execute("SELECT notification_id, recorded_at FROM t_48.events")
        for column in ("state", "topic", "envelope", "originator_id"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT {column} FROM t_48.events".encode())
        for table in ("person", "person_login", "free_text", "commands"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT count(*) FROM t_48.{table}".encode())


def test_an_injected_reset_does_escape_and_nobody_shall_believe_otherwise(
    small: Pool, roles: Roles
) -> None:
    """The role guards against our own mistakes; parameters guard against injection."""
    other = roles_of(small.database, "05").web
    with small.checkout(roles.web) as connection:
        connection.execute("RESET ROLE")
        connection.execute("SELECT set_config('role', %s, false)", [other])
        assert who(connection) == other


def _terminate(small: Pool, backend: int) -> None:
    """As the login itself, and no sooner back than the backend is gone."""
    with psycopg.connect(small._conninfo, autocommit=True) as connection:
        row = connection.execute("SELECT pg_terminate_backend(%s, 5000)", [backend]).fetchone()
    assert row == (True,)


def test_a_connection_that_served_many_tenants_makes_room_for_a_new_one(
    monkeypatch: pytest.MonkeyPatch, small: Pool, roles: Roles
) -> None:
    """What its backend keeps of each would grow for as long as it lives."""
    monkeypatch.setattr(helds, "MOST_ROLES", 2)
    with small.checkout(roles.web) as connection:
        first = pid(connection)
    with small.checkout(roles.web) as connection:
        assert pid(connection) == first
    with small.checkout(roles.follow) as connection:
        assert pid(connection) == first
    with small.checkout(roles.follow) as connection:
        assert pid(connection) != first
