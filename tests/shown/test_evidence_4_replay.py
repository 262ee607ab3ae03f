"""Shown 4, second half: `pacte replay` on what was published of the Loire, by either clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click
import psycopg
import pytest

from infra.cases.reading import case
from infra.clock import today
from services.imports.identities import convention_id
from tests.infra.cli.terminal import Terminal
from tests.servers import Database

LOIRE = ("replay", "--tenant", "42")
CALPAE = str(convention_id("42", "42-CALPAE"))


def said_by_the_source() -> list[dict[str, Any]]:
    """By version: exercice, cents of the State, cents of the Département."""
    return [
        {
            "exercice": version["exercice"],
            "state_cents": version["state_cents"],
            "departement_cents": version["department_cents"],
        }
        for version in case("42_loire")["conventions"][0]["versions"]
    ]


def amounts(state: dict[str, Any]) -> list[dict[str, Any]]:
    kept = ("exercice", "state_cents", "departement_cents")
    return [{name: each[name] for name in kept} for each in state["exercices"]]


@pytest.mark.parametrize(("day", "version"), [("2020-01-01", 1), ("2020-10-01", 2)])
def test_by_effective_date_the_version_that_applied(
    terminal: Terminal, day: str, version: int
) -> None:
    found = terminal.said(*LOIRE, "--by", "effective", "--until", day)
    (reached,) = found["reached"]
    assert reached["standing"]["code"] == "in_force"
    assert reached["standing"]["on"] == day
    assert reached["standing"]["version_no"] == version
    assert amounts(reached) == said_by_the_source()[:version]
    assert max(step["effective_on"] for step in found["steps"]) <= day
    assert found["position"] == 25


def test_the_walk_by_effective_date_is_in_that_order(terminal: Terminal) -> None:
    steps = terminal.said(*LOIRE, "--by", "effective")["steps"]
    order = [(step["effective_on"], step["position"]) for step in steps]
    assert order == sorted(order)
    assert [step["position"] for step in steps] != sorted(step["position"] for step in steps)
    second = [step for step in steps if step["effective_on"] == "2020-09-01"]
    assert {step["effective_precision"] for step in second} == {"month"}
    assert {step["state"]["standing"]["version_no"] for step in second} == {2}
    assert amounts(second[-1]["state"]) == said_by_the_source()


def test_the_walk_by_record_shows_the_content_as_it_grew(terminal: Terminal) -> None:
    found = terminal.said(*LOIRE, "--by", "recorded")
    steps = found["steps"]
    assert [step["position"] for step in steps] == list(range(1, 26))
    assert [step["state"] for step in steps[:2]] == [None, None]
    assert {step["state"]["convention_id"] for step in steps[2:]} == {CALPAE}
    signed = {step["position"]: step["state"]["signed_no"] for step in steps[2:]}
    assert [signed[at] for at in (21, 22, 24, 25)] == [None, 1, 1, 2]
    assert amounts(steps[20]["state"]) == said_by_the_source()[:1]
    assert amounts(steps[-1]["state"]) == said_by_the_source()
    assert steps[-1]["state"]["standing"]["code"] == "over"
    assert "person_id" not in found["steps"][0]


@pytest.mark.parametrize("until", ["22", "@22"])
def test_to_a_position(terminal: Terminal, until: str) -> None:
    found = terminal.said(*LOIRE, "--by", "recorded", "--until", until)
    assert [step["position"] for step in found["steps"]] == list(range(1, 23))
    (reached,) = found["reached"]
    assert (reached["signed_no"], amounts(reached)) == (1, said_by_the_source()[:1])
    assert found["position"] == 25


def test_to_a_day_or_an_instant_of_the_records(terminal: Terminal) -> None:
    for until in (today().isoformat(), datetime.now(UTC).isoformat()):
        found = terminal.said(*LOIRE, "--by", "recorded", "--until", until)
        assert len(found["steps"]) == 25


def test_what_was_known_then_of_what_applied(terminal: Terminal) -> None:
    """At position 22 nobody had recorded the avenant of 2020."""
    asked = (*LOIRE, "--by", "effective", "--until", "2020-10-01")
    (reached,) = terminal.said(*asked, "--as-of", "22")["reached"]
    assert reached["standing"]["version_no"] == 1
    (reached,) = terminal.said(*asked)["reached"]
    assert reached["standing"]["version_no"] == 2


def test_before_it_applied_nothing_did(terminal: Terminal) -> None:
    found = terminal.said(*LOIRE, "--by", "effective", "--until", "2019-01-01")
    (reached,) = found["reached"]
    assert (found["steps"], reached["exercices"]) == ([], [])
    assert reached["standing"]["code"] == "signed_not_in_force"
    assert reached["standing"]["version_no"] is None


def test_it_is_told_in_french(terminal: Terminal) -> None:
    told = terminal.told(*LOIRE, "--by", "effective", "--until", "2020-10-01")
    lines = told.splitlines()
    assert lines[0] == (
        "Loire (42), journal lu à la position 25, par date d’effet, jusqu’au 1er octobre 2020."
    )
    assert lines[-2].startswith("25 · enregistré 20")
    assert "effet en septembre 2020 · Version 2 reprise d’un acte papier signé" in lines[-2]
    assert lines[-2].endswith(
        "→ CALPAE : version 2 en vigueur ; exercice 2019 : État 575 041,00 €, Département "
        "875 400,00 € ; exercice 2020 : État 1 088 327,00 €, Département 2 110 143,00 €"
    )
    assert lines[-1].startswith(
        "CALPAE, au 1er octobre 2020 : Version 2, en vigueur depuis le 1er septembre 2020."
    )
    assert len(lines) == 25


@pytest.mark.parametrize("code", [CALPAE, CALPAE[:8], "calpae"])
def test_one_convention_by_its_identity_or_a_short_code(terminal: Terminal, code: str) -> None:
    found = terminal.said(*LOIRE, "--by", "recorded", "--convention", code)
    assert {step["stream"] for step in found["steps"]} == {CALPAE}
    assert len(found["steps"]) == 23


def test_page_after_page_is_one_walk(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = terminal.said(*LOIRE, "--by", "effective")
    monkeypatch.setattr("infra.reading.replaying.PAGE", 4)
    assert terminal.said(*LOIRE, "--by", "effective") == whole


def test_step_by_step_waits_after_each(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = (*LOIRE, "--by", "recorded", "--until", "5", "--follow-step")
    assert "veut un terminal" in terminal.refused(*asked, code=2)
    waited: list[str] = []
    monkeypatch.setattr(click, "pause", waited.append)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    terminal.told(*asked)
    assert len(waited) == 5
    assert "sans --json" in terminal.refused(*asked, "--json", code=2)


def test_the_look_of_the_hoster_is_noted(terminal: Terminal, published: Database) -> None:
    def entries() -> list[bytes]:
        with psycopg.connect(published.owner_url) as connection:
            found = connection.execute("SELECT entry FROM t_42.access_log ORDER BY position")
            return [bytes(entry) for (entry,) in found.fetchall()]

    before = len(entries())
    terminal.said(*LOIRE, "--by", "recorded")
    (noted,) = entries()[before:]
    assert b'"query":"read_replay"' in noted
    assert b'"purpose":"pacte replay"' in noted


TOMORROW = (today() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--by", "recorded", "--until", "26"), "« pacte projections status »"),
        (("--by", "recorded", "--until", TOMORROW), "n’est pas encore arrivé"),
        (("--by", "recorded", "--until", "2199-01-01T00:00:00Z"), "n’est pas encore arrivé"),
        (("--by", "recorded", "--until", "0"), "« --by effective »"),
        (("--by", "recorded", "--until", "2020-01-01"), "Rien n’était encore enregistré"),
        (("--by", "effective", "--as-of", "2000-01-01T00:00:00Z"), "Donnez un moment plus récent"),
        (("--by", "recorded", "--as-of", "26"), "« pacte projections status »"),
        (("--by", "recorded", "--until", "12", "--as-of", "11"), "jusqu’à la position 11"),
        (("--by", "effective", "--until", "12"), "--as-of"),
        (("--by", "effective", "--until", "2020-01-01T00:00:00Z"), "--as-of"),
        (("--by", "recorded", "--convention", "CLS"), "Sans --convention"),
    ],
)
def test_a_refusal_says_what_to_do(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in terminal.refused(*LOIRE, *arguments)


def test_several_conventions_are_listed(terminal: Terminal) -> None:
    refused = terminal.refused("replay", "--tenant", "05", "--by", "recorded", "--convention", "")
    assert "CDIE" in refused


def test_an_unknown_tenant_is_none(terminal: Terminal) -> None:
    refused = terminal.refused("replay", "--tenant", "13", "--by", "recorded")
    assert "« pacte tenant list »" in refused


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "--by"),
        (("--by", "hier"), "hier"),
        (("--by", "recorded", "--until", "hier"), "« hier » n’est pas un jour"),
        (("--by", "recorded", "--until", "20200101"), "« pacte projections status »"),
        (("--by", "effective", "--until", "2020-W01-1"), "n’est pas un jour"),
        (("--by", "recorded", "--until", "2020-01-01T00:00:00"), "n’est pas un jour"),
        (("--by", "recorded", "--as-of", "2020-01-01"), "n’est pas une position"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    code = 1 if "20200101" in arguments else 2
    assert sentence in terminal.refused(*LOIRE, *arguments, code=code)


def test_one_fact_is_explained(terminal: Terminal) -> None:
    told = terminal.told(*LOIRE, "--event", "12")
    assert told.splitlines()[0].startswith("12 · enregistré ")
    assert "Repris par un import" in told
    assert "Aucun autre fait n’en est la cause." in told
    assert "Prévenus : 0 personne." in told
    found = terminal.said(*LOIRE, "--event", "12")
    assert (found["event"]["position"], found["cause"]["items"], found["effects"]) == (12, [], [])
    again = terminal.said(*LOIRE, "--event", found["event"]["event_id"], "--as-of", "12")
    assert again["event"] == found["event"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--event", "999"), "Ce fait n’est pas au journal."),
        (("--event", "12", "--as-of", "11"), "Ce fait n’est pas au journal."),
        (("--event", "hier"), "sa position"),
    ],
)
def test_a_fact_that_is_not_there_is_refused(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in terminal.refused(*LOIRE, *arguments)
