"""What all cases have in common when they become plans.

The files write `axis`, `etat` and `department`: here they become `axe`, `state`, `departement`.
"""

from typing import Any

from domain.registry.facts import OrganizationKind
from services.imports.plan import PaperOrganization

STATE = "state"
DEPARTEMENT = "departement"


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
