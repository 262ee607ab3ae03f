"""A bundle that is being written when its process dies, and what the next one does about it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.evidence.bundle.draft import drafted

WRITER = """
import sys
from pathlib import Path
from infra.evidence.bundle.draft import drafted
with drafted(Path(sys.argv[1])) as draft:
    draft.write("checkpoints/9.txt", b"x")
    print("written", flush=True)
    sys.stdin.read()
"""


def writer(target: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "written\n"
    return process


def ended(process: "subprocess.Popen[str]") -> int:
    with process:
        process.kill()
    return process.returncode


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_a_killed_one_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    assert ended(writer(tmp_path / "one")) == -signal.SIGKILL
    [left] = names(tmp_path)
    assert left.startswith(".pacte-audit-")
    with drafted(tmp_path / "two") as draft:
        draft.write("a.txt", b"x")
    assert names(tmp_path) == {"two"}


def test_what_another_is_writing_is_left_alone(tmp_path: Path) -> None:
    process = writer(tmp_path / "one")
    with drafted(tmp_path / "two") as draft:
        draft.write("a.txt", b"x")
    process.communicate("go on")
    assert process.returncode == 0
    assert names(tmp_path) == {"one", "two"}
    assert (tmp_path / "one" / "checkpoints" / "9.txt").read_bytes() == b"x"


@pytest.mark.parametrize("name", [".pacte-audit-x.part", "other.part"])
def test_nothing_else_is_taken_away(tmp_path: Path, name: str) -> None:
    """A link is not followed, a file is none of ours."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    folder = tmp_path / "bundles"
    folder.mkdir()
    (folder / name).symlink_to(elsewhere)
    (folder / ".pacte-audit-file.part").touch()
    with drafted(folder / "one") as draft:
        draft.write("a.txt", b"x")
    assert names(folder) == {name, ".pacte-audit-file.part", "one"}
    assert (elsewhere / "kept").exists()
