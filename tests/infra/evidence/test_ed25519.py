"""The verifier's own Ed25519, against RFC 8032 and the library that signs."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from infra.evidence.keys import SigningKey, verify
from infra.evidence.pacte_verify import ORDER, PRIME, ed25519

# RFC 8032 §7.1: public key, message, signature.
VECTORS = {
    "1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
            "b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
            "1d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
            "c6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fe"
            "ebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431"
            "e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
}
# Every point whose order divides 8, and y = 1 and y = -1 written beyond the prime.
SMALL = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)
SEEDS = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_the_rfc(name: str) -> None:
    public, message, signature = map(bytes.fromhex, VECTORS[name])
    assert ed25519(public, signature, message)
    assert verify(public, signature, message)
    assert not ed25519(public, signature, message + b"\x00")


@given(SEEDS, st.binary(max_size=200))
def test_what_the_library_signs_is_signed(seed: bytes, message: bytes) -> None:
    key = SigningKey.load(seed)
    assert ed25519(key.public, key.sign(message), message)


@given(SEEDS, st.binary(max_size=50), st.integers(0, 95), st.integers(1, 255))
def test_one_other_byte_is_refused_as_by_the_library(
    seed: bytes, message: bytes, at: int, by: int
) -> None:
    key = SigningKey.load(seed)
    both = bytearray(key.public + key.sign(message))
    both[at] ^= by
    public, signature = bytes(both[:32]), bytes(both[32:])
    assert not ed25519(public, signature, message)
    assert not verify(public, signature, message)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_any_bytes_are_judged_as_by_the_library(public: bytes, signature: bytes) -> None:
    assert ed25519(public, signature, b"m") == verify(public, signature, b"m")


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_any_length_is_judged(public: bytes, signature: bytes) -> None:
    assert not ed25519(public, signature, b"m")


def test_a_scalar_has_one_encoding() -> None:
    private = Ed25519PrivateKey.generate()
    public, signature = private.public_key().public_bytes_raw(), private.sign(b"m")
    again = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    assert ed25519(public, signature, b"m")
    assert not ed25519(public, signature[:32] + again, b"m")


@pytest.mark.parametrize("point", SMALL)
def test_a_key_of_small_order_signs_nothing(point: str) -> None:
    """With such a key R = A and S = 0 would stand under one message in eight, or under any."""
    public = bytes.fromhex(point)
    for one in SMALL:
        for number in range(8):
            assert not ed25519(public, bytes.fromhex(one) + bytes(32), b"%d" % number)


def test_a_point_has_one_encoding() -> None:
    """The number y + p is y: only the smaller one is read."""
    for y in range(19):
        assert not ed25519((y + PRIME).to_bytes(32, "little"), bytes(64), b"m")
