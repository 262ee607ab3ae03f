"""No answer without a commit when the disk is full; writing goes on once there is room."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.embedded.servers import Servers
from infra.settings import Settings
from tests.faults.test_postgres_killed import assert_nothing_lost, opened
from tests.faults.writers import Writers, tell
from tests.servers import folder_for_servers

MEGABYTE = 1 << 20


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    with folder_for_servers("disk") as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0711", "pacte", str(folder)],  # noqa: S607
            capture_output=True,
            check=False,
        )
        if mounted.returncode:
            pytest.skip("only root may mount the small disk that this needs")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607 - guardians end a little later


def fill(ballast: Path, left: int) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(MEGABYTE))
        except OSError:
            file.truncate(max(file.tell() - left, 0))


@pytest.mark.parametrize(
    ("left", "cause"),
    [
        pytest.param(65_536, "DiskFull", id="no table can grow"),
        pytest.param(
            4 * MEGABYTE,
            "OperationalError",
            id="no journal can be begun: it stops",
            marks=[pytest.mark.slow, pytest.mark.timeout(400)],
        ),
    ],
)
def test_a_full_disk_loses_nothing_that_was_acknowledged(
    tmp_path: Path, left: int, cause: str
) -> None:
    where = tmp_path / "address"
    with small_disk("192m") as folder:
        servers = Servers.start(folder / "home", Settings(home=folder / "home"))
        try:
            opened(servers)
            tell(where, servers.database_url)
            with Writers(where) as writers:
                writers.wait_for_answers(50)
                fill(folder / "ballast", left)
                writers.wait_for_failures(20)
                (folder / "ballast").unlink()
                servers.revive()
                tell(where, servers.database_url)
                writers.wait_for_answers(100)
                ledgers = writers.finish()
            assert_nothing_lost(servers, ledgers)
            assert cause in set().union(*(each.causes for each in ledgers))
        finally:
            servers.stop()
