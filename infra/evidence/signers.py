"""Who signed for a log, and from when to when: at its hosts before, then here."""

from collections.abc import Iterable
from typing import cast

from domain.evidence.verifier_key import VerifierKey
from domain.platform.instance import INSTANCE, Instance
from infra.evidence.instance import origin_of
from infra.store.connections.names import roles_of
from infra.store.events.mapper import to_event
from infra.store.events.stored import LogRow
from infra.store.evidence.signers import Signer, elsewhere
from infra.store.evidence.trees import Tree
from infra.wiring import Wiring
from services.pactes import Pactes


def signers(platform: Pactes, before: Iterable[Signer]) -> list[Signer]:
    """Those of `before`, then our own; a key that came back with the log stands as it does here.

    Raises NotFound where nothing was sealed yet.
    """
    own = _own(platform)
    known = {each.public_key for each in own}
    return [*(each for each in before if each.public_key not in known), *own]


def keys_of(wiring: Wiring, tenant: str, tree: Tree) -> list[VerifierKey]:
    """All that ever signed for that tree, under its name, wherever it was."""
    platform = wiring.platform()
    origin = origin_of(wiring, _named(platform), tenant, tree)
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        before = elsewhere(connection, tenant)
    return [key_of(each, origin) for each in signers(platform, before)]


def key_of(signer: Signer, origin: str) -> VerifierKey:
    return VerifierKey(origin, bytes.fromhex(signer.public_key))


def _own(platform: Pactes) -> list[Signer]:
    """As the platform's log says, in the order of their introduction."""
    instance, found = _named(platform).instance_id, dict[str, Signer]()
    for row in platform.recorder.select_events(INSTANCE):
        event, at = to_event(cast("LogRow", row)), cast("LogRow", row).recorded_at
        if isinstance(event, Instance.EvidenceKeyIntroduced):
            found[event.public_key] = Signer(event.public_key, instance, at, None)
        elif isinstance(event, Instance.EvidenceKeyRetired):
            found[event.public_key] = found[event.public_key]._replace(until=at)
    return list(found.values())


def _named(platform: Pactes) -> Instance:
    return platform.load_short(Instance, INSTANCE)
