"""The key of the local provider: made once for a home, readable by its owner alone."""

import json
import os
import secrets
from pathlib import Path

from joserfc.jwk import KeySet, RSAKey

BITS = 2048


def signing_keys(home: Path) -> KeySet:
    """One key, the same at each start: sessions outlive a restart of the provider."""
    path = home / "provider" / "key.json"
    if not path.exists():
        key = RSAKey.generate_key(BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        write_private(path, json.dumps(key.as_dict(private=True)))
    return KeySet([RSAKey.import_key(json.loads(path.read_text()))])


def write_private(path: Path, text: str) -> None:
    """Whole or not at all; nobody else can read it, not even for a moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    unfinished.rename(path)
