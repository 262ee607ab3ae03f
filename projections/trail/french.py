"""French words and figures of the sentences."""

from datetime import date

from domain.convention.signature import Side
from domain.dates import BusinessDate, Precision

NBSP = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"

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
OFFICES = {
    "prefet": "préfet",
    "prefet_region": "préfet de région",
    "president": "président",
    "directeur_general": "directeur général",
    "representant": "représentant",
    "dasen": "directeur académique des services de l’éducation nationale",
}
OF_SIDE = {
    Side.STATE: "de l’État",
    Side.DEPARTEMENT: "du Département",
    Side.PARTNER: "d’un partenaire",
}
BY_SIDE = {
    Side.STATE: "par l’État",
    Side.DEPARTEMENT: "par le Département",
    Side.PARTNER: "par un partenaire",
}
FOR_SIDE = {
    Side.STATE: "pour l’État",
    Side.DEPARTEMENT: "pour le Département",
    Side.PARTNER: "pour un partenaire",
}


def euros(cents: int) -> str:
    """`176 000,00 €`, signed if need be, on one line."""
    whole, rest = divmod(abs(cents), 100)
    figures = f"{whole:,}".replace(",", THIN)
    return f"{'−' if cents < 0 else ''}{figures},{rest:02d}{NBSP}€"


def quoted(text: str) -> str:
    return f"«{NBSP}{text}{NBSP}»"


def day(when: date, precision: Precision = Precision.DAY) -> str:
    """`1er juin 2024`, `juin 2024` or `2024`: no more than is known."""
    if precision is Precision.YEAR:
        return str(when.year)
    month = f"{MONTHS[when.month - 1]}{NBSP}{when.year}"
    if precision is Precision.MONTH:
        return month
    return f"{'1er' if when.day == 1 else when.day}{NBSP}{month}"


def on(when: BusinessDate) -> str:
    """`le 1er juin 2024`, `en juin 2024`."""
    return ("le " if when.precision is Precision.DAY else "en ") + day(when.date, when.precision)


def office(code: str) -> str:
    """Offices are codes that a département chooses; the usual ones have their accents."""
    return OFFICES.get(code, code.replace("_", " "))


def counted(number: int, noun: str) -> str:
    """`1 tentative`, `6 tentatives`."""
    return f"{number}{NBSP}{noun}{'s' if number > 1 else ''}"


def exercice(year: int | None) -> str:
    return f"exercice{NBSP}{year}" if year else "exercice non précisé"
