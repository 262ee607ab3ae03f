"""Schemas, roles and tables of every tenant, brought to the shipped migrations by the owner."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import psycopg
from psycopg.rows import TupleRow

from infra.settings import Engine, Settings
from infra.store.connections import names
from infra.store.schemas import tables
from infra.store.schemas.rights import prepare_login, prepare_roles
from infra.store.schemas.shipped import Migration, shipped
from workers.notify.consumer import Notifying

Connection = psycopg.Connection[TupleRow]
# Looks at an open transaction, and raises what rolls it back.
Check = Callable[[Connection], None]

OLDEST = 150000
CONNECT_SECONDS = 10
LONGEST_NAME = 63
# One process at a time changes schemas: "pacte" in ASCII.
LOCK = 0x7061637465

# Made in one transaction with its list of migrations: any other schema of that form is not ours.
TENANTS = (
    r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\_%'"
    " AND to_regclass(quote_ident(nspname) || '.migrations') IS NOT NULL ORDER BY nspname"
)
# Of a log that begins here everything is told; one that came from elsewhere says from where on.
NOTIFY_FROM = (
    "INSERT INTO {schema}.positions (projection, position, status) VALUES (%s, 0, 'running')"
)


class MigrationRefused(click.ClickException):
    """The database and the program do not belong together; nothing was changed."""


def nothing(connection: Connection) -> None:
    """Of a transaction that is looked at by nobody before it commits."""


def migrate(settings: Settings, before_commit: Check = nothing) -> list[str]:
    """Bring every tenant, and the platform, up to date; what was done, in French.

    One transaction per tenant: what an interrupted run has done stays done. Raises
    MigrationRefused.
    """
    with owner(settings) as connection:
        _demand_whole_names(connection, names.PLATFORM)
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with connection.transaction():
            prepare_login(connection, settings)
        schemas = [str(name) for (name,) in connection.execute(TENANTS)]
        platform = names.schema_of(names.PLATFORM)
        done = []
        for schema in [platform, *(name for name in schemas if name != platform)]:
            applied = provision(connection, names.code_of(schema), settings, before_commit)
            if applied:
                done.append(f"{schema}\N{NO-BREAK SPACE}: {', '.join(applied)}")
        return done


def behind(settings: Settings) -> bool:
    """Whether a migration waits for a schema that is there. Raises MigrationRefused."""
    with owner(settings) as connection:
        schemas = [str(name) for (name,) in connection.execute(TENANTS)]
        return any(_pending(connection, schema, settings.engine) for schema in schemas)


def provision(
    connection: Connection, code: str, settings: Settings, before_commit: Check = nothing
) -> list[str]:
    """Schema, roles and tables of one tenant, in one transaction; the migrations applied.

    Running it again changes nothing.
    """
    schema = names.schema_of(code)
    _demand_whole_names(connection, code)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        roles = prepare_roles(connection, code, settings)
        if settings.engine == "citus":
            connection.execute("SET LOCAL citus.enable_schema_based_sharding TO on")
        born = _create_schema(connection, schema)
        applied = []
        for migration in _pending(connection, schema, settings.engine):
            _apply(connection, schema, migration, roles)
            applied.append(migration.name)
        tables.create_all(connection.cursor(), schema)
        if born and code != names.PLATFORM:
            connection.execute(names.compose(NOTIFY_FROM, schema=schema), [Notifying.name])
        before_commit(connection)
    return applied


@contextmanager
def owner(settings: Settings) -> Iterator[Connection]:
    """The owner's connection, in autocommit. Raises MigrationRefused."""
    if not settings.database_owner_url:
        raise MigrationRefused(
            "Les schémas appartiennent à pacte_owner\N{NO-BREAK SPACE}: indiquez son adresse dans "
            "DATABASE_OWNER_URL."
        )
    with _opened(settings.database_owner_url) as connection:
        if connection.info.server_version < OLDEST:
            raise MigrationRefused("Il faut PostgreSQL 15, ou plus récent.")
        try:
            yield connection
        except psycopg.errors.InsufficientPrivilege as error:
            raise MigrationRefused(
                "Le compte de DATABASE_OWNER_URL n’a pas les droits qu’il faut"
                f"\N{NO-BREAK SPACE}: ceux de posséder la base et de créer des rôles "
                f"(CREATEROLE). Réponse du serveur\N{NO-BREAK SPACE}: {error}"
            ) from error


def _opened(url: str) -> Connection:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.OperationalError as error:
        raise MigrationRefused(
            "La base de DATABASE_OWNER_URL ne répond pas, ou refuse l’accès\N{NO-BREAK SPACE}: "
            "vérifiez l’adresse, le compte, le secret et le nom de la base."
        ) from error


def _demand_whole_names(connection: Connection, code: str) -> None:
    """PostgreSQL cuts what is too long without an error: two tenants would hold one role."""
    longest = names.roles_of(connection.info.dbname, code).follow
    if len(longest.encode()) > LONGEST_NAME:
        raise MigrationRefused(
            f"Le nom de la base est trop long\N{NO-BREAK SPACE}: les rôles de {code} porteraient "
            f"plus de {LONGEST_NAME} octets. Donnez à la base un nom d’au plus 45 octets."
        )


def _create_schema(connection: Connection, schema: str) -> bool:
    """False: it was there."""
    known = connection.execute("SELECT to_regclass(%s)", [f"{schema}.migrations"]).fetchone()
    if known != (None,):
        return False
    connection.execute(names.compose("CREATE SCHEMA IF NOT EXISTS {schema}", schema=schema))
    connection.execute(
        names.compose(
            "CREATE TABLE {schema}.migrations (number int PRIMARY KEY, name text NOT NULL,"
            " sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())",
            schema=schema,
        )
    )
    return True


def _pending(connection: Connection, schema: str, engine: Engine) -> list[Migration]:
    statement = names.compose("SELECT number, sha256 FROM {schema}.migrations", schema=schema)
    applied: dict[int, str] = dict(connection.execute(statement).fetchall())
    migrations = shipped(engine)
    known = {migration.number for migration in migrations}
    if applied.keys() - known:
        raise MigrationRefused(
            f"Le schéma {schema} a été créé par une version plus récente de Pacte\N{NO-BREAK SPACE}"
            ": installez-la, ou revenez à la sauvegarde faite avant elle."
        )
    for migration in migrations:
        if applied.get(migration.number, migration.sha256) != migration.sha256:
            raise MigrationRefused(
                f"La migration {migration.name} a été modifiée après avoir été appliquée au schéma "
                f"{schema}\N{NO-BREAK SPACE}: remettez le fichier livré, et écrivez le changement "
                "dans une nouvelle migration."
            )
    return [migration for migration in migrations if migration.number not in applied]


def _apply(connection: Connection, schema: str, migration: Migration, roles: names.Roles) -> None:
    for statement in migration.statements:
        connection.execute(
            names.compose(
                statement,
                schema=schema,
                key=names.literal(names.lock_key(schema)),
                look_key=names.literal(names.lock_key(f"{schema}/access_log")),
                web=roles.web,
                follow=roles.follow,
                sweep=roles.sweep,
            )
        )
    connection.execute(
        names.compose(
            "INSERT INTO {schema}.migrations (number, name, sha256) VALUES (%s, %s, %s)",
            schema=schema,
        ),
        [migration.number, migration.name, migration.sha256],
    )
