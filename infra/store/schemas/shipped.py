"""The migrations that come with this version: numbered SQL, statements parted by an empty line."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from infra.settings import Engine


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sha256: str
    statements: tuple[str, ...]


@cache
def shipped(engine: Engine) -> list[Migration]:
    """In order. `0002_name.postgres.sql` is for that engine alone."""
    folder = files("infra.store.schemas") / "sql"
    texts = sorted((file.name, file.read_text("utf-8")) for file in folder.iterdir())
    return [
        Migration(int(name[:4]), name, sha256(text.encode()).hexdigest(), statements(text))
        for name, text in texts
        if name.count(".") == 1 or name.endswith(f".{engine}.sql")
    ]


def statements(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())
