"""Keys of a provider that may verify: public, strong enough, for an algorithm that was agreed."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey, import_key

from domain.sso.configuring import ALGORITHMS

SMALLEST_RSA = 2048
SHORTEST_N = 340
PUBLIC = ("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y")


def usable(document: Mapping[str, Any], algorithms: Sequence[str]) -> KeySet:
    """Possibly none. Secret keys are never among them, so no public key can pass for a secret."""
    listed = document.get("keys")
    found = [_key(entry, algorithms) for entry in listed] if isinstance(listed, list) else []
    return KeySet([key for key in found if key is not None])


def _key(entry: object, algorithms: Sequence[str]) -> Key | None:
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    if not isinstance(entry.get("kid"), str) or not _fits(entry, algorithms):
        return None
    if entry["kty"] == "RSA" and len(str(entry.get("n"))) < SHORTEST_N:
        return None  # joserfc would only warn
    public = {name: value for name, value in entry.items() if name in PUBLIC}
    with suppress(JoseError, ValueError, TypeError, KeyError):
        key = import_key(public)
        if isinstance(key, ECKey):
            return key
        if isinstance(key, RSAKey) and key.public_key.key_size >= SMALLEST_RSA:
            return key
    return None


def _fits(entry: Mapping[str, Any], algorithms: Sequence[str]) -> bool:
    named = entry.get("alg")
    return any(
        ALGORITHMS.get(algorithm)
        in ((entry.get("kty"), None), (entry.get("kty"), entry.get("crv")))
        for algorithm in algorithms
        if named is None or named == algorithm
    )
