"""The public keys of a log, and from when to when each signed, here or where it was before."""

from typing import Any

from infra.evidence.signers import key_of, signers
from infra.store.connections.held import Held
from infra.store.evidence.signers import elsewhere
from services.pactes import Pactes


def keys_of(connection: Held, platform: Pactes, tenant: str, origin: str) -> list[dict[str, Any]]:
    """In the order in which they signed; `until` None: it signs still."""
    return [
        {"key": str(key_of(each, origin)), "since": each.since, "until": each.until}
        for each in signers(platform, elsewhere(connection, tenant))
    ]
