"""`pacte notifications` as a person or a script calls it."""

import json
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from domain.convention.signature import Side
from infra.cli.notifications import command
from tests.departement import PREFET, Departement
from tests.post import Post

SUCCESSOR = UUID("7b1f9a34-7c1e-4c55-8d2a-000000000009")


@pytest.fixture(autouse=True)
def environment(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in post.wiring.settings.for_children().items():
        monkeypatch.setenv(name, value)


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == code, result.output
    return result.output.replace("\N{NO-BREAK SPACE}", " ")


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("due", "--json"))["due"]
    return found


def test_what_is_given_up_is_listed_driven_again_and_then_no_more(
    post: Post, lozere: Departement
) -> None:
    post.inbox.on_recipient = {"prefet@48.test": "550 No such user"}.get
    position = lozere.open_round()
    post.follow()
    post.work()
    (row,) = listed()
    assert (row["tenant"], row["status"], row["attempts"]) == ("48", "given_up", 1)
    assert row["notice"] == "convention.signature_round_opened:signatory"
    assert row["position"] < position
    assert "abandonné" in run("due")
    recorded = "SELECT recorded_at FROM {schema}.events WHERE notification_id = %s"
    ((since,),) = post.sql(recorded, "48", row["position"])
    assert row["due_since"] == since.isoformat()

    post.inbox.on_recipient = lambda _: None
    assert run("redrive", "--tenant", "48", "--id", row["outbox_id"]) == "Courriers relancés : 1.\n"
    assert listed()[0]["status"] == "redriven"
    post.work()
    assert (listed(), run("due")) == ([], "Aucun courrier n’attend.\n")
    assert post.messages().keys() == {"prefet", "presidente"}


def seats() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("due", "--json"))["vacant"]
    return found


def test_a_seat_that_nobody_held_when_its_round_opened_is_shown(
    post: Post, lozere: Departement
) -> None:
    assert seats() == []
    lozere.designate("recteur", PREFET, Side.STATE)
    lozere.open_round()
    post.follow()
    post.work()
    assert post.messages().keys() == {"prefet", "presidente"}
    (seat,) = seats()
    assert (seat["tenant"], seat["office"], seat["status"]) == ("48", "recteur", "vacant")
    assert seat["organization_id"] == str(lozere.organizations[PREFET])
    assert "recteur" in " ".join(run("due").split())

    lozere.appoint("recteur", PREFET, SUCCESSOR, "rectrice")
    post.follow()
    assert [seat["status"] for seat in seats()] == ["filled_since"]
    lozere.cancel_round()
    post.follow()
    assert seats() == []


def test_driving_again_what_was_not_given_up_says_so(post: Post) -> None:
    answer = run("redrive", "--id", "0b6e6f0e-55a4-4a53-9d51-8e7f2f6f6b09", code=1)
    assert "Aucun courrier abandonné ne porte cet identifiant" in answer
    assert run("redrive") == "Courriers relancés : 0.\n"
    assert json.loads(run("redrive", "--json")) == {"redriven": {"48": 0}}


def test_an_unknown_departement_is_named(post: Post) -> None:
    assert "« 05 » n’est déclaré" in run("due", "--tenant", "05", code=1)
