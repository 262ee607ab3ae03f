"""The case files as published, and what all cases have in common when they become plans.

The files write `axis`, `etat` and `department`: here they become `axe`, `state`, `departement`.
"""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from domain.canonical import normalised
from domain.registry.facts import OrganizationKind
from services.imports.plan import PaperOrganization

STATE = "state"
DEPARTEMENT = "departement"


def case(name: str) -> dict[str, Any]:
    """A case file as it stands. Texts keep their published form."""
    text = files("infra.demo").joinpath("cases", f"{name}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(normalised(text))
    return found


def first_day(year: int) -> date:
    return date(year, 1, 1)


def last_day(year: int) -> date:
    return date(year, 12, 31)


def contracting(tenant: dict[str, Any], of_name: str) -> tuple[PaperOrganization, ...]:
    """The two parties; `of_name` is « de la Loire ». No source gives the SIRET of a préfecture."""
    return (
        PaperOrganization(
            key=STATE,
            legal_name=f"Préfecture {of_name}",
            kind=OrganizationKind.STATE_PREFECTURE,
        ),
        PaperOrganization(
            key=DEPARTEMENT,
            legal_name=f"Département {of_name}",
            kind=OrganizationKind.DEPARTEMENT,
            siret=tenant["siret"],
        ),
    )
