"""`pacte compare` writes files, and tries an avenant that nobody keeps."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from infra.embedded.servers import Servers
from infra.store.connections.names import compose
from tests.infra.cli.terminal import Terminal
from tests.servers import Database
from tests.shown.paper import at_terminal, taken_over

LOIRE = ("compare", "--tenant", "42")
VERSIONS = (*LOIRE, "--from", "1", "--to", "2")
COUNT = "SELECT count(*) FROM {schema}.{table}"
BEGINS = {"pdf": b"%PDF", "xlsx": b"PK", "html": b"<!doctype html>"}


@pytest.fixture(scope="module")
def database(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with taken_over(servers, tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def terminal(
    database: Database,
    servers: Servers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    return at_terminal(database, servers, tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("form", BEGINS)
def test_a_comparison_is_written_in_each_form(
    terminal: Terminal, tmp_path: Path, form: str
) -> None:
    file, again = tmp_path / f"a.{form}", tmp_path / f"b.{form}"
    for each in (file, again):
        assert terminal.told(*VERSIONS, "--format", form, "--output", str(each)) == ""
    assert file.read_bytes().startswith(BEGINS[form])
    assert file.read_bytes() == again.read_bytes()


def test_the_page_stands_alone_and_names_who_did_it(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    terminal.told(*VERSIONS, "--format", "html", "--output", str(file))
    page = file.read_text()
    assert '<html lang="fr">' in page
    assert "Somme des écarts" in page
    assert "Personne de démonstration (responsable au Département)" in page
    assert 'href="http' not in page
    assert "src=" not in page


@pytest.mark.parametrize("asked", [("--exercice", "2019:2020"), ("--with", "48")])
def test_where_no_line_changed_nothing_is_summed(
    terminal: Terminal, tmp_path: Path, asked: tuple[str, str]
) -> None:
    page, book, paper = (tmp_path / f"a.{form}" for form in ("html", "xlsx", "pdf"))
    for file in (page, book, paper):
        terminal.told(*LOIRE, *asked, "--format", file.suffix[1:], "--output", str(file))
    written = "".join(each.extract_text() for each in PdfReader(paper).pages)
    for words in (page.read_text(), written, terminal.told(*LOIRE, *asked)):
        assert "Écart" in words
        assert "Somme des écarts" not in words
    assert "Lignes" not in load_workbook(book).sheetnames


def test_the_workbook_sums_to_what_was_published(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    terminal.told(*VERSIONS, "--format", "xlsx", "--output", str(file))
    rows = load_workbook(file)["Lignes"].iter_rows(min_row=2, values_only=True)
    assert sorted(float(str(row[8])) for row in rows) == [1_088_327.00, 2_110_143.00]


def test_words_and_json_may_go_to_a_file_too(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    terminal.told(*VERSIONS, "--output", str(file))
    assert "Montants" in file.read_text()
    terminal.told(*VERSIONS, "--format", "json", "--output", str(file))
    assert json.loads(file.read_text())["people"]


def test_a_file_needs_a_place_that_can_be_written(terminal: Terminal, tmp_path: Path) -> None:
    assert "--output comparaison.pdf" in terminal.refused(*VERSIONS, "--format", "pdf", code=2)
    nowhere = str(tmp_path / "absent" / "a.pdf")
    told = terminal.refused(*VERSIONS, "--format", "pdf", "--output", nowhere)
    assert "ne peut pas être écrit" in told


def proposal(tmp_path: Path, *changes: Any) -> str:
    file = tmp_path / "avenant.json"
    file.write_text(json.dumps({"changes": changes}))
    return str(file)


def counted(database: Database) -> list[int]:
    """Of the log and all that a command writes beside it."""
    tables = ("events", "commands", "free_text", "person")
    with psycopg.connect(database.owner_url) as connection:
        counts = [compose(COUNT, schema="t_42", table=table) for table in tables]
        return [connection.execute(count).fetchall()[0][0] for count in counts]


def test_an_avenant_is_tried_and_kept_nowhere(
    terminal: Terminal, tmp_path: Path, database: Database
) -> None:
    before = counted(database)
    file = proposal(
        tmp_path,
        {"post": "articles", "body": {"no": 9, "title": "Objet", "text": "Un texte."}},
        {"post": f"actions/{uuid4()}/withdrawal", "body": {"motive": "Un motif."}},
    )
    found = terminal.said(*LOIRE, "--dry-run", file)
    assert (found["between"], found["to"]["state"]) == ("proposal", "proposed")
    assert [(one["part"], one["key"]) for one in found["lines"]] == [("articles", "9")]
    assert found["problems"][0]["pointer"].startswith("/changes/1/body")
    told = terminal.told(*LOIRE, "--dry-run", file)
    assert "avenant proposé, qui n’est enregistré nulle part" in told
    assert "Modification n° 2 : " in told
    assert counted(database) == before


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{", "JSON"),
        ("[]", "Un objet JSON est attendu."),
        ('{"changes": [{"post": "actions"}]}', "/changes/0/body, Ce champ est obligatoire."),
    ],
)
def test_what_is_no_proposal_is_refused(
    terminal: Terminal, tmp_path: Path, written: str, sentence: str
) -> None:
    file = tmp_path / "avenant.json"
    file.write_text(written)
    assert sentence in terminal.refused(*LOIRE, "--dry-run", str(file))
