"""The logins and the database of a new embedded cluster; a hosted one gets them from its host."""

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from infra.embedded import postgres
from infra.embedded.state import State

DATABASE = "pacte"
OWNER = "pacte_owner"
APP = "pacte_app"

ROLE = "SELECT FROM pg_roles WHERE rolname = %s"
NAMED = "SELECT FROM pg_database WHERE datname = %s"
NEW_OWNER = sql.SQL("CREATE ROLE {name} LOGIN CREATEROLE PASSWORD {verifier}")
NEW_APP = sql.SQL("CREATE ROLE {name} LOGIN NOINHERIT PASSWORD {verifier}")

Connection = psycopg.Connection[TupleRow]


def ensure_roles(state: State) -> None:
    """Running it again changes nothing."""
    with psycopg.connect(postgres.superuser_url(state), autocommit=True) as connection:
        if not connection.execute(ROLE, [OWNER]).rowcount:
            _create_role(connection, NEW_OWNER, OWNER, state.owner_password)
        if not connection.execute(ROLE, [APP]).rowcount:
            # Created by the owner, who so may grant it the tenants' roles (PostgreSQL 16 on).
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
            _create_role(connection, NEW_APP, APP, state.app_password)
            connection.execute("RESET ROLE")
        if not connection.execute(NAMED, [DATABASE]).rowcount:
            create_database(connection, DATABASE)


def create_database(connection: Connection, name: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
    )


def _create_role(connection: Connection, statement: sql.SQL, name: str, password: str) -> None:
    # Only the verifier travels and may end up in a log, never the password.
    hashed = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
    connection.execute(
        statement.format(name=sql.Identifier(name), verifier=sql.Literal(hashed.decode()))
    )
