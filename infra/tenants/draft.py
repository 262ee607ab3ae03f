"""A file that is whole or has no name: written hidden, on the disk before it is named.

What an earlier run that was killed left behind is removed: nobody holds its lock any more.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from infra.sink import Sink

PREFIX, SUFFIX = ".export-", ".part"


@dataclass(slots=True)
class Draft:
    sink: Sink
    _hidden: Path

    def name(self, name: str) -> Path:
        """From now on it is there, also after a power cut. Raises OSError."""
        path = self._hidden.with_name(name)
        self._hidden.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return path


@contextmanager
def drafted(folder: Path) -> Iterator[Draft]:
    """Readable by its owner alone; gone at the end unless it got a name. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=PREFIX, suffix=SUFFIX, delete=False) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _clean(folder)
        hidden = Path(file.name)
        try:
            yield Draft(Sink(file), hidden)
        finally:
            hidden.unlink(missing_ok=True)


def _clean(folder: Path) -> None:
    for path in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
