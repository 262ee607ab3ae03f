"""Whether checkpoints get their time-stamps, and what to do when the authority gives none."""

import psycopg

from infra.doctor.finding import Finding
from infra.doctor.reading import database
from infra.evidence.stamping.authority import CertificatesUnreadable, certificates
from infra.settings import Settings
from infra.store.evidence.time_stamps import Waiting, standing
from infra.store.watch.survey import probe
from infra.typography import french

NAME = "horodatage"
LATER = Finding(NAME, "sera vu quand la base répondra")
# An outage of some hours ends by itself.
LATE_SECONDS = 24 * 3600
CHECKED = "Vérifiez PACTE_TSA_URL et PACTE_TSA_CERTIFICATES auprès de l’autorité."
CAUSES = {
    "signature": "sa réponse est signée par un autre, ou altérée",
    "nonce": "sa réponse est celle d’une autre demande",
    "imprint": "sa réponse porte sur autre chose",
    "unreadable": "sa réponse est illisible",
    "status-2": "elle refuse la demande",
}


def stamps(settings: Settings) -> Finding:
    if not settings.tsa_url:
        return Finding(NAME, "aucune autorité (PACTE_TSA_URL)")
    try:
        certificates(settings.tsa_certificates)
    except CertificatesUnreadable as error:
        text = f"certificats illisibles : {error}"
        return Finding(NAME, french(text), "Mettez-y les certificats de l’autorité, en PEM.")
    url = database(settings)
    try:
        if url:
            with probe(url) as connection:
                return judged(standing(connection))
    except psycopg.Error:
        return LATER
    return LATER


def judged(waiting: list[Waiting]) -> Finding:
    """Of all logs at once."""
    late = [one for one in waiting if (one.seconds or 0) > LATE_SECONDS]
    refused = [one.tenant for one in waiting if one.refused]
    pending = sum(one.pending for one in waiting)
    if late:
        cause = late[0].cause or ""
        said = f"en attente depuis plus d’un jour ({_names(late)}) : {CAUSES.get(cause, cause)}"
        return Finding(NAME, french(said), CHECKED)
    if refused:
        said = f"refusé par l’autorité ({', '.join(refused)})"
        return Finding(NAME, said, f"{CHECKED} Le point de contrôle du lendemain sera demandé.")
    return Finding(NAME, french(f"en attente : {pending}") if pending else "à jour")


def _names(waiting: list[Waiting]) -> str:
    return ", ".join(one.tenant for one in waiting)
