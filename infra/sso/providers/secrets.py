"""Secrets of clients, each in a file that bears the name a provider's `client_ref` says."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from infra.sso.refusals import SignInRefused

REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
LARGEST = 16_384


@dataclass(frozen=True, slots=True)
class Secrets:
    folder: Path

    def read(self, client_ref: str) -> str:
        """A secret, or a private key in PEM or as a JWK. Raises SignInRefused."""
        if not REF.fullmatch(client_ref):
            raise SignInRefused("provider-misconfigured", "client_ref")
        try:
            with (self.folder / client_ref).open(encoding="utf-8") as file:
                secret = _read_private(file.fileno(), file.read(LARGEST))
        except (OSError, UnicodeDecodeError):
            raise SignInRefused("provider-misconfigured", "secret-unreadable") from None
        if not secret:
            raise SignInRefused("provider-misconfigured", "secret-empty")
        return secret


def _read_private(descriptor: int, text: str) -> str:
    """Raises SignInRefused when others than its owner may read the file."""
    if os.fstat(descriptor).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SignInRefused("provider-misconfigured", "secret-exposed")
    return text.strip()


def folder_of(home: Path) -> Path:
    return home / "secrets"
