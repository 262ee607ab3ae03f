"""`pacte compare` and `pacte replay` where the rows are behind, or an act takes no avenant."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.convention.convention import Convention
from infra.wiring import Wiring
from tests.domain.convention import given
from tests.infra.cli.terminal import Terminal
from tests.readside import ENVELOPE

COMPARE = ("compare", "--tenant", "48")
REPLAY = ("replay", "--tenant", "48", "--by", "recorded")
BEHIND = "« pacte follow » ou « pacte up » les fait avancer"


def recorded(wiring: Wiring, convention: Convention) -> tuple[str, str]:
    """Nobody follows it."""
    wiring.pactes("48").save(convention, context=ENVELOPE)
    return "--convention", str(convention.id)


@pytest.fixture
def proposal(tmp_path: Path) -> tuple[str, str]:
    file = tmp_path / "avenant.json"
    file.write_text(json.dumps({"changes": []}))
    return "--dry-run", str(file)


def test_rows_that_are_behind_are_told_with_what_moves_them(
    terminal: Terminal, wiring: Wiring, proposal: tuple[str, str]
) -> None:
    of = recorded(wiring, given.to_running(given.with_parties()))
    now = datetime.now(UTC).isoformat()
    for asked in (
        (*COMPARE, *of, "--from", now, "--to", "projet"),
        (*COMPARE, *of, *proposal),
        (*REPLAY, "--until", now),
    ):
        assert BEHIND in terminal.refused(*asked)


def test_an_avenant_is_tried_on_an_act_that_takes_one(
    terminal: Terminal, wiring: Wiring, proposal: tuple[str, str]
) -> None:
    half_taken_over = given.with_parties(given.CALPAE, paper=True)
    given.take_over(half_taken_over, 1)
    given.line(half_taken_over)
    for convention, remedy in (
        (given.with_parties(), "Désignez par --convention un acte en exécution."),
        (half_taken_over, "« pacte import » l’achève."),
    ):
        of = recorded(wiring, convention)
        assert remedy in terminal.refused(*COMPARE, *of, *proposal)
