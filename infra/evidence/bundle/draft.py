"""A folder that is whole or not there: written under another name, measured while it is written."""

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
    folder = Path(mkdtemp(dir=target.parent, prefix=f".{target.name}-", suffix=".part"))
    try:
        yield Draft(folder)
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
