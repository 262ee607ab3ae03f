"""Identifiers of the French State: SIRET (Insee) and RNA (national list of associations)."""

import re

from domain.errors import Invalid

RNA = re.compile(r"W[0-9A-Z]{9}")
LA_POSTE = "356000000"
LA_POSTE_HEAD_OFFICE = "35600000000048"


class InvalidSiret(Invalid):
    code = "invalid-siret"


class InvalidRna(Invalid):
    code = "invalid-rna"


def siret(text: str, field: str = "/siret") -> str:
    """14 digits, whatever spaces or dots were typed. Raises InvalidSiret.

    Luhn holds for the 14 digits and for the first 9, the SIREN. La Poste has more establishments
    than its Luhn numbers: there the digits sum up to a multiple of 5, except at the head office.
    """
    number = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"[0-9]{14}", number):
        raise InvalidSiret("Un SIRET compte 14 chiffres.", field=field)
    if not luhn(number[:9]) or not _establishment(number):
        raise InvalidSiret("Ce SIRET est mal recopié : sa clé est fausse.", field=field)
    return number


def rna(text: str, field: str = "/rna") -> str:
    """`W` and nine digits or letters, as the register holds them. Raises InvalidRna."""
    number = re.sub(r"\s", "", text).upper()
    if not RNA.fullmatch(number):
        raise InvalidRna("Un numéro RNA s’écrit W suivi de neuf caractères.", field=field)
    return number


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)  # noqa: PLR2004
    return total % 10 == 0


def _establishment(number: str) -> bool:
    if number.startswith(LA_POSTE) and number != LA_POSTE_HEAD_OFFICE:
        return sum(map(int, number)) % 5 == 0
    return luhn(number)
