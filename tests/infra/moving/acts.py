"""What operators of two hosts do to move the Lozère."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.store.moving.beside import TABLES
from tests.infra.moving.hosts import NEW, WHY, Host

OLD = "https://pacte.ancien.test"
THIRD = "https://pacte.troisieme.test"
KILLED = -9
DIE = "os.kill(os.getpid(), signal.SIGKILL)"


def leave(host: Host, folder: Path, to: str = NEW) -> dict[str, Any]:
    """Of a tenant that is suspended."""
    found: dict[str, Any] = host.said(
        "tenant", "export", "48", "--move-to", to, "--to", str(folder)
    )
    return found


def suspended(host: Host) -> None:
    host.said("tenant", "suspend", "48", *WHY)
    host.follow()


def arrive(host: Host, file: str) -> None:
    host.said("tenant", "import", file)
    host.said("tenant", "reactivate", "48")
    host.follow()


def status(host: Host) -> str:
    (found,) = host.said("tenant", "list")["tenants"]
    return str(found["status"])


def beside(host: Host) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: host.rows(f"SELECT {', '.join(TABLES[name])} FROM t_48.{name} ORDER BY 1, 2")  # noqa: S608 - known names
        for name in TABLES
    }


def killed(host: Host, where: str, *arguments: str) -> None:
    """The command, in a process that is killed where it calls that function."""
    module, _, name = where.rpartition(".")
    program = (
        f"import os, signal, sys\nimport {module} as place\nfrom infra.cli import main\n"
        f"place.{name} = lambda *_, **__: {DIE}\nmain.run(sys.argv[1:])\n"
    )
    environ = dict(os.environ) | dict(host.given)
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environ, check=False, capture_output=True
    )
    assert done.returncode == KILLED, done.stderr.decode()
