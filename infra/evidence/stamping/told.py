"""What can be said of when a checkpoint was there: by an authority's clock, or not at all."""

from datetime import UTC
from typing import Any

from infra.store.connections.held import Held
from infra.store.connections.names import schema_of
from infra.store.evidence import time_stamps
from infra.store.evidence.time_stamps import Said, Status
from infra.typography import french
from infra.wiring import Wiring

NONE = "none"
TEXTS = {
    NONE: "Aucun horodatage par un tiers.",
    Status.PENDING: "Horodatage en attente.",
    Status.REFUSED: "Horodatage refusé par l’autorité.",
}


def told(wiring: Wiring, connection: Held, tenant: str, size: int) -> dict[str, Any]:
    """Of the first `size` events: a stamp of more of them holds for these too."""
    found = time_stamps.covering(connection, schema_of(tenant), size)
    if found is None or (found.status is Status.PENDING and not wiring.settings.tsa_url):
        status = Status.PENDING if wiring.settings.tsa_url else NONE
        return _shown(status, TEXTS[status])
    if found.at is None:
        return _shown(found.status, TEXTS[found.status])
    return _shown(found.status, _sentence(found), found)


def unasked() -> dict[str, Any]:
    """Of what no authority is ever asked about."""
    return _shown(NONE, TEXTS[NONE])


def _shown(status: str, text: str, found: Said | None = None) -> dict[str, Any]:
    return {
        "status": status,
        "size": found.size if found else None,
        "at": found.at if found else None,
        "authority": found.authority if found else None,
        "text": text,
    }


def _sentence(found: Said) -> str:
    """The time is the authority's own."""
    at = found.at.astimezone(UTC) if found.at else None
    return french(
        f"Horodaté par « {found.authority} » le {at:%d/%m/%Y à %H:%M:%S} UTC, avec le journal "
        f"jusqu’à la position {found.size}."
    )
