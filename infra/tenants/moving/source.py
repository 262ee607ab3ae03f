"""The lines of a file that moves a tenant, one after the other, and their hash."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from domain.errors import Invalid
from infra.tenants.moving.header import Trailer

LONGEST_LINE = 1 << 24
T = TypeVar("T")


class FileRefused(Invalid):
    """It is not, or not any more, what an export wrote: nothing of it is taken in."""

    code = "move-file-refused"


class Source:
    """`number`: of the line that was read last. Raises FileRefused."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed
        self._hash = sha256()
        self.number = 0

    def line(self) -> bytes:
        line = self._read()
        self._hash.update(line)
        return line[:-1]

    def decoded(self, decoder: "msgspec.json.Decoder[T]") -> T:
        return self.parsed(self.line(), decoder)

    def parsed(self, line: bytes, decoder: "msgspec.json.Decoder[T]") -> T:
        try:
            return decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise self.refused("elle n’a pas la forme attendue") from error

    def end(self) -> None:
        """The last line holds the hash of those before, and nothing follows it."""
        known = self._hash.hexdigest()
        trailer = self.parsed(self._read()[:-1], msgspec.json.Decoder(Trailer))
        if trailer.sha256 != known:
            raise FileRefused(
                "Le fichier n’est plus celui qui a été écrit : son empreinte diffère."
            )
        if self._packed.read(1):
            raise FileRefused("Le fichier continue après sa fin.")

    def refused(self, why: str) -> FileRefused:
        return FileRefused(f"Ligne {self.number} du fichier : {why}.")

    def _read(self) -> bytes:
        self.number += 1
        line = self._packed.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise FileRefused(
                f"Le fichier s’arrête à la ligne {self.number} : sa copie, ou son écriture, a été "
                "interrompue."
            )
        return line


def fingerprint(path: Path) -> str:
    """Of the file as it lies there, in hex: what the old host noted. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Raises FileRefused, or OSError for what cannot be read at all."""
    try:
        with gzip.open(path, "rb") as packed:
            yield Source(packed)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRefused(
            "Le fichier est abîmé ou incomplet : copiez-le de nouveau depuis son premier hébergeur."
        ) from error
