"""Whether the schemas of the database are those of this program."""

from dataclasses import replace

import psycopg

from infra.doctor.finding import Finding
from infra.embedded import postgres
from infra.embedded.roles import OWNER
from infra.embedded.state import State
from infra.settings import Settings
from infra.store.connections import names
from infra.store.schemas.migrate import TENANTS, MigrationRefused, owner
from infra.store.schemas.shipped import shipped

NAME = "schémas"


def schemas(settings: Settings) -> Finding:
    """Embedded servers that sleep are not woken up for it."""
    known = _with_owner(settings)
    if not known.database_owner_url:
        return Finding(NAME, "seront vus quand la base répondra")
    newest = shipped(known.engine)[-1].number
    try:
        with owner(known) as connection:
            found = [str(name) for (name,) in connection.execute(TENANTS)]
            late = [name for name in found if _version(connection, name) < newest]
    except psycopg.OperationalError:
        return Finding(NAME, "seront vus quand la base répondra")
    except MigrationRefused as refusal:
        return Finding(NAME, "illisibles", refusal.format_message())
    if late or not found:
        # `pacte up` brings embedded ones up to date by itself.
        remedy = "Lancez\u00a0: pacte migrate." if settings.database_url else None
        return Finding(NAME, f"{len(late)} sur {len(found)} en retard", remedy)
    return Finding(NAME, f"{len(found)}, tous à la version {newest}")


def _with_owner(settings: Settings) -> Settings:
    state = State.load(settings.home)
    if settings.database_url or not postgres.stands(settings.home, state):
        return settings
    return replace(settings, database_owner_url=postgres.url(state, OWNER, state.owner_password))


def _version(connection: psycopg.Connection[tuple[object, ...]], schema: str) -> int:
    try:
        statement = names.compose("SELECT max(number) FROM {schema}.migrations", schema=schema)
        row = connection.execute(statement).fetchone()
    except psycopg.errors.UndefinedTable:
        return 0
    return int(str(row[0])) if row and row[0] else 0
