"""The installation as the platform's log knows it: named, and given a key, by the first seal."""

from pathlib import Path
from uuid import uuid4

from eventsourcing.persistence import IntegrityError

from domain.errors import NotFound
from domain.evidence import checkpoint
from domain.platform import keeping_keys
from domain.platform.instance import INSTANCE, Instance
from infra.evidence import keyring
from infra.evidence.house import by_the_house
from infra.store.connections.names import roles_of
from infra.store.evidence.signers import began_at
from infra.store.evidence.trees import Tree
from infra.wiring import Wiring
from services.pactes import Pactes


def instance(platform: Pactes, home: Path) -> Instance:
    """As it stands; two processes that are first at once find the same one."""
    while True:
        try:
            return platform.load_short(Instance, INSTANCE)
        except NotFound:
            _found(platform, home)


def origin_of(wiring: Wiring, named: Instance, tenant: str, tree: Tree) -> str:
    """The name of a tree in checkpoints, by where it began; the looks have one of their own."""
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).follow) as connection:
        began = began_at(connection, tenant)
    of_log = checkpoint.origin(began or named.instance_id, tenant)
    return of_log if tree is Tree.LOG else f"{of_log}/{tree}"


def rotate(platform: Pactes, home: Path) -> str:
    """A new key takes over, every other one is retired; the new one's public half, in hex."""
    named = instance(platform, home)
    public = keyring.create(home)
    keeping_keys.introduce_key(named, public)
    for key in tuple(named.keys):
        if key != public:
            keeping_keys.retire_key(named, key)
    platform.save(named, context=by_the_house("rotation"))
    return public


def _found(platform: Pactes, home: Path) -> None:
    named = keeping_keys.name_instance(uuid4())
    keeping_keys.introduce_key(named, keyring.create(home))
    try:
        platform.save(named, context=by_the_house("founding"))
    except IntegrityError:
        return
