"""Sealing the logs of a real database, against trees made from what is stored."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread
from typing import NamedTuple
from uuid import UUID

import pytest

from domain.evidence import checkpoint, note
from domain.evidence.merkle import TreeHead, leaf_hash, root
from domain.evidence.verification import verify_consistency, verify_inclusion
from domain.evidence.verifier_key import VerifierKey
from domain.platform.instance import INSTANCE, Instance
from domain.platform.keeping_keys import signing_key
from infra.evidence import keyring
from infra.evidence.instance import instance, origin_of, rotate
from infra.evidence.keys import verify
from infra.evidence.sealing import seal_behind, seal_log, seal_tree
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of
from infra.store.evidence import checkpoints, proofs
from infra.store.evidence.checkpoints import Sealed
from infra.store.evidence.leaves import leaves
from infra.store.evidence.trees import Tree
from infra.store.watch import looks
from infra.wiring import Wiring
from tests.departement import PREFET, Departement
from tests.post import open_post
from tests.servers import Database

PLACE = "t_48"


class Site(NamedTuple):
    wiring: Wiring
    lozere: Departement


@pytest.fixture
def site(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Site]:
    with open_post(database, redis_url, tmp_path) as post:
        yield Site(post.wiring, Departement(post.wiring).found())


@pytest.fixture
def web(site: Site) -> Iterator[Held]:
    with site.wiring.pool.checkout(roles_of(site.wiring.pool.database, "48").web) as connection:
        yield connection


def stored(web: Held, tree: Tree = Tree.LOG) -> list[bytes]:
    return [leaf_hash(data) for data in leaves(web, "48", tree, after=0, limit=10_000)]


def signed(web: Held, tree: Tree = Tree.LOG) -> list[Sealed]:
    """Every checkpoint, the oldest first."""
    found, size = [], 1
    while one := checkpoints.covering(web, PLACE, tree, size):
        found.append(one)
        size = one.size + 1
    return found


def keys_of(wiring: Wiring, tree: Tree = Tree.LOG) -> list[VerifierKey]:
    named = wiring.platform().load_short(Instance, INSTANCE)
    origin = origin_of(wiring, named, "48", tree)
    return [VerifierKey(origin, bytes.fromhex(key)) for key in named.keys]


def opened(wiring: Wiring, sealed: Sealed, tree: Tree = Tree.LOG) -> TreeHead:
    return checkpoint.opened(sealed.note, keys_of(wiring, tree), verify).head


def look() -> looks.Look:
    return looks.Look(
        person_id=PREFET,
        home="platform",
        role="commissioner",
        grant_id=None,
        query="read_convention",
        subject=UUID(int=7),
        moment=None,
        correlation_id=UUID(int=8),
    )


def test_a_checkpoint_is_the_root_of_what_is_stored(site: Site, web: Held) -> None:
    site.lozere.join()
    assert seal_log(site.wiring, "48") == len(stored(web))
    site.lozere.open_round()
    seal_log(site.wiring, "48")
    hashes, heads = stored(web), [opened(site.wiring, one) for one in signed(web)]
    assert [head.size for head in heads][-1] == len(hashes)
    for head in heads:
        assert head.root == root(hashes[: head.size])
    for old, new in pairwise(heads):
        proof = proofs.consistency(web, PLACE, Tree.LOG, old.size, new.size)
        assert verify_consistency(old, new, proof)


def test_every_event_is_proved(site: Site, web: Held) -> None:
    site.lozere.open_round()
    seal_log(site.wiring, "48")
    [sealed] = signed(web)
    head, hashes = opened(site.wiring, sealed), stored(web)
    for index, leaf in enumerate(hashes):
        proof = proofs.inclusion(web, PLACE, Tree.LOG, index + 1, head.size)
        assert verify_inclusion(leaf, index, proof, head)
        assert not verify_inclusion(hashes[index - 1], index, proof, head)


def test_sealing_again_changes_nothing(site: Site, web: Held) -> None:
    seal_log(site.wiring, "48")
    before = signed(web)
    assert seal_log(site.wiring, "48") == 0
    assert signed(web) == before


def test_what_nobody_woke_the_follower_for_is_sealed_by_the_sweep(site: Site, web: Held) -> None:
    looks.record(site.wiring.pool, ["48"], look())
    assert seal_behind(site.wiring) > 0
    [sealed] = signed(web, Tree.ACCESS)
    assert opened(site.wiring, sealed, Tree.ACCESS) == TreeHead(1, *stored(web, Tree.ACCESS))
    seal_behind(site.wiring)
    assert seal_behind(site.wiring) == 0


def test_the_key_of_the_events_says_nothing_of_the_looks(site: Site, web: Held) -> None:
    looks.record(site.wiring.pool, ["48"], look())
    seal_behind(site.wiring)
    [sealed] = signed(web, Tree.ACCESS)
    with pytest.raises(checkpoint.UnknownSigner):
        checkpoint.opened(sealed.note, keys_of(site.wiring, Tree.LOG), verify)


def test_two_at_once_seal_once(site: Site, web: Held) -> None:
    site.lozere.open_round()
    together, counted = Barrier(4), []

    def one() -> None:
        together.wait(10)
        counted.append(seal_tree(site.wiring, "48", Tree.LOG))

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counted) == len(stored(web))
    assert opened(site.wiring, signed(web)[-1]).root == root(stored(web))


def test_a_new_key_takes_over_and_the_old_one_still_verifies(site: Site, web: Held) -> None:
    seal_log(site.wiring, "48")
    old = signing_key(instance(site.wiring.platform(), site.wiring.settings.home))
    new = rotate(site.wiring.platform(), site.wiring.settings.home)
    site.lozere.open_round()
    seal_log(site.wiring, "48")
    first, *_, last = signed(web)
    [of_old, of_new] = keys_of(site.wiring)
    assert (of_old.public.hex(), of_new.public.hex()) == (old, new)
    assert note.signers(note.parse(first.note), [of_old, of_new], verify) == [of_old]
    assert note.signers(note.parse(last.note), [of_old, of_new], verify) == [of_new]


def test_without_its_key_the_tree_grows_and_waits_to_be_signed(site: Site, web: Held) -> None:
    named = instance(site.wiring.platform(), site.wiring.settings.home)
    public = str(signing_key(named))
    path = keyring.folder_of(site.wiring.settings.home) / f"{public}.key"
    aside = path.rename(path.with_suffix(".aside"))
    assert seal_log(site.wiring, "48") == len(stored(web))
    assert signed(web) == []
    aside.rename(path)
    assert seal_behind(site.wiring) >= 0
    assert opened(site.wiring, signed(web)[-1]).root == root(stored(web))


def test_a_file_with_another_key_signs_nothing(site: Site, web: Held) -> None:
    home = site.wiring.settings.home
    public = str(signing_key(instance(site.wiring.platform(), home)))
    other = keyring.create(home)
    folder = keyring.folder_of(home)
    (folder / f"{other}.key").replace(folder / f"{public}.key")
    seal_log(site.wiring, "48")
    assert signed(web) == []


def test_keys_are_readable_by_their_owner_alone(site: Site) -> None:
    instance(site.wiring.platform(), site.wiring.settings.home)
    folder = keyring.folder_of(site.wiring.settings.home)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
