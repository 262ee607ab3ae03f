"""Plans become events: one save per version, once, with what the source says and no more."""

from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest

from domain.convention.convention import Convention
from domain.convention.errors import ImportOnly
from domain.convention.procedure import paper
from domain.convention.stage import Life, Stage
from domain.convention.version import Act
from domain.dates import BusinessDate
from domain.errors import NotFound
from domain.registry.organization import Organization
from infra.demo.living import hautes_alpes as hautes_alpes_case
from infra.demo.living import loire as loire_case
from infra.demo.living import lozere as lozere_case
from infra.demo.living.scene import ask
from infra.demo.personas import persona
from infra.wiring import Wiring
from services.conventions.actions import add_action
from services.conventions.commands import AddAction
from services.imports.conventions import (
    DraftAmongVersions,
    PlanOfAnotherTenant,
    Taken,
    import_conventions,
)
from services.imports.identities import organization_id, part_id, person_id
from services.policy import Forbidden
from tests.services.imports.conftest import Place, place


def totals(convention: Convention) -> dict[tuple[int | None, str], int]:
    found: dict[tuple[int | None, str], int] = {}
    for line in convention.terms.funding.values():
        side = convention.terms.parties[line.funder_id].value
        key = (line.exercice, side)
        found[key] = found.get(key, 0) + line.amount_cents
    return found


def topics(place: Place) -> list[str]:
    return [topic for topic, _ in place.stored()]


def test_loire_has_two_versions_in_their_own_time(loire: Place) -> None:
    found = loire.convention("42-CALPAE")
    assert [(v.no, v.act, str(v.signed_on), v.precision) for v in found.versions] == [
        (1, Act.INITIAL, "2019-07-15", "day"),
        (2, Act.AVENANT, "2020-09-01", "month"),
    ]
    assert [v.effective_from for v in found.versions] == [date(2019, 7, 15), date(2020, 9, 1)]
    assert found.versions[0].content_hash != found.versions[1].content_hash
    assert (found.life, found.stage) == (Life.RUNNING, Stage.PAPER)


def test_loire_keeps_the_first_exercice_beside_the_second(loire: Place) -> None:
    found = loire.convention("42-CALPAE")
    assert totals(found) == {
        (2019, "state"): 57_504_100,
        (2019, "departement"): 87_540_000,
        (2020, "state"): 108_832_700,
        (2020, "departement"): 211_014_300,
    }
    assert len(found.terms.actions) == 12
    after_first = next(
        number
        for number, (topic, _) in enumerate(loire.stored(), 1)
        if topic == "convention.version_imported.1"
    )
    organizations = topics(loire).count("organization.organization_registered.1")
    first = loire.pactes.at_version(Convention, found.id, after_first - organizations)
    assert [exercice for exercice, _ in totals(first)] == [2019, 2019]


def test_each_version_has_its_date_and_its_source(loire: Place) -> None:
    envelopes = [envelope for topic, envelope in loire.stored() if "version_imported" in topic]
    assert [envelope["effective_on"] for envelope in envelopes] == [
        {"date": "2019-07-15", "precision": "day"},
        {"date": "2020-09-01", "precision": "month"},
    ]
    for envelope in envelopes:
        assert envelope["provenance"]["kind"] == "import"
        assert "https://solidarites.gouv.fr/" in envelope["provenance"]["ref"]


@pytest.mark.parametrize(
    ("name", "case"),
    [("loire", loire_case), ("lozere", lozere_case), ("hautes_alpes", hautes_alpes_case)],
)
def test_a_second_run_changes_nothing(
    request: pytest.FixtureRequest, name: str, case: ModuleType
) -> None:
    where: Place = request.getfixturevalue(name)
    source = case.plan()
    before = where.stored()
    again = where.take_over(source)
    assert [taken.added for taken in again] == [0] * len(source.conventions)
    assert where.stored() == before


def test_a_run_that_was_cut_short_goes_on(wiring: Wiring) -> None:
    there = place(wiring, "69D")
    whole = replace(loire_case.plan(), tenant="69D", territory_codes=("69",))
    (calpae,) = whole.conventions
    first = replace(calpae, versions=calpae.versions[:1])
    assert there.take_over(replace(whole, conventions=(first,))) == [Taken("42-CALPAE", 1, 0)]
    assert there.take_over(whole) == [Taken("42-CALPAE", added=1, known=1)]
    assert [v.no for v in there.convention("42-CALPAE").versions] == [1, 2]


def test_what_people_amended_since_is_neither_taken_again_nor_counted(wiring: Wiring) -> None:
    there = place(wiring, "71")
    plan = replace(loire_case.plan(), tenant="71", territory_codes=("71",))
    there.take_over(plan)
    convention = there.convention("42-CALPAE")
    for no in (3, 4):
        paper.import_version(
            convention,
            version_no=no,
            act=Act.AVENANT,
            signed_on=BusinessDate(date(2021, 9, no)),
            effective_from=date(2021, 9, no),
            today=date(2021, 9, no),
        )
    who = replace(persona("42", "manager").caller(), tenant="71")
    there.pactes.record(ask(who, "test"), convention)
    assert there.take_over(plan) == [Taken("42-CALPAE", added=0, known=4)]


def test_nothing_taken_over_has_slots_or_platform_signatures(loire: Place) -> None:
    said = topics(loire)
    assert not [one for one in said if "sign" in one.split(".")[1] or "round" in one]
    assert {e["provenance"]["kind"] for _, e in loire.stored()} == {"import"}


def test_people_cannot_write_into_a_paper_act(loire: Place) -> None:
    found = loire.convention("42-CALPAE")
    who = persona("42", "manager").caller()
    with pytest.raises(ImportOnly):
        add_action(loire.pactes, ask(who, "test"), AddAction(convention_id=found.id, title="Non"))


def test_lozere_has_its_predecessor_and_a_draft_that_cannot_be_frozen(lozere: Place) -> None:
    calpae, contract = lozere.convention("48-CALPAE"), lozere.convention("48-CLS")
    assert [(str(v.signed_on), v.precision) for v in calpae.versions] == [("2019-01-01", "year")]
    assert len(calpae.terms.actions) == 3
    assert contract.predecessor_id == calpae.id
    assert contract.terms.axes == (1, 3, 4)
    assert totals(contract) == {(None, "state"): 17_600_000}
    assert (contract.stage, contract.versions) == (Stage.DRAFT, [])


def test_lozeres_successor_action_names_what_it_continues(lozere: Place) -> None:
    calpae, contract = lozere.convention("48-CALPAE"), lozere.convention("48-CLS")
    (action,) = contract.terms.actions.values()
    assert action.axe == 4
    assert action.carried_over_from is not None
    assert action.carried_over_from.convention_id == calpae.id
    origin = calpae.terms.actions[action.carried_over_from.action_id]
    assert origin.title == action.title == "Collectif mobilité"


def test_names_go_to_the_persons_and_never_to_the_log(lozere: Place) -> None:
    prefet = person_id("48", "48-prefet")
    prefecture = lozere.pactes.load(Organization, organization_id("48", "state"))
    assert [(held.office, held.person_id) for held in prefecture.holdings] == [("prefet", prefet)]
    assert lozere.wiring.people("48").many([prefet])[prefet].display_name == "M. Castanet"
    assert "Castanet" not in repr(lozere.stored())
    for aggregate in (prefecture, lozere.convention("48-CLS")):
        assert "Castanet" not in repr(aggregate.__dict__)


def test_hautes_alpes_has_twenty_six_actions(hautes_alpes: Place) -> None:
    kinds = {kind: hautes_alpes.convention(f"05-{kind}") for kind in ("CLS", "CDIE", "CPT")}
    assert {kind: len(one.terms.actions) for kind, one in kinds.items()} == {
        "CLS": 9,
        "CDIE": 4,
        "CPT": 13,
    }
    assert topics(hautes_alpes).count("convention.action_added.1") == 26
    aims = kinds["CDIE"].terms.objectives.values()
    assert [objective.action_id for objective in aims] == [None, None]
    assert not any(one.terms.funding for one in kinds.values())
    assert part_id(kinds["CPT"].id, "05-CPT-13") in kinds["CPT"].terms.actions


def test_only_those_who_may_take_over(elsewhere: Place) -> None:
    with pytest.raises(Forbidden):
        elsewhere.take_over(replace(loire_case.plan(), tenant="43"), "auditor")
    with pytest.raises(PlanOfAnotherTenant):
        elsewhere.take_over(loire_case.plan())
    assert elsewhere.stored() == []


def test_a_draft_among_signed_versions_is_refused(elsewhere: Place) -> None:
    plan = replace(loire_case.plan(), tenant="43")
    (calpae,) = plan.conventions
    broken = replace(calpae, versions=(*calpae.versions, replace(calpae.versions[1], act=None)))
    with pytest.raises(DraftAmongVersions):
        elsewhere.take_over(replace(plan, conventions=(broken,)))
    assert elsewhere.stored() == []


def test_a_plan_is_written_to_its_own_log_alone(wiring: Wiring, elsewhere: Place) -> None:
    """Who may import in one département cannot have it written into another."""
    plan, platform = loire_case.plan(), wiring.platform()
    of_loire = ask(persona("42", "manager").caller(), "test")
    with pytest.raises(NotFound):
        import_conventions(elsewhere.pactes, platform, wiring.people("43"), of_loire, plan)
    of_elsewhere = ask(replace(of_loire.caller, tenant="43"), "test")
    with pytest.raises(PlanOfAnotherTenant):
        import_conventions(elsewhere.pactes, platform, wiring.people("43"), of_elsewhere, plan)
    with pytest.raises(PlanOfAnotherTenant):
        import_conventions(
            elsewhere.pactes,
            platform,
            wiring.people("42"),
            of_elsewhere,
            replace(plan, tenant="43"),
        )
    assert elsewhere.stored() == []


def test_a_person_may_hold_two_offices_of_one_organization(wiring: Wiring) -> None:
    there = place(wiring, "81")
    source = replace(lozere_case.plan(), tenant="81", territory_codes=("81",))
    prefet = next(one for one in source.holders if one.office == "prefet")
    both = replace(source, holders=(prefet, replace(prefet, office="prefet_region")))
    for _ in range(2):
        there.take_over(both)
    prefecture = there.pactes.load(Organization, organization_id("81", prefet.organization))
    who = person_id("81", prefet.key)
    assert [(held.office, held.person_id) for held in prefecture.holdings] == [
        ("prefet", who),
        ("prefet_region", who),
    ]
