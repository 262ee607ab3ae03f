"""Whether anybody comes into each tenant: one that was received brings no provider along."""

import psycopg
from eventsourcing.persistence import PersistenceError

from infra.access.known_by import locked_out
from infra.doctor.finding import Finding
from infra.doctor.reading import reading
from infra.settings import Settings
from infra.store.following.heads import tenants

NAME = "identification"
LATER = Finding(NAME, "sera vue quand la base répondra")


def ways_in(settings: Settings) -> Finding:
    with reading(settings) as wiring:
        if wiring is None:
            return LATER
        try:
            found = {code: locked_out(wiring, code) for code in tenants(wiring.pool)}
        except (psycopg.Error, PersistenceError):
            return LATER
    shut = {code: missing for code, missing in found.items() if missing}
    if not shut:
        return Finding(NAME, "rien ne manque")
    named = "\u00a0; ".join(f"{code}\u00a0: {', '.join(them)}" for code, them in shut.items())
    remedy = "Ajoutez le fournisseur de chacun par «\u00a0pacte sso add\u00a0»."
    return Finding(NAME, f"plus personne n’entre, faute de fournisseur ({named})", remedy)
