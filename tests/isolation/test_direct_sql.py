"""What SQL can do in the role of a tenant: nothing to another one, nothing that was not granted."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import ActiveSqlTransaction, Diagnostic, InsufficientPrivilege

from infra.store.connections.names import compose, lock_key
from infra.store.readmodels.place import PLATFORM
from projections.catalogue import SHARED
from tests.isolation.attempts import Attempt, anywhere, attempts
from tests.isolation.test_catalogue import GRANTS, grants
from tests.isolation.three import CODES, Connection, Three

LOGIN = "pacte_app"
# GRANT by who may not pass anything on is a warning, and grants nothing.
NOTHING_GRANTED = "01007"
ROLES = [f"{part} {code}" for code in CODES for part in ("web", "follow")] + ["sweep", "login"]
RIGHTS = r"""
SELECT nspname, relname, right_ FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace,
  unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS right_
  WHERE nspname LIKE 't\_%%' AND relkind = 'r' AND has_table_privilege(%(role)s, c.oid, right_)
UNION ALL
SELECT nspname, relname, 'ANY' FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE nspname LIKE 't\_%%' AND relkind = 'r'
  AND has_table_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, DELETE')
UNION ALL
SELECT nspname, proname, 'EXECUTE' FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
  WHERE nspname LIKE 't\_%%' AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')
"""
# Tables of which a role may reach some columns, but not all: which ones, the catalogue's test says.
SOME_COLUMNS = r"""
SELECT nspname, relname, right_ FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace,
  unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS right_
WHERE nspname LIKE 't\_%%' AND relkind = 'r'
AND has_any_column_privilege(%(role)s, c.oid, right_)
AND NOT has_table_privilege(%(role)s, c.oid, right_)
"""


def role_of(three: Three, who: str) -> str:
    part, _, code = who.partition(" ")
    if not code:
        return three.sweep if part == "sweep" else LOGIN
    return str(getattr(three.roles(code), part))


def another(three: Three, role: str) -> str:
    return next(
        three.roles(code).web for code in CODES if not role.startswith(three.roles(code).web)
    )


@pytest.fixture(params=ROLES)
def role(three: Three, request: pytest.FixtureRequest) -> str:
    return role_of(three, request.param)


@pytest.fixture
def session(three: Three, role: str) -> Iterator[Connection]:
    if role == LOGIN:
        with three.login() as connection:
            yield connection
    else:
        with three.acting_as(role) as connection:
            yield connection


@pytest.fixture(scope="module", autouse=True)
def nothing_changes(three: Three) -> Iterator[None]:
    """Whatever was answered, every row stands as before, and nothing was made or lost."""
    before, granted = three.content(), grants(three)
    assert sum(map(len, before.values())) > 100
    yield
    assert grants(three) == granted
    after = three.content()
    assert after.keys() == before.keys()
    assert [where for where in after if after[where] != before[where]] == []


def tried(session: Connection, attempt: Attempt) -> str:
    """`refused`: for want of the right, and for nothing else."""
    told: list[str | None] = []
    note = told_to(told)
    session.add_notice_handler(note)
    try:
        with session.transaction(force_rollback=True):
            do(session, attempt)
    except ActiveSqlTransaction:
        return tried_alone(session, attempt)
    except InsufficientPrivilege:
        return "refused"
    except psycopg.Error as error:
        return type(error).__name__
    finally:
        session.remove_notice_handler(note)
    return "refused" if told == [NOTHING_GRANTED] else "done"


def do(session: Connection, attempt: Attempt) -> None:
    if str(attempt).endswith(("TO STDOUT", "FROM STDIN")):
        with session.cursor() as cursor, cursor.copy(attempt.statement):
            return
    session.execute(attempt.statement)


def tried_alone(session: Connection, attempt: Attempt) -> str:
    try:
        session.execute(attempt.statement)
    except InsufficientPrivilege:
        return "refused"
    return "done"


def told_to(told: list[str | None]) -> Callable[[Diagnostic], None]:
    return lambda diagnostic: told.append(diagnostic.sqlstate)


def test_what_is_not_granted_is_refused(three: Three, session: Connection, role: str) -> None:
    """One statement for each right that every table, function and schema could grant."""
    assert refused(three, session, role, thorough=False) > 700


@pytest.mark.parametrize("role", ["web 48", "follow 48", "sweep", "login"], indirect=True)
def test_nor_by_any_other_statement(three: Three, session: Connection, role: str) -> None:
    assert refused(three, session, role, thorough=True) > 3000


@pytest.mark.slow
def test_nor_in_any_role(three: Three, session: Connection, role: str) -> None:
    assert refused(three, session, role, thorough=True) > 3000


def refused(three: Three, session: Connection, role: str, *, thorough: bool) -> int:
    """How many attempts; all of them were."""
    granted = {tuple(row) for row in three.ask(RIGHTS, role=role)}
    partly = {tuple(row) for row in three.ask(SOME_COLUMNS, role=role)}
    answers: Counter[str] = Counter()
    succeeded = []
    for attempt in attempts(three, role, thorough=thorough):
        if (attempt.schema, attempt.target, attempt.right) in granted | partly:
            continue
        answer = tried(session, attempt)
        answers[answer] += 1
        if answer != "refused":
            succeeded.append((answer, str(attempt)))
    assert succeeded == [], f"{len(succeeded)} of {answers.total()} attempts, as {role}"
    return answers.total()


def test_what_is_granted_is_done_so_that_a_refusal_says_something(
    three: Three, session: Connection, role: str
) -> None:
    granted = {tuple(row) for row in three.ask(RIGHTS, role=role)}
    answers = Counter(
        tried(session, attempt)
        for attempt in attempts(three, role, thorough=True)
        if attempt.right == "SELECT"
        and (attempt.schema, attempt.target, "SELECT") in granted
        and not str(attempt).startswith(("COPY", "DEALLOCATE"))
    )
    if role == LOGIN:
        assert answers == {}
    else:
        assert set(answers) == {"done"}, answers
        assert answers["done"] >= 40, answers


def test_the_sweep_reads_no_column_that_it_was_not_given(three: Three) -> None:
    with three.acting_as(three.sweep) as session:
        answers = Counter(
            tried(session, Attempt(statement, "SELECT", schema, table))
            for schema, table, column in three.ask(HIDDEN, role=three.sweep)
            for statement in (
                sql.SQL("SELECT {} FROM {}").format(
                    sql.Identifier(column), sql.Identifier(schema, table)
                ),
                sql.SQL("SELECT count(*) FROM {} WHERE {} IS NULL").format(
                    sql.Identifier(schema, table), sql.Identifier(column)
                ),
            )
        )
    assert set(answers) == {"refused"}, answers
    assert answers["refused"] > 1000, answers


HIDDEN = r"""
SELECT nspname, relname, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname LIKE 't\_%%' AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
AND NOT has_column_privilege(%(role)s, c.oid, attnum, 'SELECT')
"""


def test_no_power_over_the_server_comes_with_any_role(
    three: Three, session: Connection, role: str
) -> None:
    other = another(three, role)
    answers = {str(each): tried(session, each) for each in anywhere(three, role, other)}
    assert {said: answer for said, answer in answers.items() if answer != "refused"} == {}
    assert len(answers) >= 40


def test_no_role_takes_its_rights_away_from_all_who_hold_it(
    three: Three, session: Connection, role: str
) -> None:
    """`DROP OWNED` by oneself is allowed, but revokes only what the role itself has granted."""
    before = session.execute(GRANTS.encode()).fetchall(), session.execute(CLOSED).fetchall()
    with suppress(InsufficientPrivilege), session.transaction(force_rollback=True):
        session.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        after = session.execute(GRANTS.encode()).fetchall(), session.execute(CLOSED).fetchall()
        assert after == before


CLOSED = "SELECT datacl::text FROM pg_database WHERE datname = current_database()"


def test_events_are_refused_to_those_who_may_append_them(
    three: Three, session: Connection, role: str
) -> None:
    """A position cannot be jumped, a stamp not be chosen, a row not be touched, not one's own."""
    answers = Counter(
        tried(session, Attempt(sql.SQL(statement).format(sql.Identifier(schema)), "", "", ""))
        for schema in three_schemas()
        for statement in FORGED
    )
    assert set(answers) == {"refused"}, answers
    assert answers["refused"] == len(FORGED) * 4


def three_schemas() -> list[str]:
    return [*(f"t_{code.lower()}" for code in CODES), PLATFORM]


FORGED = (
    "INSERT INTO {0}.events VALUES (gen_random_uuid(), 1, 999, now(), 'x.y.1', '', '')",
    "INSERT INTO {0}.events SELECT * FROM {0}.events ON CONFLICT DO NOTHING",
    "UPDATE {0}.events SET recorded_at = '2020-01-01'",
    "UPDATE {0}.events SET state = '' WHERE false",
    "DELETE FROM {0}.events WHERE notification_id = 1",
    "MERGE INTO {0}.events USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM {0}.events RETURNING 1) SELECT count(*) FROM gone",
    "TRUNCATE {0}.events",
    "ALTER TABLE {0}.events DISABLE TRIGGER unchanged",
    "DROP TRIGGER unchanged ON {0}.events",
    "CREATE OR REPLACE FUNCTION {0}.refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "SELECT {0}.refuse_change()",
)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("table", [table.name for table in SHARED])
def test_a_follower_sees_and_writes_its_own_rows_of_what_is_shared(
    three: Three, table: str, code: str
) -> None:
    name = compose("{schema}.{table}", schema=PLATFORM, table=table)
    everything = three.owned.execute(sql.SQL("SELECT DISTINCT tenant FROM {}").format(name))
    known = sorted(tenant for (tenant,) in everything)
    assert known == sorted(CODES) or known == []
    with three.acting_as(three.roles(code).follow) as session:
        found = session.execute(sql.SQL("SELECT DISTINCT tenant FROM {}").format(name))
        assert found.fetchall() == ([(code,)] if known else [])
        other = next(each for each in CODES if each != code)
        for statement in (
            "UPDATE {} SET to_position = 1 WHERE tenant <> %s",
            "UPDATE {} SET to_position = 1 WHERE tenant <> %s AND random() >= 0",
        ):
            with session.transaction(force_rollback=True):
                assert session.execute(sql.SQL(statement).format(name), [code]).rowcount == 0
        for spoof in (other, "platform", other.lower()):
            with pytest.raises(InsufficientPrivilege), session.transaction(force_rollback=True):
                session.execute(
                    sql.SQL(
                        "INSERT INTO {0} SELECT (jsonb_populate_record(NULL::{0},"
                        " jsonb_build_object('tenant', %s::text, 'from_position', 1))).*"
                    ).format(name),
                    [spoof],
                )
            if known:
                with pytest.raises(InsufficientPrivilege), session.transaction(force_rollback=True):
                    session.execute(sql.SQL("UPDATE {} SET tenant = %s").format(name), [spoof])


def test_rows_of_all_three_do_stand_in_what_is_shared(three: Three) -> None:
    """Or the tests above would prove nothing."""
    names = [compose("{schema}.{table}", schema=PLATFORM, table=each.name) for each in SHARED]
    found = [
        three.owned.execute(
            sql.SQL("SELECT count(DISTINCT tenant) FROM {}").format(name)
        ).fetchone()
        for name in names
    ]
    assert found.count((3,)) >= 2, found


def test_what_others_ask_and_how_much_they_hold_is_not_shown(three: Three) -> None:
    """Statements of other sessions, and samples of values that the planner keeps."""
    three.owned.execute("ANALYZE")
    with three.login() as other, three.acting_as(three.roles("48").web) as session:
        other.execute("SELECT 'what only 05 asks'")
        seen = session.execute("SELECT query FROM pg_stat_activity WHERE query LIKE '%only 05%'")
        assert seen.fetchall() == []
        samples = session.execute(
            r"SELECT DISTINCT schemaname FROM pg_stats WHERE schemaname LIKE 't\_%'"
        )
        assert samples.fetchall() == [("t_48",)]
        with pytest.raises(InsufficientPrivilege):
            session.execute("SELECT pg_terminate_backend(%s)", [other.info.backend_pid])
        with pytest.raises(InsufficientPrivilege):
            session.execute("SELECT pg_cancel_backend(%s)", [other.info.backend_pid])


def test_taking_another_role_does_work_and_nobody_shall_believe_otherwise(three: Three) -> None:
    """The residual risk that SECURITY.md states: roles guard against our mistakes, not injection.

    Whoever can run any SQL is the login, which is a member of every role. That no statement is
    built from text holds that door (tests/test_architecture.py).
    """
    mine, theirs = three.roles("48").web, three.roles("05").web
    with three.acting_as(mine) as session:
        with pytest.raises(InsufficientPrivilege):
            session.execute("SELECT count(*) FROM t_05.person")
        session.execute("RESET ROLE")
        session.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(theirs)))
        found = session.execute("SELECT current_user, count(*) > 0 FROM t_05.person").fetchone()
        assert found == (theirs, True)


def test_holding_the_lock_of_another_works_too(three: Three) -> None:
    """Of the same kind: whoever can run any SQL can keep another tenant from writing.

    Ours takes it to append, and to look at all logs at one instant; who waits gives up soon.
    """
    key = lock_key("t_05")
    with three.acting_as(three.roles("48").web) as session:
        found = session.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
        assert found == (True,)
    with three.wiring.pool.checkout(three.roles("05").web) as connection:
        assert connection.execute("SHOW lock_timeout").fetchone() == ("5s",)
