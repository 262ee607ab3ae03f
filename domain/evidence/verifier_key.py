"""Public Ed25519 keys as those who check notes hold them (c2sp.org/signed-note, « vkey » of Go)."""

import re
from dataclasses import dataclass
from hashlib import sha256

from domain.errors import Invalid
from domain.evidence import strict_base64

ED25519 = b"\x01"
PUBLIC_KEY_SIZE = 32
KEY_ID_SIZE = 4
# No space, plus, control character or lone surrogate.
NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")


class InvalidVerifierKey(Invalid):
    code = "invalid-verifier-key"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """`name`: of a log, its origin. `public`: 32 bytes (RFC 8032 §5.1.5).

    Raises InvalidVerifierKey.
    """

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise InvalidVerifierKey("Un nom de clé n’a ni espace ni « + ».")
        if len(self.public) != PUBLIC_KEY_SIZE:
            raise InvalidVerifierKey(f"Une clé publique compte {PUBLIC_KEY_SIZE} octets.")

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ 0x0a ‖ 0x01 ‖ public), its first 4 bytes: a label, not a fingerprint."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_SIZE]

    def __str__(self) -> str:
        key = strict_base64.encode(ED25519 + self.public)
        return f"{self.name}+{self.key_id.hex()}+{key}"


def is_name(text: str) -> bool:
    return NAME.fullmatch(text) is not None


def parse(text: str) -> VerifierKey:
    """Read `name+key id in hex+base64(0x01 ‖ public key)`. Raises InvalidVerifierKey."""
    name, _, rest = text.partition("+")
    try:
        data = strict_base64.decode(rest.partition("+")[2])
    except ValueError as error:
        raise InvalidVerifierKey("Cette clé publique est mal recopiée.") from error
    key = VerifierKey(name, data[1:])
    if str(key) != text:
        raise InvalidVerifierKey("Cette clé publique est mal recopiée, ou n’est pas Ed25519.")
    return key
