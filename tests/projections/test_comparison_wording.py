"""What people read of a comparison: every line has its sentence, in proper French."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given as generated

from domain.comparison.comparing import compare, compare_departements, compare_exercices
from domain.comparison.comparison import Between
from domain.comparison.lines import Content, Line, Part
from domain.comparison.redline import redline
from domain.convention.action import Dimension, Reinforcement, Unit
from domain.convention.content import content
from domain.convention.convention import Convention
from domain.convention.signature import Side
from domain.convention.writing import drafting, measures
from projections.comparison.compared import Compared, Held
from projections.comparison.document import document
from projections.comparison.points import WORKING, Point
from projections.comparison.said.headline import MATCHED, NO_CHANGE, headline
from projections.comparison.said.names import names_of
from projections.comparison.said.report import IN_AMOUNTS, sections
from projections.comparison.said.values import marked
from projections.trail.french import NBSP, THIN
from tests.domain.comparison.acts import contents
from tests.domain.convention import given
from tests.infra.cli.terminal import plain

ORGANIZATIONS = {
    str(given.PREFECTURE): "Préfecture",
    str(given.DEPARTEMENT): "Hautes-Alpes",
    str(given.ARS): "ARS",
}
VERSION = {
    "version_no": 1,
    "act": "initial",
    "signed_on": date(2024, 9, 1),
    "signed_precision": "month",
    "effective_from": date(2024, 1, 1),
}


def held(said: Content, version: dict[str, Any] | None = None, point: Point = WORKING) -> Held:
    return Held(
        convention_id=UUID(int=1),
        point=point,
        position=7,
        version=version,
        content=said,
        organizations=ORGANIZATIONS,
        standing={},
    )


def compared(old: Content, new: Content) -> Compared:
    return Compared(old=held(old), new=held(new), comparison=compare(old, new))


def told(convention: Convention, change: Any) -> list[str]:
    """Sentences of what the change makes otherwise, with ordinary spaces."""
    old = content(convention)
    change(convention)
    found = sections(compared(old, content(convention)))
    return [plain(str(each.said)) for section in found for each in section.told]


def changed(convention: Convention, **terms: Any) -> None:
    for name, value in terms.items():
        setattr(convention.terms, name, value)


def of_the_only_action(convention: Convention, **members: Any) -> None:
    (key,) = convention.terms.actions
    convention.terms.actions[key] = replace(convention.terms.actions[key], **members)


@generated(contents, contents)
def test_every_line_is_told(old: Content, new: Content) -> None:
    found = compared(old, new)
    said = [str(each.said) for section in sections(found) for each in section.told]
    assert len(said) == len(
        [line for line in found.comparison.lines if not in_amounts(line)]
    ) + len(found.comparison.amounts) + len(
        [count for count in found.comparison.counts if count.old != count.new]
    )
    assert all(text.endswith(".") for text in said)
    assert not any(re.search(rf"[^{NBSP}] :|[^{THIN}] ;|None|\{{\}}", text) for text in said)
    assert document(found)["empty"] == found.comparison.empty


def in_amounts(line: Line) -> bool:
    return line.part is Part.FUNDING and line.field in IN_AMOUNTS


def test_actions() -> None:
    convention = given.with_parties()
    assert told(convention, lambda c: given.action(c, title="Agir", axe=1))[0] == (
        "Action « Agir » : ajoutée, axe 1, nature nouvelle."
    )
    for members, sentence in (
        ({"title": "Agir mieux"}, "Action renommée : « Agir{+ mieux+} »."),
        ({"axe": 3}, "Action « Agir mieux » : déplacée, axe 1 → 3."),
        ({"volet": "socle"}, "Action « Agir mieux » : déplacée, volet néant → socle."),
        ({"operator_ids": (given.ARS,)}, "Action « Agir mieux », opérateurs : néant → ARS."),
        ({"public": "Jeunes"}, "Action « Agir mieux », public : néant → « Jeunes »."),
        (
            {"starts_on": date(2024, 9, 1)},
            "Action « Agir mieux », début : néant → 1er septembre 2024.",
        ),
        (
            {"reinforcement": Reinforcement(dimension=Dimension.AREA, text="Ubaye")},
            "Action « Agir mieux », renforcement : néant → nouveau territoire, « Ubaye ».",
        ),
        ({"withdrawn": True}, "Action « Agir mieux » : retirée."),
    ):
        assert told(convention, lambda c, m=members: of_the_only_action(c, **m))[0] == sentence


def test_articles_are_told_word_by_word() -> None:
    convention = given.with_parties()

    def write(text: str) -> Any:
        return lambda c: drafting.set_article(c, no=3, title="Financement", wording=text)

    assert told(convention, write("L’État apporte 176 000 €.")) == [
        "Article 3 « Financement » : ajouté, texte « L’État apporte 176 000 €. »."
    ]
    assert told(convention, write("L’État apporte 200 000 €.")) == [
        "Article 3 « Financement », texte : « L’État apporte [-176 000-]{+200 000+} €. »."
    ]
    (sentence,) = told(convention, write("L'État apporte 200\u202f000 €."))
    assert sentence.endswith(" (typographie seule).")


def test_articles_are_told_in_the_order_of_their_numbers() -> None:
    def write(convention: Convention) -> None:
        for no in (10, 2, 1):
            drafting.set_article(convention, no=no, title="Objet", wording="Texte.")

    found = told(given.with_parties(), write)
    assert [text.split()[1] for text in found] == ["1", "2", "10"]


def test_long_texts_are_shown_around_their_changes() -> None:
    long = "mot " * 60
    shown = plain(marked(redline(f"{long}avant {long}", f"{long}après {long}")))
    assert "[…] " in shown
    assert "[-avant-]{+après+}" in shown
    assert len(shown) < 200


def test_what_is_aimed_at() -> None:
    convention = given.with_parties()
    action_id, objective_id, indicator_id = given.action(convention, title="Agir"), uuid4(), uuid4()
    assert told(
        convention,
        lambda c: measures.add_objective(
            c, objective_id=objective_id, action_id=action_id, wording="Aider"
        ),
    ) == ["Objectif « Aider » : ajouté, action « Agir »."]
    assert told(
        convention,
        lambda c: measures.define_indicator(
            c,
            indicator_id=indicator_id,
            objective_id=objective_id,
            name="Suivis",
            unit=Unit.PERSON,
            baseline=40,
        ),
    ) == [
        "Indicateur « Suivis » : ajouté, unité personnes, valeur de référence 40, action « Agir »."
    ]
    for value, sentence in (
        (10, "Cible 2025 de l’indicateur « Suivis » : ajoutée, 10."),
        (12, "Cible 2025 de l’indicateur « Suivis » : 10 → 12."),
    ):
        assert told(
            convention,
            lambda c, v=value: measures.set_target(
                c, indicator_id=indicator_id, exercice=2025, value=v
            ),
        ) == [sentence]


def test_the_act_itself_and_who_is_in_it() -> None:
    convention = given.drafted(given.CPT)
    for change, sentence in (
        ({"title": "Contrat"}, "Convention, intitulé : « Contrat[- local des solidarités-] »."),
        (
            {"ends_on": date(2028, 12, 31)},
            "Convention, fin : 31 décembre 2027 → 31 décembre 2028.",
        ),
        ({"territory_codes": ("67", "05")}, "Convention, territoires : 05 → 05, 67."),
        ({"parties": {given.ARS: Side.STATE}}, "Partie ARS : ajoutée, État."),
        ({"parties": {given.ARS: Side.DEPARTEMENT}}, "Partie ARS : État → Département."),
        ({"parties": {}}, "Partie ARS : retirée, Département."),
        ({"ceilings": {"2024": 50_00}}, "Plafond de l’exercice 2024 : ajouté, 50,00 €."),
        ({"ceilings": {"2024": 60_00}}, "Plafond de l’exercice 2024 : 50,00 € → 60,00 €."),
    ):
        assert told(convention, lambda c, m=change: changed(c, **m)) == [sentence]
    assert told(given.with_parties(given.CPT), given.joined) == [
        "Signataire directeur général : ajouté, organisme ARS, signature requise oui."
    ]
    assert told(
        convention,
        lambda c: drafting.define_volet(
            c,
            code="socle",
            title="Socle",
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 12, 31),
        ),
    ) == ["Volet socle « Socle » : ajouté, début 1er janvier 2024, fin 31 décembre 2024."]


def test_money_is_told_by_its_amounts() -> None:
    convention = given.with_parties()
    action_id = given.action(convention, title="Agir", axe=1)
    line_id = uuid4()
    assert told(convention, lambda c: given.line(c, 100_00, action_id=action_id)) == [
        "État (Préfecture), axe 1, action « Agir » : ligne ajoutée, 100,00 €."
    ]
    (line_id,) = convention.terms.funding

    def put(cents: int) -> Any:
        def change(c: Convention) -> None:
            c.terms.funding[line_id] = replace(c.terms.funding[line_id], amount_cents=cents)

        return change

    for cents, words in (
        (150_00, "100,00 € → 150,00 € (écart : +50,00 €)"),
        (120_00, "150,00 € → 120,00 € (écart : −30,00 €)"),
    ):
        assert told(convention, put(cents)) == [
            f"État (Préfecture), axe 1, action « Agir » : {words}."
        ]
    assert told(convention, lambda c: c.terms.funding.clear()) == [
        "État (Préfecture), axe 1, action « Agir » : ligne retirée, 120,00 €."
    ]


def test_totals_of_what_nothing_is_told_by_are_left_out() -> None:
    convention = given.with_parties()
    old = content(convention)
    given.line(convention, 100_00)
    given.line(convention, 300_00, funder_id=given.DEPARTEMENT)
    (section,) = sections(compared(old, content(convention)))
    assert plain(section.heading) == "Montants, exercice 2024"
    assert plain(section.sum) == "+400,00 €"
    assert [row.label for row in section.rows] == ["Ensemble", "État", "Département"]


def test_each_kind_of_comparison_says_what_it_is() -> None:
    convention = given.with_parties()
    action_id = given.action(convention, title="Agir", axe=1)
    for year in (2024, 2025):
        given.line(convention, year * 100, action_id=action_id, exercice=year)
    said = content(convention)
    signed, draft = held(said, VERSION), held(said)
    moment = held(said, None, Point.parse("@7"))
    first = "version 1 (acte initial, signé en septembre 2024)"
    act = "CLS « Contrat local des solidarités »"
    for old, new, found, sentence in (
        (signed, signed, compare(said, said), f"{act} : {first} → {first}."),
        (
            signed,
            draft,
            compare(said, said, Between.WORKING_COPY),
            f"{act} : {first} → projet en cours.",
        ),
        (
            moment,
            moment,
            compare(said, said, Between.MOMENTS),
            f"{act} : position 7 du journal → position 7 du journal.",
        ),
        (
            signed,
            signed,
            compare_exercices(said, 2024, 2025),
            f"{act}, {first} : exercices 2024 → 2025, {NO_CHANGE}.",
        ),
        (
            signed,
            draft,
            compare_departements(said, said),
            f"CLS : Loire (42), {first} ; Lozère (48), projet en cours. {MATCHED}",
        ),
    ):
        codes = ("42", "48") if found.between is Between.DEPARTEMENTS else None
        shown = headline(Compared(old=old, new=new, comparison=found, departements=codes))
        assert plain(shown) == sentence


def test_two_exercices_are_told_action_by_action() -> None:
    convention = given.with_parties()
    for axe, year in ((1, 2024), (3, 2025)):
        action_id = given.action(convention, title=f"Axe {axe}", axe=axe)
        given.line(convention, 100_00, action_id=action_id, exercice=year)
    said = content(convention)
    found = Compared(old=held(said), new=held(said), comparison=compare_exercices(said, 2024, 2025))
    (section,) = sections(found)
    assert (section.heading, section.sum) == ("Montants", "")
    assert {plain(row.label): plain(row.gap) for row in section.rows} == {
        "Ensemble": "0,00 €",
        "État": "0,00 €",
        "Axe 1": "−100,00 €",
        "Axe 3": "+100,00 €",
        "« Axe 1 »": "−100,00 €",
        "« Axe 3 »": "+100,00 €",
    }


@pytest.mark.parametrize("part", Part)
def test_an_unknown_thing_is_known_by_its_key(part: Part) -> None:
    names = names_of(compared({"title": "A", "kind": "CLS"}, {"title": "A", "kind": "CLS"}))
    assert names.thing(part, "?") == ""
