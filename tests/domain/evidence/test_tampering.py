"""Every byte of what a reader is handed: leaf, proof, roots, checkpoint. Each altered one is seen.

Each test counts what it tried and what was refused: n of n.
"""

from collections.abc import Iterator, Sequence

import pytest

from domain.errors import RuleBroken
from domain.evidence import note
from domain.evidence.checkpoint import Checkpoint, opened, origin, signed
from domain.evidence.merkle import TreeHead, leaf_hash
from domain.evidence.proofs import consistency_proof, inclusion_proof
from domain.evidence.verification import verify_consistency, verify_inclusion
from domain.evidence.verifier_key import VerifierKey
from domain.evidence.verifier_key import parse as read_key
from infra.evidence.keys import SigningKey, verify
from tests.domain.evidence.grown import Sealed, entry, sealed
from tests.domain.evidence.test_checkpoint import INSTANCE, KEY, LOZERE, LOZERE_NEXT, NEXT

SIZES = [1, 2, 3, 5, 8, 13, 21]
ORIGIN = origin(INSTANCE, "48")


def flipped(data: bytes) -> Iterator[bytes]:
    """Each bit of each byte in turn."""
    for at in range(len(data)):
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def bent(proof: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Bits flipped; hashes dropped, doubled, cut, grown, swapped; something put before or after."""
    for at, digest in enumerate(proof):
        others = [*proof[:at]], [*proof[at + 1 :]]
        for wrong in [*flipped(digest), digest[:-1], digest + b"\x00", b""]:
            yield [*others[0], wrong, *others[1]]
        yield [*others[0], *others[1]]
        yield [*others[0], digest, digest, *others[1]]
    for at in range(len(proof) - 1):
        yield [*proof[:at], proof[at + 1], proof[at], *proof[at + 2 :]]
    yield [*proof, b""]
    yield [b"", *proof]
    yield [*proof, leaf_hash(b"more")]
    yield [leaf_hash(b"more"), *proof]


@pytest.fixture(scope="module")
def log() -> Sealed:
    return sealed(max(SIZES))


def test_no_altered_inclusion_holds(log: Sealed) -> None:
    tried = refused = 0
    for size in SIZES:
        head = log.heads[size]
        for index in range(size):
            leaf = leaf_hash(entry(index))
            proof = inclusion_proof(log.subtree, index, size)
            assert verify_inclusion(leaf, index, proof, head)
            altered = [
                *((wrong, proof, head) for wrong in flipped(leaf)),
                *((leaf, proof, TreeHead(size, wrong)) for wrong in flipped(head.root)),
                *((leaf, wrong, head) for wrong in bent(proof)),
                *((leaf, proof, TreeHead(wrong, head.root)) for wrong in (0, -size, size << 1)),
                (leaf + b"\x00", proof, head),
                (leaf, proof, TreeHead(size, b"")),
            ]
            tried += len(altered)
            refused += sum(not verify_inclusion(a, index, b, c) for a, b, c in altered)
    assert tried == refused == 77_865


def test_no_altered_consistency_holds(log: Sealed) -> None:
    tried = refused = 0
    for new in (log.heads[size] for size in SIZES):
        for old in log.heads[: new.size + 1]:
            proof = consistency_proof(log.subtree, old.size, new.size)
            assert verify_consistency(old, new, proof)
            altered = [(old, new, wrong) for wrong in bent(proof)]
            altered += [(TreeHead(old.size, wrong), new, proof) for wrong in flipped(old.root)]
            if old.size:  # the empty tree begins every tree
                altered += [(old, TreeHead(new.size, wrong), proof) for wrong in flipped(new.root)]
                altered += [(TreeHead(0, old.root), new, proof), (old, new, [*proof, old.root])]
            if old.size < new.size:
                altered += [(new, old, proof), (TreeHead(-1, old.root), new, proof)]
            tried += len(altered)
            refused += sum(not verify_consistency(a, b, c) for a, b, c in altered)
    assert tried == refused == 74_922


def test_two_roots_of_one_size_are_a_fork() -> None:
    one, other = sealed(9), sealed(8)
    other.add(b"another ninth event")
    assert verify_consistency(one.heads[8], other.heads[9], consistency_proof(other.subtree, 8, 9))
    assert not verify_consistency(one.heads[9], other.heads[9], [])
    other.add(b"tenth")
    bridge = consistency_proof(other.subtree, 9, 10)
    assert not verify_consistency(one.heads[9], other.heads[10], bridge)


def test_a_log_that_was_cut_or_whose_events_were_swapped_has_another_root() -> None:
    entries = [entry(index) for index in range(12)]
    honest = sealed(12)
    stories = [entries[:11], entries[:5] + entries[6:], [*entries[:3], b"forged", *entries[4:]]]
    stories += [
        [*entries[:at], entries[at + 1], entries[at], *entries[at + 2 :]] for at in range(11)
    ]
    for story in stories:
        told = Sealed()
        for data in story:
            told.add(data)
        assert told.frontier.head not in honest.heads[12:]


def test_no_altered_checkpoint_is_opened() -> None:
    head = sealed(21).frontier.head
    checkpoint = Checkpoint(ORIGIN, head)
    data = signed(checkpoint, LOZERE, KEY.sign).encode()
    assert opened(data, [LOZERE], verify) == checkpoint
    wrongs = [*flipped(data), *(data[:length] for length in range(len(data)))]
    wrongs += [data + b"\n", data + b"x", b"\n" + data, data + data, data.replace(b"\n", b"\r\n")]
    wrongs += [data[:at] + data[at + 1 :] for at in range(len(data))]
    codes = [refusal(wrong, LOZERE) for wrong in wrongs if wrong != data]
    assert len(codes) == len(data) * 10 + 5
    assert set(codes) == {"malformed-note", "false-signature", "unknown-signer"}


def test_of_two_signatures_an_altered_one_counts_no_more() -> None:
    """A line with another name or key id is of an unknown key; the text stays what was signed."""
    twice = note.signed(
        signed(Checkpoint(ORIGIN, sealed(3).frontier.head), LOZERE, KEY.sign),
        LOZERE_NEXT,
        NEXT.sign,
    )
    tried = seen = 0
    for wrong in flipped(twice.encode()):
        tried += 1
        try:
            received = note.parse(wrong)
            known = note.signers(received, [LOZERE, LOZERE_NEXT], verify)
        except RuleBroken:
            seen += 1
        else:
            seen += len(known) < 2 and (received.text == twice.text or not known)
    assert tried == seen == len(twice.encode()) * 8


def test_no_altered_verifier_key_is_read_as_another() -> None:
    text = str(LOZERE)
    for wrong in flipped(text.encode()):
        with pytest.raises((RuleBroken, UnicodeDecodeError)):
            read_key(wrong.decode())


def refusal(data: bytes, key: VerifierKey) -> str:
    """The code; empty when the note was opened."""
    try:
        opened(data, [key], verify)
    except RuleBroken as broken:
        return broken.code
    return ""


def test_another_key_of_the_same_name_opens_nothing() -> None:
    data = signed(Checkpoint(ORIGIN, sealed(3).frontier.head), LOZERE, KEY.sign).encode()
    stranger = VerifierKey(ORIGIN, SigningKey.generate().public)
    assert refusal(data, stranger) == "unknown-signer"
