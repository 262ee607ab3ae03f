"""The published cases as plans: to the cent and to the action, and nothing that no source says."""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.convention.kind import Kind
from domain.convention.version import Act
from domain.dates import BusinessDate
from infra.cases import reading
from infra.cases.reading import case
from infra.demo.living import hautes_alpes, loire, lozere
from infra.tenants import framework
from services.imports.plan import PaperConvention, PaperLine, PaperVersion


def cents(version: PaperVersion) -> dict[tuple[str, int | None], int]:
    return {(line.funder, line.exercice): line.amount_cents for line in version.lines}


def counts(conventions: tuple[PaperConvention, ...]) -> dict[str, int]:
    return {one.key: sum(len(v.actions) for v in one.versions) for one in conventions}


def test_loire_has_twelve_measures_and_two_exercices() -> None:
    (calpae,) = loire.plan().conventions
    first, second = calpae.versions
    assert (first.act, first.on) == (Act.INITIAL, BusinessDate.parse("2019-07-15"))
    assert (second.act, second.on) == (Act.AVENANT, BusinessDate.parse("2020-09"))
    assert cents(first) == {("state", 2019): 57_504_100, ("departement", 2019): 87_540_000}
    assert cents(second) == {("state", 2020): 108_832_700, ("departement", 2020): 211_014_300}
    assert [action.volet for action in first.actions].count("initiative_departementale") == 4
    assert len(first.actions) == 12
    assert second.actions == ()
    assert all(line.action is None for version in (first, second) for line in version.lines)


def test_the_ministrys_counts_stay_apart_from_the_measures_that_are_known() -> None:
    assert loire.published_counts() == {1: 10, 2: 31}


def test_lozere_ranks_become_national_axes_and_its_amount_has_no_year() -> None:
    calpae, contract = lozere.plan().conventions
    (draft,) = contract.versions
    assert str(calpae.versions[0].on) == "2019"
    assert counts((calpae,)) == {"48-CALPAE": 3}
    assert (contract.axes, draft.act) == ((1, 3, 4), None)
    assert [one.key[-1] for one in draft.objectives] == ["1", "3", "4"]
    assert draft.lines == (
        PaperLine(key="48-CLS-state", funder="state", amount_cents=17_600_000, exercice=None),
    )
    assert [one.carried_over_from for one in draft.actions] == [("48-CALPAE", "48-CALPAE-01")]


def test_lozere_keeps_the_departements_own_spending_out() -> None:
    lines = [line for one in lozere.plan().conventions for v in one.versions for line in v.lines]
    assert sum(line.amount_cents for line in lines) == 17_600_000


def test_hautes_alpes_has_twenty_six_actions_not_thirty_seven() -> None:
    plan = hautes_alpes.plan()
    assert counts(plan.conventions) == {"05-CLS": 9, "05-CDIE": 4, "05-CPT": 13}
    axes = {one.kind: [a.axe for a in one.versions[0].actions] for one in plan.conventions}
    assert [axes[Kind.CLS].count(axe) for axe in (1, 3, 4)] == [2, 5, 2]
    assert [axes[Kind.CPT].count(axe) for axe in (1, 2, 3, 4)] == [5, 1, 4, 3]
    assert set(axes[Kind.CDIE]) == {2}
    assert not [line for one in plan.conventions for line in one.versions[0].lines]
    assert {one.short_name for one in plan.organizations if one.short_name} == {
        "ARS",
        "CCSS",
        "Dasen",
        "MSA",
    }


def test_an_axe_that_the_page_does_not_give_says_that_it_is_proposed() -> None:
    said = {
        action.key: hautes_alpes.PROPOSED in action.description
        for one in hautes_alpes.plan().conventions
        for action in one.versions[0].actions
    }
    given = {
        action["key"]: action["axis_source"] == "proposal"
        for one in case("05_hautes_alpes")["conventions"]
        for action in one["actions"]
    }
    assert said == given


def test_a_restated_sentence_stands_under_one_action_of_the_same_axe() -> None:
    highlights = {one["key"]: one for one in case("05_hautes_alpes")["axis_highlights"]}
    actions = {
        action.key: action
        for one in hautes_alpes.plan().conventions
        for action in one.versions[0].actions
    }
    for action, highlight in hautes_alpes.RESTATED.items():
        assert actions[action].axe == highlights[highlight]["axis"]
        assert highlights[highlight]["title"] in actions[action].description
    assert len(set(hautes_alpes.RESTATED.values())) == len(hautes_alpes.RESTATED) == 10


def test_the_framework_has_four_axes_and_the_twelve_measures_that_are_quoted() -> None:
    assert sorted(framework.framework().axes) == [1, 2, 3, 4]
    measures = list(framework.measures())
    assert len({measure.measure_id for measure in measures}) == len(measures) == 12
    assert {rules.kind: rules.allowed_axes for rules in framework.rules()} == {
        Kind.CLS: (1, 3, 4),
        Kind.CDIE: (2,),
        Kind.CPT: (1, 2, 3, 4),
        Kind.UNIQUE: (1, 2, 3, 4),
        Kind.CALPAE: (),
    }


@pytest.mark.parametrize("module", [loire, lozere, hautes_alpes])
def test_a_name_stands_nowhere_but_among_the_office_holders(module: object) -> None:
    plan = module.plan()  # type: ignore[attr-defined]
    names = [holder.display_name for holder in plan.holders]
    written = repr((plan.organizations, plan.conventions))
    assert not [name for name in names if name.split()[-1] in written]


def test_the_cases_are_shipped_with_the_package() -> None:
    folder = Path(reading.__file__).parent
    assert len(list(folder.glob("*.json"))) == 5


def test_production_does_not_hang_on_the_demo() -> None:
    program = (
        "import sys, infra.tenants.tenancy; from infra.tenants import framework;"
        " framework.framework();"
        " sys.exit(any(name.startswith('infra.demo') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
