"""The paper of a comparison: the same bytes, of the standards that it claims, nobody’s program."""

from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from infra.papers import pdf
from projections.comparison.said.paper import Paper
from tests.infra.cli.terminal import plain
from tests.infra.papers.compared import NASTY, amended, told

TEMPLATES = Path(str(files("infra.papers") / "templates"))


@pytest.fixture(scope="module")
def shown() -> Paper:
    return told(amended())


def read(made: bytes) -> str:
    """In the order of the page, with ordinary spaces."""
    pages = PdfReader(BytesIO(made)).pages
    return " ".join(plain(" ".join(page.extract_text() for page in pages)).split())


def test_it_claims_pdf_a_and_pdf_ua_in_french(shown: Paper) -> None:
    made = pdf.comparison(shown)
    assert made.startswith(b"%PDF-1.7")
    for claim in (
        b"<pdfaid:part>3</",
        b"<pdfaid:conformance>A</",
        b"<pdfuaid:part>1</",
        b"/Lang(fr-FR)",
        b"/StructTreeRoot",
    ):
        assert claim in made, claim


def test_the_same_comparison_is_the_same_file(shown: Paper) -> None:
    assert pdf.comparison(shown) == pdf.comparison(shown)


def test_additions_and_deletions_are_said_in_words(shown: Paper) -> None:
    said = read(pdf.comparison(shown))
    assert "apporte [supprimé : 176 000][ajouté : 200 000] €." in said
    assert "Somme des écarts" in said
    assert "100,01 € 250,03 € +150,02 €" in said


def test_each_line_names_its_events_and_their_people(shown: Paper) -> None:
    said = read(pdf.comparison(shown))
    assert "action « Agir » (fait 7)" in said
    assert "Financement modifié. Motif : Deux de plus. Camille Durand, agent du Département" in said


def test_what_the_rules_refuse_is_said(shown: Paper) -> None:
    assert "Modification n° 2 : refusée." in read(pdf.comparison(shown))


def test_what_people_wrote_is_shown_and_never_run(shown: Paper) -> None:
    said = read(pdf.comparison(replace(shown, title=NASTY)))
    assert said.count("=1+1 #panic() $x$ *gras* <b>") > 1


@pytest.mark.parametrize("words", ['#eval("1+1")', "]#panic()[", "\\u{0}", "@preview/x:1.0.0"])
def test_a_title_is_no_typst(shown: Paper, words: str) -> None:
    assert words in read(pdf.comparison(replace(shown, title=words)))


def test_it_reads_nothing_outside_its_templates(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    program = f'#read("{tmp_path}/secret.txt")'.encode()
    compiled: Any = typst.compile
    with pytest.raises(typst.TypstError):
        compiled(program, root=TEMPLATES)


def test_what_no_font_has_is_named_and_everything_else_is_set(shown: Paper) -> None:
    every = "".join(chr(c) for c in range(0x20, 0x2760) if not pdf.UNSET.match(chr(c)))
    said = read(pdf.comparison(replace(shown, title=f"{every} \N{HOUSE BUILDING} \uf0b7 中")))
    assert "[U+1F3E0]" in said
    assert "[U+F0B7] [U+4E2D]" in said
