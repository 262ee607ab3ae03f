"""PostgreSQL refuses to run as root: then it runs as another account that can reach its files."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.refusal import ServersRefused


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """None when this process is not root and servers simply run as it does."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServersRefused(
        "PostgreSQL ne démarre pas sous root et ni le compte postgres ni le compte nobody "
        "n’existe\u00a0: créez l’un des deux (useradd --system postgres) ou lancez pacte sous un "
        "compte ordinaire."
    )


def can(account: Account | None, access: str, path: Path) -> bool:
    """Whether the account may reach a path: `access` is a letter of test(1), `x` or `r`."""
    if account is None:
        return os.access(path, {"x": os.X_OK, "r": os.R_OK}[access])
    asked = subprocess.run(  # noqa: S603 - fixed program, our own path
        ["/bin/sh", "-c", f'test -{access} "$0"', str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return asked.returncode == 0


def give_folder(folder: Path, account: Account | None) -> None:
    """Create a private folder for the account. Raises ServersRefused when it cannot get there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account is None:
        return
    try:
        os.chown(folder, account.uid, account.gid)
    except OSError as error:
        # A container that knows one account only.
        raise ServersRefused(
            f"PostgreSQL ne démarre pas sous root, et root ne peut pas ici agir sous le compte "
            f"{account.name} ({error.strerror}). Lancez pacte sous un compte ordinaire, ou "
            "indiquez un serveur dans DATABASE_URL et DATABASE_OWNER_URL."
        ) from error
    if not can(account, "x", folder):
        raise ServersRefused(
            f"Le compte {account.name}, sous lequel PostgreSQL tourne quand pacte est lancé par "
            f"root, ne peut pas entrer dans {folder}. Choisissez dans PACTE_HOME un dossier dont "
            "les parents sont ouverts à tous (chmod o+x), par exemple /var/lib/pacte."
        )


def reachable_bin(folder: Path, account: Account | None, home: Path) -> Path:
    """The same programs where the account can run them: copied once into the home if need be."""
    if can(account, "x", folder / "postgres"):
        return folder
    install = folder.resolve().parent
    if not (install / "share").is_dir():
        raise ServersRefused(
            f"{folder}/postgres ne peut pas être lancé sous le compte qui doit le faire tourner. "
            "Indiquez dans PACTE_PG_BIN un PostgreSQL ouvert à tous."
        )
    built = (folder / "postgres").stat()
    copy = home / "programs" / f"{built.st_size}-{built.st_mtime_ns}"
    if not copy.exists():
        _copy_programs(install, copy)
    return copy / install.parent.name / install.name / "bin"


def _copy_programs(install: Path, copy: Path) -> None:
    """The programs find their libraries by a relative path: both folders go side by side."""
    shutil.rmtree(copy.parent, ignore_errors=True)
    unfinished = copy.with_name("unfinished")
    libraries = install.parent.with_name(install.parent.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    skipped = shutil.ignore_patterns("include")
    shutil.copytree(install, unfinished / install.parent.name / install.name, ignore=skipped)
    for path in (copy.parent, unfinished, *unfinished.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    unfinished.rename(copy)
