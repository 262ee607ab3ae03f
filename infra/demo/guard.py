"""The demo writes into a home of its own, never beside the acts of real people."""

import json

import click

from domain.envelope import ProvenanceKind
from domain.platform.tenant import Tenant
from infra.settings import Settings
from infra.store.connections.names import PLATFORM, compose, in_schema, schema_of
from infra.store.schemas.migrate import TENANTS, Connection, owner

FIRST = "SELECT envelope FROM {schema}.events ORDER BY notification_id LIMIT 1"
DECLARED = "SELECT envelope FROM {schema}.events WHERE starts_with(topic, %s)"
# What a département of the demo may begin with; its declaration is a demo's in any case.
BEGINS = {ProvenanceKind.DEMO, ProvenanceKind.IMPORT}


class NotADemo(click.ClickException):
    """The home holds something else than a demo; nothing was written."""


def refuse_real(settings: Settings) -> None:
    """Raises NotADemo. Asked of the owner: before migrations, no other role need be there."""
    with owner(settings) as connection:
        if not all(
            _of_a_demo(connection, str(schema)) for (schema,) in connection.execute(TENANTS)
        ):
            raise NotADemo(
                "Cette base sert déjà à autre chose qu’à une démonstration\N{NO-BREAK SPACE}: rien "
                "n’y a été écrit. Indiquez dans PACTE_HOME un autre dossier, et retirez "
                "DATABASE_URL."
            )


def _of_a_demo(connection: Connection, schema: str) -> bool:
    if connection.execute("SELECT to_regclass(%s)", [f"{schema}.events"]).fetchone() == (None,):
        return True
    first = connection.execute(in_schema(FIRST, schema)).fetchall()
    if schema != schema_of(PLATFORM):
        return _kinds(first) <= BEGINS
    tenants = connection.execute(compose(DECLARED, schema=schema), [f"{Tenant.TOPIC}."]).fetchall()
    return _kinds(first + tenants) <= {ProvenanceKind.DEMO}


def _kinds(rows: list[tuple[bytes]]) -> set[str]:
    return {json.loads(envelope)["provenance"]["kind"] for (envelope,) in rows}
