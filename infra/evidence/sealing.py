"""What seals in a process: the trees of this database, signed with the key of this home."""

import logging
from functools import partial

from domain.evidence import checkpoint
from domain.evidence.checkpoint import Checkpoint
from domain.evidence.merkle import TreeHead
from domain.evidence.verifier_key import VerifierKey
from domain.platform import keeping_keys
from infra.evidence import keyring
from infra.evidence.instance import instance, origin_of
from infra.store.evidence.held import held
from infra.store.evidence.trees import Tree
from infra.store.evidence.unsealed import unsealed
from infra.wiring import Wiring
from workers.sealing.seal import seal
from workers.trace import trace

logger = logging.getLogger(__name__)


def seal_log(wiring: Wiring, tenant: str, _: int = 0) -> int:
    """After a turn of the follower: how many events are new."""
    return seal_tree(wiring, tenant, Tree.LOG)


def seal_behind(wiring: Wiring) -> int:
    """Whatever the follower did not get to, and every log of looks; how many leaves are new."""
    return sum(_attempted(wiring, tenant, tree) for tenant, tree in unsealed(wiring.pool))


def _attempted(wiring: Wiring, tenant: str, tree: Tree) -> int:
    """What is wrong with one tree keeps nobody else from being sealed."""
    try:
        return seal_tree(wiring, tenant, tree)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at again
        logger.error("seal", extra={"tenant": tenant, "tree": tree, **trace(error)})  # noqa: TRY400
        return 0


def seal_tree(wiring: Wiring, tenant: str, tree: Tree) -> int:
    return seal(partial(held, wiring.pool, tenant, tree), partial(signed, wiring, tenant, tree))


def signed(wiring: Wiring, tenant: str, tree: Tree, head: TreeHead) -> bytes | None:
    """The note. None, and a line in the log, without the file of the key."""
    try:
        return note(wiring, tenant, tree, head)
    except keyring.KeyMissing as error:
        logger.error("seal", extra={"tenant": tenant, "cause": str(error)})  # noqa: TRY400
        return None


def note(wiring: Wiring, tenant: str, tree: Tree, head: TreeHead) -> bytes:
    """Signed by the key that signs now. Raises KeyMissing."""
    home = wiring.settings.home
    named = instance(wiring.platform(), home)
    key = keyring.load(home, keeping_keys.signing_key(named) or "")
    origin = origin_of(wiring, named, tenant, tree)
    own = VerifierKey(origin, key.public)
    return checkpoint.signed(Checkpoint(origin, head), own, key.sign).encode()
