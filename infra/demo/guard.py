"""The demo writes into a home of its own, never beside the acts of real people."""

import json

import click

from domain.envelope import ProvenanceKind
from infra.store.names import PLATFORM, in_schema, roles_of, schema_of
from infra.wiring import Wiring

FIRST = "SELECT envelope FROM {schema}.events WHERE notification_id = 1"


class NotADemo(click.ClickException):
    """The home holds something else than a demo; nothing was written."""


def refuse_real(wiring: Wiring) -> None:
    """Raises NotADemo. What began as a demo is one for ever: the log cannot be edited."""
    with wiring.pool.checkout(roles_of(wiring.pool.database, PLATFORM).web) as connection:
        row = connection.execute(in_schema(FIRST, schema_of(PLATFORM))).fetchone()
    if row and json.loads(row[0])["provenance"]["kind"] != ProvenanceKind.DEMO:
        raise NotADemo(
            "Cette base sert déjà à autre chose qu’à une démonstration\N{NO-BREAK SPACE}: rien n’y "
            "a été écrit. Indiquez dans PACTE_HOME un autre dossier, et retirez DATABASE_URL."
        )
