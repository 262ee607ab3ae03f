"""Ed25519: the vectors of RFC 8032, and nothing that shows the secret."""

import pytest

from infra.evidence.keys import SigningKey, verify

# RFC 8032 §7.1, test 2.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
MESSAGE = b"\x72"


def test_the_vector_of_the_rfc() -> None:
    key = SigningKey.load(SEED)
    assert (key.seed, key.public) == (SEED, PUBLIC)
    assert key.sign(MESSAGE) == SIGNATURE
    assert verify(PUBLIC, SIGNATURE, MESSAGE)


def test_two_keys_are_two() -> None:
    one, other = SigningKey.generate(), SigningKey.generate()
    assert one.seed != other.seed
    assert verify(one.public, one.sign(MESSAGE), MESSAGE)
    assert not verify(other.public, one.sign(MESSAGE), MESSAGE)


@pytest.mark.parametrize("public", [b"", PUBLIC[1:], PUBLIC + b"\x00", b"\xff" * 32, bytes(32)])
def test_what_is_no_key_verifies_nothing(public: bytes) -> None:
    assert not verify(public, SIGNATURE, MESSAGE)


@pytest.mark.parametrize("signature", [b"", SIGNATURE[1:], SIGNATURE + b"\x00", bytes(64)])
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    assert not verify(PUBLIC, signature, MESSAGE)


@pytest.mark.parametrize("seed", [b"", SEED[1:], SEED + b"\x00"])
def test_a_seed_has_32_bytes(seed: bytes) -> None:
    with pytest.raises(ValueError, match="32"):
        SigningKey.load(seed)


def test_the_secret_is_not_shown() -> None:
    key = SigningKey.load(SEED)
    assert repr(key) == "SigningKey()"
