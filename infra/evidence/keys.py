"""Ed25519 (RFC 8032) by the library `cryptography`: the keys that sign checkpoints."""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """Shows its secret in no trace or log."""

    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> "SigningKey":
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, seed: bytes) -> "SigningKey":
        """From its 32 secret bytes (RFC 8032 §5.1.5). Raises ValueError."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, to be kept where only the owner reads."""
        return self.private.private_bytes_raw()

    @property
    def public(self) -> bytes:
        """32 bytes, for everybody."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same for the same message."""
        return self.private.sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Never raises: what is no key or no signature verifies nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
