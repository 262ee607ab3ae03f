"""What a home remembers about its servers, and the locks that its users share."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self


def _secret() -> str:
    return secrets.token_urlsafe(24)


@dataclass(slots=True, kw_only=True)
class State:
    """Ports of the last start (0: never started), process ids, and the passwords."""

    pg_port: int = 0
    pg_pid: int = 0
    superuser_password: str = field(default_factory=_secret)
    owner_password: str = field(default_factory=_secret)
    app_password: str = field(default_factory=_secret)
    valkey_port: int = 0
    valkey_pid: int = 0
    valkey_password: str = field(default_factory=_secret)
    secret_key: str = field(default_factory=_secret)

    @classmethod
    def load(cls, home: Path) -> Self:
        try:
            return cls(**json.loads((home / "state.json").read_text()))
        except FileNotFoundError:
            return cls()

    def save(self, home: Path) -> None:
        write_private(home / "state.json", json.dumps(asdict(self), indent=1))


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read, whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


@contextmanager
def changing(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the servers of a home."""
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def join_users(home: Path) -> int:
    """Hold the servers of a home up; the kernel lets go when this process ends, however it does."""
    descriptor = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def leave_users(descriptor: int) -> bool:
    """Let go; true when nobody else holds the servers: the caller is to stop them now.

    The exclusive lock that proves it stays with the descriptor, which the caller closes.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
