"""What README and guides tell people to type and to set is what there is."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from infra.cli.main import COMMANDS, HIDDEN
from infra.embedded.binaries import MAJORS
from infra.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
GUIDES = [path.read_text() for path in sorted((ROOT / "docs" / "guides").glob("*.md"))]
HOSTING = (ROOT / "docs" / "guides" / "heberger-plusieurs-departements.md").read_text()
TYPED = re.compile(r"^    pacte (.*)$", re.MULTILINE)
NAMED = re.compile(r"`pacte ([^`]+)`")
VARIABLE = re.compile(r"`([A-Z][A-Z_]+)`")


def told() -> Iterator[str]:
    for text in (README, *GUIDES):
        yield from TYPED.findall(text.replace("\\\n", " "))
        yield from NAMED.findall(text)


def called(words: list[str]) -> Iterator[click.Command]:
    """The command of a line; `suspend|close` stands for two."""
    command: click.Command = importlib.import_module(COMMANDS[words[0]][0]).command
    if not isinstance(command, click.Group) or len(words) == 1:
        yield command
        return
    for name in words[1].split("|"):
        assert name in command.commands, f"pacte {words[0]} {name}"
        yield command.commands[name]


@pytest.mark.parametrize("line", sorted(set(told())))
def test_what_is_told_to_be_typed_exists(line: str) -> None:
    words = line.split()
    assert words[0] in COMMANDS.keys() - HIDDEN, line
    asked = {word for word in words if word.startswith("--")}
    for command in called(words):
        known = {option for each in command.params for option in each.opts}
        assert asked <= known | {"--help"}, line


def test_the_table_of_the_readme_names_every_variable_and_no_other() -> None:
    every = Settings(
        home=ROOT,
        database_url="x",
        database_owner_url="x",
        redis_url="x",
        public_url="x",
        secret_key="x",
        smtp_url="x",
        sso_secrets=ROOT,
        pg_bin=ROOT,
        demo=True,
        proxies=1,
        skin=ROOT,
        tsa_url="x",
        tsa_certificates=ROOT,
    )
    rows = [line.split("|")[1] for line in README.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in VARIABLE.findall(row)}
    assert named - {"PACTE_SECRET_KEY_FILE"} == every.for_children().keys()


def test_the_programs_of_postgresql_that_are_accepted_are_told() -> None:
    (row,) = [line for line in README.splitlines() if line.startswith("| `PACTE_PG_BIN`")]
    assert f"({MAJORS[0]} to {MAJORS[-1]}" in row


def test_the_guide_of_hosters_says_what_each_process_needs() -> None:
    rows = [line for line in HOSTING.splitlines() if line.startswith("| `pacte")]
    assert len(rows) == 5
    for row in rows:
        assert {"DATABASE_URL", "REDIS_URL"} <= set(VARIABLE.findall(row)), row
    assert [row for row in rows if "`DATABASE_OWNER_URL`" in row] == [rows[-1]]
