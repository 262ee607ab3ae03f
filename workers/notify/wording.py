"""French words for days, offices and sides."""

from datetime import date

from domain.convention.signature import Side

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
# Offices are codes that a département chooses; these are the usual ones.
OFFICES = {
    "prefet": "préfet",
    "prefet_region": "préfet de région",
    "president": "président",
    "commissaire": "commissaire à la lutte contre la pauvreté",
    "directeur": "directeur",
    "directeur_general": "directeur général",
    "representant": "représentant",
    "dasen": "directeur académique des services de l’éducation nationale",
}
SIDES = {
    Side.STATE: "l’État",
    Side.DEPARTEMENT: "le Département",
    Side.PARTNER: "un partenaire",
}
NOTICES = {
    "convention.signature_round_opened": "convention ouverte à la signature",
    "convention.convention_signed_by": "signature reçue",
    "convention.convention_signed": "convention signée",
    "convention.avenant_signed": "avenant signé",
    "partner_joining.partner_joined": "adhésion acceptée",
    "partner_joining.partner_join_refused": "adhésion refusée",
}
QUALITIES = {"signatory": "signataire", "partner": "partenaire"}


def day(when: date) -> str:
    """`1er juin 2024`, on one line."""
    number = "1er" if when.day == 1 else str(when.day)
    return f"{number}\N{NO-BREAK SPACE}{MONTHS[when.month - 1]}\N{NO-BREAK SPACE}{when.year}"


def office(code: str) -> str:
    return OFFICES.get(code, code.replace("_", " "))


def side(which: Side) -> str:
    return SIDES[which]


def notice(code: str) -> str:
    """Of a row of the outbox: `convention.avenant_signed:partner`."""
    kind, _, told_as = code.partition(":")
    return f"{NOTICES.get(kind, kind)} ({QUALITIES.get(told_as, told_as)})"
