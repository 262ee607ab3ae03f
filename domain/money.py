"""Amounts of money: whole cents, never negative, never a float."""

import re
from collections.abc import Iterable

from domain.canonical import LARGEST
from domain.errors import Invalid

WHOLE_BP = 10_000  # basis points
NO_BREAK = str.maketrans({"\u00a0": " ", "\u202f": " "})
FRENCH = re.compile(r"(?P<euros>\d{1,3}(?: \d{3})+|\d+)(?:,(?P<cents>\d{1,2}))? ?€?", re.ASCII)


class InvalidAmount(Invalid):
    code = "invalid-amount"


def cents(amount: object, field: str) -> int:
    """The same amount if it is one: an int from 0 to 2**53-1. Raises InvalidAmount."""
    if type(amount) is not int:
        raise InvalidAmount("Un montant est un nombre entier de centimes.", field=field)
    if not 0 <= amount <= LARGEST:
        raise InvalidAmount("Un montant va de 0 à 9 007 199 254 740 991 centimes.", field=field)
    return amount


def total(amounts: Iterable[int], field: str) -> int:
    """The exact sum, in cents, within the bounds of one amount. Raises InvalidAmount."""
    return cents(sum(amounts), field)


def parse(text: str) -> int:
    """Cents of an exact amount written in French: `176 000€`, `2 231 197,47 €`.

    Thousands may be parted by spaces of any kind. Raises InvalidAmount for everything else:
    signs, decimal points, more than two decimals, « un peu plus de 570 000 € ».
    """
    found = FRENCH.fullmatch(text.translate(NO_BREAK).strip())
    if found is None:
        raise InvalidAmount(f"« {text[:40]} » n’est pas un montant en euros.")
    euros = int(found["euros"].replace(" ", ""))
    return cents(euros * 100 + int((found["cents"] or "0").ljust(2, "0")), "")
