"""Acts signed on paper: taken over by import, never signed here."""

from datetime import date
from typing import Any

import pytest

from domain.convention import errors
from domain.convention.facts import procedure
from domain.convention.procedure import avenants, freezing, paper, review
from domain.convention.signature import Side
from domain.convention.stage import Life, Stage
from domain.convention.version import Act
from domain.dates import BusinessDate, DateInFuture, DateOutOfBounds, Precision
from domain.errors import RuleBroken
from tests.domain.convention.given import (
    ANNE,
    CALPAE,
    DEPARTEMENT,
    PREFET,
    TODAY,
    action,
    hash_of,
    imported,
    last,
    line,
    sign,
    take_over,
    with_avenant,
    with_parties,
)


def test_two_versions_of_the_loire_are_taken_over() -> None:
    convention = with_parties(
        CALPAE, paper=True, starts_on=date(2019, 1, 1), ends_on=date(2021, 12, 31)
    )
    action(convention, nature=None)
    line(convention, 57_504_100, exercice=2019)
    line(convention, 87_540_000, exercice=2019, funder_id=DEPARTEMENT)
    take_over(convention, 1)
    assert convention.life is Life.RUNNING
    line(convention, 108_832_700, exercice=2020)
    paper.import_version(
        convention,
        version_no=2,
        act=Act.AVENANT,
        signed_on=BusinessDate.parse("2020-09"),
        effective_from=date(2020, 9, 1),
        today=TODAY,
        offices=("prefet", "president"),
        evidence_sha256="ab" * 32,
    )
    fact = last(convention)
    assert isinstance(fact, procedure.VersionImported)
    assert (fact.signed_on, fact.precision) == (date(2020, 9, 1), Precision.MONTH)
    assert fact.content_hash == hash_of(convention)
    assert [version.no for version in convention.versions] == [1, 2]
    assert convention.versions[0].content_hash != convention.versions[1].content_hash
    with_avenant(convention)
    opened = last(convention)
    assert isinstance(opened, procedure.AvenantOpened)
    assert (opened.avenant_no, opened.base_version) == (2, 2)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"version_no": 3, "act": Act.AVENANT}, errors.VersionGap),
        ({"version_no": 1}, errors.VersionGap),
        ({"act": Act.INITIAL}, errors.InvalidAct),
        ({"evidence_sha256": "scan.pdf"}, errors.InvalidSeal),
        ({"offices": ("Préfet de la Loire",)}, errors.InvalidCode),
        ({"signed_on": BusinessDate(date(2024, 9, 3))}, DateInFuture),
        ({"signed_on": BusinessDate.parse("0202")}, DateOutOfBounds),
        ({"effective_from": date(2029, 9, 3)}, DateOutOfBounds),
        ({"effective_from": date(2023, 12, 31)}, errors.EffectiveOutOfPeriod),
    ],
)
def test_a_version_is_refused(changed: dict[str, Any], refusal: type[RuleBroken]) -> None:
    convention = imported()
    said: dict[str, Any] = {
        "version_no": 2,
        "act": Act.AVENANT,
        "signed_on": BusinessDate.parse("2020"),
        "effective_from": date(2024, 1, 1),
        "today": TODAY,
    }
    with pytest.raises(refusal):
        paper.import_version(convention, **{**said, **changed})


def test_the_first_version_is_the_initial_act() -> None:
    with pytest.raises(errors.InvalidAct):
        take_over(with_parties(CALPAE, paper=True), 1, Act.AVENANT)


def test_only_an_act_born_on_paper_is_taken_over() -> None:
    with pytest.raises(errors.NotPaper):
        take_over(with_parties(CALPAE), 1)


def test_once_people_amended_it_no_paper_version_follows() -> None:
    convention = with_avenant(imported())
    with pytest.raises(errors.NotPaper):
        take_over(convention, 2)
    avenants.abandon_avenant(convention)
    with pytest.raises(errors.NotPaper):
        take_over(convention, 2)


def test_paper_is_never_reviewed_frozen_or_signed_here() -> None:
    convention = imported()
    with pytest.raises(errors.NotDraft):
        review.submit(convention, by_side=Side.STATE)
    with pytest.raises(errors.NotAgreed):
        freezing.freeze(convention)
    with pytest.raises(errors.NoOpenRound):
        sign(convention, PREFET, ANNE)


def test_only_an_import_writes_on_paper() -> None:
    convention = imported()
    paper.writable_by(convention, imported=True)
    with pytest.raises(errors.ImportOnly):
        paper.writable_by(convention, imported=False)
    with_avenant(convention)
    paper.writable_by(convention, imported=False)


def test_an_avenant_waits_for_the_end_of_the_take_over() -> None:
    convention = imported()
    line(convention, 500)
    with pytest.raises(errors.WorkingCopyOpen):
        with_avenant(convention)
    assert convention.stage is Stage.PAPER
