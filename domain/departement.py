"""Which tenants there can be: the départements, and the collectivités that stand for some."""

import re
from collections.abc import Sequence

from domain.cog import NAMES, REGION_OF
from domain.errors import Invalid

DEPARTEMENT = re.compile(
    r"0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5]|97[12346]",
)

# Alsace, Corse, métropole de Lyon and what is left of the Rhône: name, départements covered.
SPECIAL: dict[str, tuple[str, tuple[str, ...]]] = {
    "6AE": ("Collectivité européenne d’Alsace", ("67", "68")),
    "20R": ("Collectivité de Corse", ("2A", "2B")),
    "69M": ("Métropole de Lyon", ("69",)),
    "69D": ("Rhône (hors métropole de Lyon)", ("69",)),
}


class UnknownTenantCode(Invalid):
    code = "unknown-tenant-code"


class UnknownTerritory(Invalid):
    code = "unknown-territory"


class TerritoryNotCovered(Invalid):
    """A département of another tenant."""

    code = "territory-not-covered"


def tenant_code(text: str, field: str = "/code") -> str:
    """The code as published (`05`, `2A`, `6AE`), upper case. Raises UnknownTenantCode."""
    code = text.strip().upper()
    if code in SPECIAL or DEPARTEMENT.fullmatch(code):
        return code
    raise UnknownTenantCode(
        f"« {code[:10]} » n’est pas un code de département (exemples : 05, 2A, 974).", field=field
    )


def territories(
    codes: Sequence[str], tenant: str, field: str = "/territory_codes"
) -> tuple[str, ...]:
    """Code by code the départements concerned, once each, among those of the tenant.

    Raises UnknownTerritory, TerritoryNotCovered.
    """
    clean = tuple(code.strip().upper() for code in codes)
    if not clean or len(set(clean)) < len(clean) or any(code not in NAMES for code in clean):
        raise UnknownTerritory(
            "Le territoire est une liste de codes de département, sans répétition.", field=field
        )
    covered = covered_by(tenant)
    if not set(clean) <= set(covered):
        raise TerritoryNotCovered(
            f"Le territoire se prend parmi les départements d’ici : {', '.join(covered)}.",
            field=field,
        )
    return clean


def covered_by(code: str) -> tuple[str, ...]:
    """The départements of a tenant: itself, unless it stands for others."""
    return SPECIAL[code][1] if code in SPECIAL else (code,)


def name_of(code: str) -> str:
    return SPECIAL[code][0] if code in SPECIAL else NAMES[code]


def region_of(code: str) -> str:
    """The COG code of the région of a tenant."""
    return REGION_OF[covered_by(code)[0]]
