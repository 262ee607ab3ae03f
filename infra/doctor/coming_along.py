"""Whether what follows from the logs comes along: read models, mails."""

import time
from collections.abc import Iterable

import psycopg

from infra.doctor.finding import Finding
from infra.doctor.reading import database
from infra.settings import Settings
from infra.store.watch.survey import Lag, Mails, lags, mails, probe
from infra.typography import french

TABLES, MAILS = "tableaux de lecture", "courriers"
LATER = "seront vus quand la base répondra"
# A follower that runs has moved on by then.
BETWEEN_LOOKS = 3.0
LATE_SECONDS = 3600


def coming_along(settings: Settings) -> list[Finding]:
    url = database(settings)
    try:
        if url:
            with probe(url) as connection:
                first = last = lags(connection)
                if any(lag.events for lag in first):
                    time.sleep(BETWEEN_LOOKS)
                    last = lags(connection)
                return [followed(first, last), sent(mails(connection))]
    except psycopg.Error:
        pass
    return [Finding(TABLES, LATER), Finding(MAILS, LATER)]


def followed(first: list[Lag], last: list[Lag]) -> Finding:
    """Of all logs, at two looks: what is no nearer to its head at the second is not followed."""
    if stopped := _names(lag.tenant for lag in last if lag.stopped):
        remedy = "« pacte projections status » dit lesquels, à quelle position et pourquoi."
        return Finding(TABLES, f"arrêtés ({stopped})", french(remedy))
    before = {(lag.tenant, lag.projection): lag.events for lag in first}
    waiting = [lag for lag in last if lag.events]
    if still := _names(
        lag.tenant for lag in waiting if lag.events >= before.get((lag.tenant, lag.projection), 0)
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
