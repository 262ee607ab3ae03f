"""The logins and the database of a new embedded cluster; a hosted one gets them from its host."""

import psycopg
from psycopg import Connection, sql

from infra.embedded import postgres
from infra.embedded.state import State

DATABASE = "pacte"
OWNER = "pacte_owner"
APP = "pacte_app"


def ensure_roles(state: State) -> None:
    """Running it again changes nothing."""
    with psycopg.connect(postgres.superuser_url(state), autocommit=True) as connection:
        if not _exists(connection, "pg_roles WHERE rolname", OWNER):
            _create_role(connection, OWNER, "LOGIN CREATEROLE", state.owner_password)
        if not _exists(connection, "pg_roles WHERE rolname", APP):
            # Created by the owner, who so may grant it the tenants' roles (PostgreSQL 16 on).
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
            _create_role(connection, APP, "LOGIN NOINHERIT", state.app_password)
            connection.execute("RESET ROLE")
        if not _exists(connection, "pg_database WHERE datname", DATABASE):
            create_database(connection, DATABASE)


def create_database(connection: "Connection[tuple[object, ...]]", name: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
    )


def _create_role(
    connection: "Connection[tuple[object, ...]]", name: str, rights: str, password: str
) -> None:
    # Only the verifier travels and may end up in a log, never the password.
    verifier = connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL("CREATE ROLE {} " + rights + " PASSWORD {}").format(
            sql.Identifier(name), sql.Literal(verifier.decode())
        )
    )


def _exists(connection: "Connection[tuple[object, ...]]", where: str, name: str) -> bool:
    return bool(connection.execute(f"SELECT FROM {where} = %s", [name]).fetchone() is not None)
