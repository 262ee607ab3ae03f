"""After any fault, whoever is next on the connection has their own role and sees their own rows.

What befalls a connection outside of a transaction, or at rest: tests/infra/store/test_pool.py.
"""

import ast
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from psycopg.errors import InsufficientPrivilege
from psycopg.pq import TransactionStatus

from domain.convention.convention import Convention
from infra.store.connections.held import Held
from infra.store.connections.names import in_schema, schema_of
from infra.store.connections.pool import Pool
from infra.store.recording.recorder import joined
from tests.isolation.three import CODES, Three
from tests.post import wait_until

ROOT = Path(__file__).resolve().parents[2]
WRITE = "INSERT INTO {schema}.free_text VALUES ('left-open', '', 'of nobody else')"
# What a role may read of what stands beside the log, and what it then finds.
READ = {
    "web": ("SELECT array_agg(text) FROM {schema}.free_text", "{}"),
    "follow": (
        "SELECT array_agg(DISTINCT split_part(email, '@', 2)) FROM {schema}.person",
        "{}.test",
    ),
}
Fault = Callable[[Three, Held, str], None]


@pytest.fixture
def small(three: Three) -> Iterator[Pool]:
    """Of one connection: every checkout gets what the last one left."""
    made = Pool(three.settings.database_url, size=1)
    yield made
    made.close()


def write(connection: Held, code: str) -> None:
    connection.execute(in_schema(WRITE, schema_of(code)))


def terminate(three: Three, pid: int) -> None:
    """As the login itself, and no sooner back than the backend is gone."""
    with three.login() as connection:
        row = connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone()
    assert row == (True,)


def raises(_: Three, connection: Held, code: str) -> None:
    connection.execute("BEGIN")
    write(connection, code)
    raise ZeroDivisionError


def fails(_: Three, connection: Held, code: str) -> None:
    connection.execute("BEGIN")
    write(connection, code)
    connection.execute("SELECT 1 / 0")


def fails_and_hides_it(three: Three, connection: Held, code: str) -> None:
    with suppress(psycopg.Error):
        fails(three, connection, code)
    assert connection.info.transaction_status == TransactionStatus.INERROR


def is_left_open(_: Three, connection: Held, code: str) -> None:
    connection.execute("BEGIN")
    write(connection, code)


def runs_out_of_time(_: Three, connection: Held, code: str) -> None:
    connection.execute("BEGIN")
    write(connection, code)
    connection.execute("SET LOCAL statement_timeout = '20ms'")
    connection.execute("SELECT pg_sleep(30)")


def is_cancelled(three: Three, connection: Held, code: str) -> None:
    """By somebody else, in the middle of a statement in the middle of a transaction."""
    connection.execute("BEGIN")
    write(connection, code)
    pid = connection.info.backend_pid

    def cancel() -> None:
        with three.login() as other:
            wait_until(lambda: asleep(other, pid))
        connection.cancel_safe()

    cancelling = threading.Thread(target=cancel)
    cancelling.start()
    try:
        connection.execute("SELECT pg_sleep(30)")
    finally:
        cancelling.join()


def asleep(other: Any, pid: int) -> bool:
    found = other.execute(
        "SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'", [pid]
    )
    return found.fetchone() is not None


def is_killed(three: Three, connection: Held, code: str) -> None:
    connection.execute("BEGIN")
    write(connection, code)
    terminate(three, connection.info.backend_pid)
    connection.execute("SELECT 1")


def is_killed_unnoticed(three: Three, connection: Held, code: str) -> None:
    connection.execute("BEGIN")
    write(connection, code)
    terminate(three, connection.info.backend_pid)


def is_killed_at_commit(three: Three, connection: Held, code: str) -> None:
    with connection.transaction():
        write(connection, code)
        terminate(three, connection.info.backend_pid)


def takes_a_role_and_fails(three: Three, connection: Held, code: str) -> None:
    connection.execute("BEGIN")
    connection.take_role(three.roles(other_than(code)).web)
    connection.execute("SELECT 1 / 0")


def takes_a_role_and_hides_the_failure(three: Three, connection: Held, code: str) -> None:
    with suppress(psycopg.Error):
        takes_a_role_and_fails(three, connection, code)


def takes_a_role_behind_a_savepoint(three: Three, connection: Held, code: str) -> None:
    """The role is lost with the savepoint, and no error tells."""
    connection.execute("BEGIN")
    connection.execute("SAVEPOINT before")
    connection.take_role(three.roles(other_than(code)).web)
    connection.execute("ROLLBACK TO before")
    connection.execute("COMMIT")


def takes_a_local_role_and_commits(three: Three, connection: Held, code: str) -> None:
    connection.execute("BEGIN")
    other = three.roles(other_than(code)).web
    connection.execute("SELECT set_config('role', %s, true)", [other])
    connection.execute("COMMIT")


def fails_in_a_pipeline(_: Three, connection: Held, code: str) -> None:
    with connection.pipeline():
        write(connection, code)
        connection.execute("SELECT 1 / 0")
        connection.execute("SELECT 1")


def asks_for_the_rows_of_another(_: Three, connection: Held, code: str) -> None:
    connection.execute(in_schema("SELECT FROM {schema}.events", schema_of(other_than(code))))


def stops_in_the_middle_of_a_copy(_: Three, connection: Held, code: str) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        statement = in_schema("COPY {schema}.free_text FROM STDIN", schema_of(code))
        with cursor.copy(statement) as copy:
            copy.write("left-open\t")
            raise ZeroDivisionError


FAULTS: tuple[Fault, ...] = (
    raises,
    fails,
    fails_and_hides_it,
    is_left_open,
    runs_out_of_time,
    is_cancelled,
    is_killed,
    is_killed_unnoticed,
    is_killed_at_commit,
    takes_a_role_and_fails,
    takes_a_role_and_hides_the_failure,
    takes_a_role_behind_a_savepoint,
    takes_a_local_role_and_commits,
    fails_in_a_pipeline,
    asks_for_the_rows_of_another,
    stops_in_the_middle_of_a_copy,
)
HIDDEN = {
    fails_and_hides_it,
    is_left_open,
    is_killed_unnoticed,
    takes_a_role_and_hides_the_failure,
    takes_a_role_behind_a_savepoint,
    takes_a_local_role_and_commits,
}


def other_than(code: str) -> str:
    return next(each for each in CODES if each != code)


def is_sound(three: Three, pool: Pool, code: str, part: str = "web") -> None:
    """The role, nothing open, the own rows, and not those of the others."""
    role = str(getattr(three.roles(code), part))
    with pool.checkout(role) as connection:
        assert connection.info.transaction_status == TransactionStatus.IDLE
        row = connection.execute("SELECT current_user, session_user").fetchone()
        assert row == (role, "pacte_app")
        statement, own = READ[part]
        found = connection.execute(in_schema(statement, schema_of(code))).fetchone()
        assert found == ([own.format(code)],)
        for other in CODES:
            if other != code:
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(in_schema(statement, schema_of(other)))


@pytest.mark.parametrize("after", ["the same", "another", "its follower"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_whoever_comes_next_is_themselves(
    three: Three, small: Pool, fault: Fault, after: str
) -> None:
    code = CODES[2]
    is_sound(three, small, code)
    broken = False
    try:
        with small.checkout(three.roles(code).web) as connection:
            fault(three, connection, code)
    except (psycopg.Error, ZeroDivisionError):
        broken = True
    assert broken == (fault not in HIDDEN)
    next_one = other_than(code) if after == "another" else code
    is_sound(three, small, next_one, "follow" if after == "its follower" else "web")
    for each in CODES:
        is_sound(three, small, each)


def test_a_thousand_turns_of_many_threads_on_one_connection(three: Three, small: Pool) -> None:
    """Each takes a tenant by chance, and sometimes breaks what it was given."""
    wrong: list[BaseException] = []
    turns = [0] * 6
    harmless = [fault for fault in FAULTS if "killed" not in fault.__name__]
    harmless = [fault for fault in harmless if fault not in (is_cancelled, runs_out_of_time)]

    def take_turns(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - of a test
        try:
            for _ in range(170):
                is_sound(three, small, chance.choice(CODES), chance.choice(("web", "follow")))
                turns[number] += 1
                if chance.random() < 0.2:
                    code = chance.choice(CODES)
                    with (
                        suppress(psycopg.Error, ZeroDivisionError),
                        small.checkout(three.roles(code).web) as connection,
                    ):
                        chance.choice(harmless)(three, connection, code)
        except BaseException as error:  # noqa: BLE001 - told by the test, not by its thread
            wrong.append(error)

    threads = [threading.Thread(target=take_turns, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sum(turns) == 1020


def test_what_was_prepared_for_one_shows_the_next_their_own_rows(three: Three, small: Pool) -> None:
    """A plan is kept with the session, and what guards its rows depends on who runs it."""
    statement = "SELECT DISTINCT tenant FROM t_platform.national_conventions"
    for code in CODES * 3:
        with small.checkout(three.roles(code).follow) as connection:
            found = connection.execute(statement, prepare=True).fetchall()
            assert found == [(code,)]
            assert connection.call(statement.encode(), []) == code.encode()


def test_a_transaction_of_one_never_carries_a_save_of_another(three: Three, small: Pool) -> None:
    """What joins a connection that holds another tenant's role is refused, not misplaced."""
    mine, theirs = three.wiring.pactes("48"), three.wiring.pactes("05")
    stream = UUID(str(theirs.recorder.select_notifications(1, 1)[0].originator_id))
    heads = mine.recorder.max_notification_id(), theirs.recorder.max_notification_id()
    with (
        pytest.raises((psycopg.Error, PersistenceError)),
        small.checkout(three.roles("48").follow) as connection,
        connection.transaction(),
        joined(connection),
    ):
        theirs.load(Convention, stream)
    assert (mine.recorder.max_notification_id(), theirs.recorder.max_notification_id()) == heads
    is_sound(three, small, "05")


def test_at_rest_a_session_keeps_nothing_of_whom_it_served(three: Three, small: Pool) -> None:
    """No cursor that outlives its transaction, no lock, no channel, no table of its own."""
    for code in CODES:
        is_sound(three, small, code)
    (held,) = small._idle
    assert rest(held) == []


def rest(held: Held) -> list[str]:
    found = held.execute(
        "SELECT 'cursor ' || name FROM pg_cursors WHERE is_holdable"
        " UNION ALL SELECT 'channel ' || c FROM pg_listening_channels() AS c"
        " UNION ALL SELECT 'lock ' || locktype FROM pg_locks WHERE pid = pg_backend_pid()"
        " AND locktype = 'advisory'"
        " UNION ALL SELECT 'temporary ' || relname FROM pg_class WHERE relpersistence = 't'"
    )
    return [line for (line,) in found]


def test_nobody_but_the_pool_takes_a_role() -> None:
    """A role taken behind its back, outside of a transaction, would be the next user's."""
    found = {
        path.relative_to(ROOT).as_posix()
        for package in ("domain", "services", "projections", "workers", "infra")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and takes_a_role(node.value)
    }
    # The survey's connection is its own, and closed afterwards; the roles are made by the owner.
    assert found == {
        "infra/store/connections/held.py",
        "infra/store/watch/survey.py",
        "infra/embedded/roles.py",
    }


def takes_a_role(text: object) -> bool:
    said = text.decode() if isinstance(text, bytes) else str(text)
    squeezed = " ".join(said.upper().split())
    return any(
        words in squeezed
        for words in (
            "SET_CONFIG('ROLE'",
            "SET ROLE",
            "SET LOCAL ROLE",
            "SET SESSION ROLE",
            "RESET ROLE",
            "RESET ALL",
            "DISCARD ALL",
            "SESSION AUTHORIZATION",
        )
    )


def test_a_role_that_nobody_made_leaves_the_connection_without_any_tenant(
    three: Three, small: Pool
) -> None:
    """Never with the rights of whoever came before."""
    is_sound(three, small, "48")
    with (
        pytest.raises(psycopg.errors.InvalidParameterValue),
        small.checkout(three.roles("971").web),
    ):
        pass
    is_sound(three, small, "05")
