"""The command of SECURITY.md, as it is written there."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMAND = re.compile(r"^    \.venv/bin/(cyclonedx-py .+)$", re.MULTILINE)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_bill_of_materials_names_what_pacte_runs_on(tmp_path: Path) -> None:
    (command,) = COMMAND.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    program, *arguments = command.replace("sbom.json", str(tmp_path / "sbom.json")).split()
    done = subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert (found["bomFormat"], found["metadata"]["component"]["name"]) == ("CycloneDX", "pacte")
    named = {component["name"].lower(): component for component in found["components"]}
    assert named["flask"]["purl"] == f"pkg:pypi/flask@{_pinned('flask')}"
    assert {"eventsourcing", "psycopg", "rq", "redis", "cryptography"} <= named.keys()


def _pinned(name: str) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (pin,) = [each for each in project["dependencies"] if each.startswith(f"{name}==")]
    return str(pin.partition("==")[2])
