"""The key of the local provider: made once for a home, readable by its owner alone."""

import json
from pathlib import Path

from joserfc.jwk import KeySet, RSAKey

from infra.kept import kept

BITS = 2048


def signing_keys(home: Path) -> KeySet:
    """One key, the same at each start: sessions outlive a restart of the provider."""
    text = kept(home / "provider" / "key.json", _new_key)
    return KeySet([RSAKey.import_key(json.loads(text))])


def _new_key() -> str:
    key = RSAKey.generate_key(BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    return json.dumps(key.as_dict(private=True))
