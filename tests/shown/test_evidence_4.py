"""Shown 4: `pacte compare` on what was published of the Loire, read from a real database."""

from typing import Any

import psycopg
import pytest

from infra.cases.reading import case
from services.imports.identities import convention_id
from tests.infra.cli.terminal import Terminal
from tests.servers import Database

STATE, DEPARTEMENT = 51_328_600, 123_474_300


def versions() -> Any:
    return case("42_loire")["conventions"][0]["versions"]


def test_the_line_of_2020_is_added_and_nothing_else_in_the_money(terminal: Terminal) -> None:
    found = terminal.said("compare", "--tenant", "42", "--from", "1", "--to", "2")
    published = versions()[1]
    assert {(one["exercice"], one["side"]): one["new_cents"] for one in found["amounts"]} == {
        (2020, "state"): published["state_cents"],
        (2020, "departement"): published["department_cents"],
    }
    assert {one["old_cents"] for one in found["amounts"]} == {None}
    differing = [one["exercice"] for one in found["totals"]["exercices"] if one["delta_cents"]]
    assert differing == [2020]
    assert {one["part"] for one in found["lines"]} == {"funding"}
    assert (found["between"], found["empty"]) == ("versions", False)


def test_each_line_names_its_event_and_who_recorded_it(terminal: Terminal) -> None:
    found = terminal.said("compare", "--tenant", "42", "--from", "1", "--to", "2")
    events = {one["position"]: one for one in found["events"]}
    for one in (*found["lines"], *found["amounts"]):
        (position,) = one["positions"]
        assert events[position]["type"] == "convention.funding_planned"
        assert events[position]["person_id"]


def test_it_is_told_in_french(terminal: Terminal) -> None:
    told = terminal.told("compare", "--tenant", "42", "--from", "1", "--to", "2")
    assert (
        "version 1 (acte initial, signé le 15 juillet 2019) → version 2 (avenant, signé en " in told
    )
    assert "Montants, exercice 2020" in told
    assert "exercice 2019" not in told
    assert "État (Préfecture de la Loire) : ligne ajoutée, 1 088 327,00 €. [" in told
    assert "Ensemble 0,00 € 3 198 470,00 € +3 198 470,00 €" in " ".join(told.split())
    assert "Financement prévu : 1 088 327,00 €, exercice 2020." in told
    assert "Somme des écarts : +3 198 470,00 €" in told


def test_two_exercices_are_labelled_as_such(terminal: Terminal) -> None:
    found = terminal.said("compare", "--tenant", "42", "--exercice", "2019:2020")
    assert found["between"] == "exercices"
    assert (found["exercice_from"], found["exercice_to"]) == (2019, 2020)
    assert (found["lines"], found["amounts"], found["events"]) == ([], [], [])
    gaps = {one["key"]: one["delta_cents"] for one in found["totals"]["sides"]}
    assert gaps == {"state": STATE, "departement": DEPARTEMENT}
    first, second = versions()
    assert second["state_cents"] - first["state_cents"] == STATE
    assert second["department_cents"] - first["department_cents"] == DEPARTEMENT


def test_and_so_they_are_in_french(terminal: Terminal) -> None:
    told = " ".join(terminal.told("compare", "--tenant", "42", "--exercice", "2019:2020").split())
    assert "exercices 2019 → 2020, deux exercices d’un même acte, non une modification" in told
    assert "Total 2019 2020 Écart" in told
    assert "État 575 041,00 € 1 088 327,00 € +513 286,00 €" in told
    assert "Département 875 400,00 € 2 110 143,00 € +1 234 743,00 €" in told
    assert "Ensemble 1 450 441,00 € 3 198 470,00 € +1 748 029,00 €" in told
    assert "Somme des écarts" not in told


def test_a_version_and_itself_differ_in_nothing(terminal: Terminal) -> None:
    assert "Rien ne diffère." in terminal.told(
        "compare", "--tenant", "42", "--from", "2", "--to", "dernier-acte"
    )


def test_moments_are_told_from_versions(terminal: Terminal) -> None:
    found = terminal.said("compare", "--tenant", "42", "--from", "1", "--to", "@9")
    assert found["between"] == "moments"


def test_the_same_kind_in_two_departements(terminal: Terminal) -> None:
    """The Lozère names three actions and no amount of its CALPAE, the Loire twelve and four."""
    found = terminal.said("compare", "--tenant", "42", "--with", "48", "--kind", "CALPAE")
    assert found["between"] == "departements"
    assert found["actions_count"] == [{"axe": None, "old": 12, "new": 3}]
    assert found["totals"]["funders"] == []
    told = terminal.told("compare", "--tenant", "42", "--with", "48")
    assert "CALPAE : Loire (42), version 2 (" in told
    assert "Lozère (48), version 1 (" in told
    assert "Montants, exercice 2019" in told
    assert "Somme des écarts" not in told


def test_the_look_of_the_hoster_is_noted(terminal: Terminal, published: Database) -> None:
    def looks() -> int:
        with psycopg.connect(published.owner_url) as connection:
            (count,) = connection.execute("SELECT count(*) FROM t_42.access_log").fetchall()
        return int(count[0])

    before = looks()
    terminal.said("compare", "--tenant", "42", "--from", "1", "--to", "2")
    assert looks() == before + 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "1", "--to", "3"), "La version 3 n’existe pas. Versions signées : 1, 2."),
        (("--from", "1", "--to", "projet", "--kind", "CLS"), "« pacte import »"),
        (("--exercice", "2019:2022"), "Exercices prévus : 2019, 2020."),
        (("--from", "1", "--to", "@99999"), "« pacte projections status »"),
        (("--from", "1", "--to", "2999-01-01T00:00:00Z"), "« pacte projections status »"),
        (("--with", "13"), "« pacte tenant list »"),
        (("--from", "2000-01-01T00:00:00Z", "--to", "2"), "Donnez un moment plus récent"),
        (("--from", "@1", "--to", "2"), "n’existe pas encore avant"),
        (("--exercice", "2019:2022"), "« --from »"),
        (
            ("--from", "1", "--to", "2", "--convention", "7b1f9a34-7c1e-4c55-8d2a-000000000001"),
            "Sans --convention",
        ),
    ],
)
def test_a_refusal_says_what_to_do(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in terminal.refused("compare", "--tenant", "42", *arguments)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Dites quoi comparer"),
        (("--from", "1"), "« --from 1 --to 2 »"),
        (("--from", "1", "--to", "2", "--exercice", "2019:2020"), "un seul des quatre"),
        (("--from", "hier", "--to", "2"), "« hier » ne désigne aucun état"),
        (("--from", "2020-01-01T00:00:00", "--to", "2"), "ne désigne aucun état"),
        (("--exercice", "2019:2019"), "Deux exercices sont attendus"),
        (("--with", "42"), "« pacte tenant list »"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in terminal.refused("compare", "--tenant", "42", *arguments, code=2)


def test_several_conventions_are_listed(terminal: Terminal) -> None:
    refused = terminal.refused("compare", "--tenant", "05", "--from", "1", "--to", "projet")
    for kind in ("CLS", "CDIE", "CPT"):
        assert f"{convention_id('05', f'05-{kind}')} {kind} " in refused
    assert "--convention" in refused
