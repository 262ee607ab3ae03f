"""The table of the ASVS names tests that there are, for every row of which there can be one."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(tests/[a-z0-9_/]+\.py)::(test_[a-z0-9_]+)`")
NOBODYS = "16.4.3"


def test_every_row_names_tests_that_there_are() -> None:
    lines = (ROOT / "docs" / "asvs.md").read_text().splitlines()
    rows = [line for line in lines if re.match(r"\| \d", line)]
    assert len(rows) > 20
    for row in rows:
        named = NAMED.findall(row)
        assert named or row.startswith(f"| {NOBODYS} "), row
        assert row.count("::") == len(named), row
        for path, name in named:
            tree = ast.parse((ROOT / path).read_text())
            names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            assert name in names, f"{path} has no {name}"
