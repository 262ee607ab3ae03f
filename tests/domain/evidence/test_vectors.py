"""Values that others published: the eight leaves of Certificate Transparency, notes of Go."""

import pytest

from domain.evidence import note
from domain.evidence.checkpoint import UnknownSigner, opened, parse
from domain.evidence.frontier import Frontier
from domain.evidence.merkle import leaf_hash, root
from domain.evidence.proofs import consistency_proof, inclusion_proof
from domain.evidence.verification import verify_consistency, verify_inclusion
from domain.evidence.verifier_key import VerifierKey
from domain.evidence.verifier_key import parse as read_key
from infra.evidence.keys import SigningKey, verify
from tests.domain.evidence.grown import Sealed

LEAVES = [
    bytes.fromhex(text)
    for text in [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LEAF_6 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
FIRST_TWO = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
SECOND_TWO = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
THIRD_TWO = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
FIRST_FOUR = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
LAST_FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUSION = [
    (0, 1, []),
    (0, 8, [LEAF_1, SECOND_TWO, LAST_FOUR]),
    (5, 8, [LEAF_4, LAST_TWO, FIRST_FOUR]),
    (2, 3, [FIRST_TWO]),
    (1, 5, [LEAF_0, SECOND_TWO, LEAF_4]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [LEAF_1, SECOND_TWO, LAST_FOUR]),
    (6, 8, [THIRD_TWO, LAST_TWO, FIRST_FOUR]),
    (2, 5, [SECOND_TWO, LEAF_4]),
    (6, 7, [THIRD_TWO, LEAF_6, FIRST_FOUR]),
]


@pytest.fixture(scope="module")
def log() -> Sealed:
    grown = Sealed()
    for leaf in LEAVES:
        grown.add(leaf)
    return grown


def test_the_roots_of_the_eight_leaves(log: Sealed) -> None:
    assert [head.root.hex() for head in log.heads] == ROOTS
    assert root(map(leaf_hash, LEAVES)).hex() == ROOTS[8]
    assert Frontier().head.root.hex() == ROOTS[0]


@pytest.mark.parametrize(("index", "size", "known"), INCLUSION)
def test_known_inclusion_proofs(log: Sealed, index: int, size: int, known: list[str]) -> None:
    proof = inclusion_proof(log.subtree, index, size)
    assert [digest.hex() for digest in proof] == known
    assert verify_inclusion(leaf_hash(LEAVES[index]), index, proof, log.heads[size])


@pytest.mark.parametrize(("old", "new", "known"), CONSISTENCY)
def test_known_consistency_proofs(log: Sealed, old: int, new: int, known: list[str]) -> None:
    proof = consistency_proof(log.subtree, old, new)
    assert [digest.hex() for digest in proof] == known
    assert verify_consistency(log.heads[old], log.heads[new], proof)


# The example of the package `note` of Go, with its secret key, and the second signer there.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETERS = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCHS = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01"
    "oOTGwnWLox33WWd1RvMc+QQ=\n"
)
# A tree head that the checksum database of Go signed: the example of tlog-checkpoint
# shows its signature under another name.
GO = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_TEXT = "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
GO_SIGNED = (
    "— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q"
    "1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def test_the_note_of_the_package_of_go_is_written_byte_for_byte() -> None:
    key = SigningKey.load(bytes.fromhex(PETER_SEED))
    peter = VerifierKey("PeterNeumann", key.public)
    assert str(peter) == PETER
    assert str(read_key(PETER)) == PETER
    made = note.signed(note.Note(TEXT), peter, key.sign)
    assert made.encode().decode() == f"{TEXT}\n{PETERS}"


def test_both_signatures_of_that_note_hold() -> None:
    received = note.parse(f"{TEXT}\n{PETERS}{ENOCHS}".encode())
    peter, enoch = read_key(PETER), read_key(ENOCH)
    assert note.signers(received, [enoch, peter], verify) == [peter, enoch]
    assert note.signers(received, [peter], verify) == [peter]
    assert received.encode().decode() == f"{TEXT}\n{PETERS}{ENOCHS}"


def test_a_checkpoint_of_the_checksum_database_of_go_holds() -> None:
    data = f"{GO_TEXT}\n{GO_SIGNED}".encode()
    received, key = note.parse(data), read_key(GO)
    assert note.signers(received, [key], verify) == [key]
    checkpoint = parse(received.text)
    assert (checkpoint.origin, checkpoint.head.size) == ("go.sum database tree", 20_852_163)
    assert checkpoint.text == GO_TEXT
    # Its key is not named as its log is, which the page only recommends. Ours are.
    with pytest.raises(UnknownSigner):
        opened(data, [key], verify)
