"""Waiting until everything that follows from the log has happened: rows written, mails sent."""

import time
from collections.abc import Collection

import click

from infra.store.notices.overdue import standings
from infra.store.watch.survey import lags, probe
from infra.wiring import Wiring
from workers.notify.outcome import Status

PATIENCE_SECONDS = 60.0
BETWEEN_LOOKS = 0.05


class NotSettled(click.ClickException):
    """The follower or the mails did not come to the end in time."""


def settle(wiring: Wiring, tenants: Collection[str]) -> None:
    """Raises NotSettled, which says what is still awaited."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while awaited := _awaited(wiring, tenants):
        if time.monotonic() > deadline:
            raise NotSettled(
                f"Après {PATIENCE_SECONDS:.0f} s, il reste encore\N{NO-BREAK SPACE}: {awaited}. "
                "«\N{NO-BREAK SPACE}pacte projections status\N{NO-BREAK SPACE}» et "
                "«\N{NO-BREAK SPACE}pacte notifications due\N{NO-BREAK SPACE}» disent quoi."
            )
        time.sleep(BETWEEN_LOOKS)


def _awaited(wiring: Wiring, tenants: Collection[str]) -> str:
    """Rows are asked about before and after the mails: each mail sent adds an event."""
    return _rows(wiring, tenants) or _mails(wiring) or _rows(wiring, tenants)


def _rows(wiring: Wiring, tenants: Collection[str]) -> str:
    with probe(wiring.settings.database_url) as connection:
        known = lags(connection)
    if missing := set(tenants) - {lag.tenant for lag in known}:
        return f"premiers tableaux de {', '.join(sorted(missing))}"
    if stopped := [lag for lag in known if lag.stopped]:
        return f"le tableau {stopped[0].projection} de {stopped[0].tenant}, arrêté"
    behind = sum(lag.events for lag in known)
    return f"{behind} événements à reporter dans les tableaux" if behind else ""


def _mails(wiring: Wiring) -> str:
    waiting = sum(
        one.rows for one in standings(wiring.pool) if one.status in (Status.DUE, Status.REDRIVEN)
    )
    return f"{waiting} courriers à envoyer" if waiting else ""
