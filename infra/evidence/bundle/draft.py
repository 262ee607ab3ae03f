"""A folder that is whole or not there: written under another name, measured while it is written."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from domain.canonical import encode
from domain.errors import RuleBroken
from infra.sink import Sink

PREFIX, SUFFIX = ".pacte-audit-", ".part"


class BundleExists(RuleBroken):
    code = "bundle-exists"


@dataclass
class Draft:
    """`files`: bytes and SHA-256 of each that is written, by name."""

    folder: Path
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def file(self, name: str) -> Iterator[Sink]:
        path = self.folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            sink = Sink(file)
            yield sink
            file.flush()
            os.fsync(descriptor)
        self.files[name] = {"bytes": sink.size, "sha256": sink.sha256}

    def write(self, name: str, data: bytes) -> None:
        with self.file(name) as sink:
            sink.write(data)

    def json(self, name: str, value: object) -> None:
        self.write(name, encode(value) + b"\n")


@contextmanager
def drafted(target: Path) -> Iterator[Draft]:
    """Readable by its owner alone. Raises BundleExists, OSError."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.path.lexists(target):
        raise BundleExists(f"{target} existe déjà, et n’est pas remplacé.")
    with _begun(target.parent) as folder:
        try:
            yield Draft(folder)
            folder.rename(target)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


@contextmanager
def _begun(parent: Path) -> Iterator[Path]:
    """A new folder, held as long as its writer lives; what a dead one left there is taken away."""
    with _held(parent, wait=True):
        for left in parent.glob(f"{PREFIX}*{SUFFIX}"):
            _clear(left)
        folder = Path(mkdtemp(dir=parent, prefix=PREFIX, suffix=SUFFIX))
        holding = _open(folder)
        fcntl.flock(holding, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        os.close(holding)


def _clear(left: Path) -> None:
    """Only a folder of our own account that nobody holds any more."""
    try:
        with _held(left, wait=False) as descriptor:
            if os.fstat(descriptor).st_uid == os.geteuid():
                shutil.rmtree(left, ignore_errors=True)
    except OSError:
        return


@contextmanager
def _held(folder: Path, *, wait: bool) -> Iterator[int]:
    """Raises OSError, BlockingIOError where it is held and nobody waits."""
    descriptor = _open(folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield descriptor
    finally:
        os.close(descriptor)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
