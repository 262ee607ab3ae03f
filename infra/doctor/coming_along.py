"""Whether what follows from the logs comes along: read models, mails."""

import time
from collections.abc import Iterable

import psycopg
from eventsourcing.persistence import PersistenceError

from infra.doctor.finding import Finding
from infra.doctor.reading import reading
from infra.settings import Settings
from infra.store.watch.survey import Lag, Mails, lags, mails, probe
from infra.tenants.operating import closed
from infra.typography import french
from infra.wiring import Wiring

TABLES, MAILS = "tableaux de lecture", "courriers"
LATER = "seront vus quand la base répondra"
# A follower that runs has moved on by then.
BETWEEN_LOOKS = 3.0
LATE_SECONDS = 3600


def coming_along(settings: Settings) -> list[Finding]:
    with reading(settings) as wiring:
        try:
            if wiring:
                return _looked_at(wiring)
        except (psycopg.Error, PersistenceError):
            pass
    return [Finding(TABLES, LATER), Finding(MAILS, LATER)]


def _looked_at(wiring: Wiring) -> list[Finding]:
    """Of a closed log nothing is sent any more, whatever was given up."""
    with probe(wiring.settings.database_url) as connection:
        first = last = lags(connection)
        if any(lag.events for lag in first):
            time.sleep(BETWEEN_LOOKS)
            last = lags(connection)
        waiting = [one for one in mails(connection) if one.given_up or one.overdue]
    return [followed(first, last), sent([one for one in waiting if not closed(wiring, one.tenant)])]


def followed(first: list[Lag], last: list[Lag]) -> Finding:
    """Of all logs, at two looks: what is behind at both and took in nothing is not followed."""
    if stopped := _names(lag.tenant for lag in last if lag.stopped):
        remedy = "« pacte projections status » dit lesquels, à quelle position et pourquoi."
        return Finding(TABLES, f"arrêtés ({stopped})", french(remedy))
    before = {(lag.tenant, lag.projection, lag.position) for lag in first if lag.events}
    behind = (lag for lag in last if lag.events)
    if still := _names(
        lag.tenant for lag in behind if (lag.tenant, lag.projection, lag.position) in before
    ):
        remedy = "Vérifiez que « pacte follow » tourne ; rien n’est perdu d’ici là."
        return Finding(TABLES, f"n’avancent pas ({still})", french(remedy))
    return Finding(TABLES, "suivent leurs journaux")


def sent(found: list[Mails]) -> Finding:
    if given_up := _names(one.tenant for one in found if one.given_up):
        remedy = (
            "« pacte notifications due » les liste ; leur cause levée, « pacte notifications "
            "redrive » les relance."
        )
        return Finding(MAILS, f"abandonnés après plusieurs essais ({given_up})", french(remedy))
    if late := _names(one.tenant for one in found if (one.overdue or 0) > LATE_SECONDS):
        remedy = "Vérifiez que « pacte work » et « pacte tick » tournent, puis SMTP_URL."
        return Finding(MAILS, f"dus depuis plus d’une heure ({late})", french(remedy))
    return Finding(MAILS, "aucun en souffrance")


def _names(tenants: Iterable[str]) -> str:
    return ", ".join(sorted(set(tenants)))
