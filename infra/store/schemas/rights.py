"""The roles of a tenant, and the application's login as their member; all of it by the owner."""

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from infra.settings import Settings
from infra.store.connections import names

Connection = psycopg.Connection[TupleRow]

PG_16 = 160000
MEMBER = "GRANT {role} TO {user}"
MEMBER_16 = "GRANT {role} TO {user} WITH INHERIT FALSE, SET TRUE"
CREATE_ROLE = "CREATE ROLE {role} NOINHERIT NOLOGIN"
CREATE_LOGIN = "CREATE ROLE {role} NOINHERIT LOGIN"


def prepare_login(connection: Connection, settings: Settings) -> None:
    """The application's login, and what strangers may no longer do with the database."""
    login = conninfo_to_dict(settings.database_url)
    user = str(login["user"])
    if not _exists(connection, user):
        password = str(login.get("password") or "").encode()
        verifier = connection.pgconn.encrypt_password(password, user.encode(), b"scram-sha-256")
        connection.execute(
            names.compose(
                "CREATE ROLE {user} LOGIN NOINHERIT PASSWORD {verifier}",
                user=user,
                verifier=names.literal(verifier.decode()),
            )
        )
    strangers = "REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    connection.execute(names.compose(strangers, database=connection.info.dbname))
    _let_connect(connection, user)


def prepare_roles(connection: Connection, code: str, settings: Settings) -> names.Roles:
    """The roles of a tenant, and the application as their member."""
    roles = names.roles_of(connection.info.dbname, code)
    user = str(conninfo_to_dict(settings.database_url)["user"])
    # Citus opens connections between its nodes as the current role; without password nobody else.
    create = CREATE_LOGIN if settings.engine == "citus" else CREATE_ROLE
    for role in (roles.web, roles.follow, roles.sweep):
        if not _exists(connection, role):
            connection.execute(names.compose(create, role=role))
        if not _member(connection, user, role):
            newer = connection.info.server_version >= PG_16
            connection.execute(names.compose(MEMBER_16 if newer else MEMBER, role=role, user=user))
        if settings.engine == "citus":
            _let_connect(connection, role)
    return roles


def _exists(connection: Connection, role: str) -> bool:
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
    return found.fetchone() is not None


def _member(connection: Connection, user: str, role: str) -> bool:
    found = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [user, role])
    return found.fetchone() == (True,)


def _let_connect(connection: Connection, role: str) -> None:
    statement = "GRANT CONNECT ON DATABASE {database} TO {role}"
    connection.execute(names.compose(statement, database=connection.info.dbname, role=role))
