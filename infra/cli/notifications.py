"""`pacte notifications`: what is due, what was given up, and trying again."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table

from infra.cli.persons.seats import seats_described, seats_table
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.embedded.connected import connected
from infra.queue import enqueue_again, notices
from infra.settings import Settings
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.notices.overdue import Waiting, redrive, waiting
from infra.store.notices.vacant import Vacant, vacant
from infra.tenants.operating import closed
from infra.typography import french
from infra.wiring import Wiring
from workers.notify.outcome import Status
from workers.notify.wording import notice

STATES = {
    Status.DUE: "dû",
    Status.REDRIVEN: "relancé",
    Status.GIVEN_UP: "abandonné",
}
MINUTE = "%d/%m/%Y %H:%M UTC"
HEADINGS = ("Département", "Courrier", "Annonce", "État", "Essais", "Dû depuis", "Prochain")


@click.group
def command() -> None:
    """Les courriers dus, abandonnés, relancés."""


@command.command
@click.option("--tenant", type=TenantCode(), help="Un seul département.")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def due(tenant: str | None, *, as_json: bool) -> None:
    """Liste ce qui n’est pas parti, ce qui a été abandonné, et les sièges sans titulaire."""
    rows: list[tuple[str, Waiting]] = []
    seats: list[tuple[str, Vacant]] = []
    with _database(tenant) as (wiring, codes):
        for code in codes:
            with _follower(wiring.pool, code) as connection:
                rows += [(code, row) for row in waiting(connection, schema_of(code))]
                seats += [(code, seat) for seat in vacant(connection, schema_of(code))]
    if as_json:
        found = {"due": [_described(*each) for each in rows], "vacant": seats_described(seats)}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if rows:
        Console().print(_table(rows))
    else:
        click.echo("Aucun courrier n’attend.")
    if seats:
        Console().print(seats_table(seats))


@command.command("redrive")
@click.option("--tenant", type=TenantCode(), help="Un seul département.")
@click.option("--id", "outbox_id", type=click.UUID, help="Un seul courrier.")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def again(tenant: str | None, outbox_id: UUID | None, *, as_json: bool) -> None:
    """Rend dus, pour un essai de plus, les courriers abandonnés de ce qui n’est pas fermé."""
    redriven: dict[str, int] = {}
    with _database(tenant) as (wiring, codes):
        if tenant and closed(wiring, tenant):
            raise click.ClickException(
                french(
                    f"{tenant} est fermé, son journal est scellé : plus aucun courrier n’en part. "
                    "« pacte notifications due » liste ce qui a été abandonné."
                )
            )
        queue = notices(str(wiring.settings.redis_url), wiring.pool.database)
        for code in codes:
            if closed(wiring, code):
                continue
            with _follower(wiring.pool, code) as connection:
                positions = redrive(connection, schema_of(code), outbox_id)
            redriven[code] = len(positions)
            enqueue_again(queue, code, sorted(set(positions)))
    count = sum(redriven.values())
    said = (
        json.dumps({"redriven": redriven}) if as_json else french(f"Courriers relancés : {count}.")
    )
    click.echo(said)
    if outbox_id and not count:
        raise click.ClickException(
            french(
                "Aucun courrier abandonné ne porte cet identifiant : "
                "« pacte notifications due » les liste."
            )
        )


@contextmanager
def _database(tenant: str | None) -> Iterator[tuple[Wiring, list[str]]]:
    with connected(Settings.from_environ()) as settings:
        wiring = Wiring(settings)
        yield wiring, declared(wiring, tenant)


def _follower(pool: Pool, code: str) -> AbstractContextManager[Held]:
    return pool.checkout(roles_of(pool.database, code).follow)


def _described(code: str, row: Waiting) -> dict[str, Any]:
    return {
        "tenant": code,
        "outbox_id": str(row.outbox_id),
        "position": row.event_position,
        "notice": row.notice,
        "status": row.status,
        "attempts": row.attempts,
        "held_up": row.held_up,
        "due_since": row.due_since.isoformat(),
        "next_attempt_at": row.next_attempt_at.isoformat(),
    }


def _tries(row: Waiting) -> str:
    return f"{row.attempts}, empêché {row.held_up} fois" if row.held_up else str(row.attempts)


def _table(rows: list[tuple[str, Waiting]]) -> Table:
    table = Table(*HEADINGS, title="Courriers non partis")
    for code, row in rows:
        over = row.status == Status.GIVEN_UP
        table.add_row(
            code,
            str(row.outbox_id),
            notice(row.notice),
            STATES[Status(row.status)],
            _tries(row),
            row.due_since.strftime(MINUTE),
            "—" if over else row.next_attempt_at.strftime(MINUTE),
        )
    return table
