"""In which tenants an identity is somebody: asked of one at a time, listed by nobody above them."""

from uuid import uuid4

import psycopg
import pytest

from infra.store.connections.names import in_schema, roles_of, schema_of, sweep_role
from infra.store.connections.pool import Pool
from infra.store.persons import logins

PERSON = "INSERT INTO {schema}.person (person_id) VALUES (%s)"
ISSUER = "https://connexion.test"


@pytest.fixture
def sub(pool: Pool) -> str:
    """Somebody of both tenants, and a stranger to them beside."""
    sub = str(uuid4())
    for code in ("05", "48"):
        with pool.checkout(roles_of(pool.database, code).web) as connection:
            for known in (sub, str(uuid4())):
                person = uuid4()
                schema = schema_of(code)
                connection.execute(in_schema(PERSON, schema), [person])
                assert logins.bind(connection, schema, ISSUER, known, person)
    return sub


def test_an_identity_is_found_in_every_tenant_that_knows_it(pool: Pool, sub: str) -> None:
    found = logins.everywhere(pool, ISSUER, sub)
    assert sorted(code for code, _ in found) == ["05", "48"]
    for code, person_id in found:
        with pool.checkout(roles_of(pool.database, code).web) as connection:
            assert logins.person_of(connection, schema_of(code), ISSUER, sub) == person_id
    assert logins.everywhere(pool, ISSUER, "nobody") == []


def test_whoever_sweeps_lists_no_login(pool: Pool, sub: str) -> None:
    with pool.checkout(sweep_role(pool.database)) as connection:
        for statement in (
            "SELECT issuer, sub, person_id FROM t_48.person_login",
            "SELECT count(*) FROM t_48.person_login",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
        for issuer, given in ((ISSUER, None), (None, sub), (ISSUER, "%"), ("%", sub)):
            answer = connection.execute("SELECT t_48.person_of(%s, %s)", [issuer, given])
            assert answer.fetchall() == [(None,)]


def test_no_tenant_asks_another_who_somebody_is(pool: Pool, sub: str) -> None:
    for role in (roles_of(pool.database, "48").web, roles_of(pool.database, "48").follow):
        with pool.checkout(role) as connection:
            for schema in ("t_05", "t_48"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(f"SELECT {schema}.person_of('x', %s)".encode(), [sub])
