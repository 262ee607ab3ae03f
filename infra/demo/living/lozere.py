"""Lozère: the CALPAE of 2019 as predecessor, and the new contract as the département announces it.

The page gives no year to the State's 176 000 €, which can so not be frozen. The kind and period
of the new contract follow from its three axes and the national framework. « plus de 10 millions
d’euros » is the département's own spending, no part of a convention. Results of the actions are
measurements: not taken over here.
"""

from datetime import date
from typing import Any

from domain.convention.action import Unit
from domain.convention.kind import Kind
from domain.convention.version import Act
from domain.dates import BusinessDate
from domain.registry.facts import OrganizationKind
from infra.cases.reading import case, first_day, last_day
from infra.demo.living.reading import DEPARTEMENT, STATE, contracting
from services.imports.plan import (
    PaperAction,
    PaperConvention,
    PaperHolder,
    PaperIndicator,
    PaperLine,
    PaperObjective,
    PaperOrganization,
    PaperPlan,
    PaperVersion,
)

SOURCE = "48_lozere.json"
CALPAE = "48-CALPAE"
CONTRACT = "48-CLS"
REGION = "state_region"
# The page is the first to show these three people in office: since when they were, it does not say.
OFFICES = {
    "Commissaire": ("commissaire", REGION),
    "Préfet": ("prefet", STATE),
    "Présidente": ("president", DEPARTEMENT),
}
# A CALPAE is a contract of three years, 2019 to 2021 (page of the préfecture of the Loire).
CALPAE_YEARS = (2019, 2021)
AIMS = {
    "48-CALPAE-02": "répondre aux besoins spécifiques de personnes rencontrant des obstacles pour "
    "passer leur code de la route",
    "48-CALPAE-03": "accompagner les bénéficiaires du RSA dans l'accès aux soins et aux droits "
    "liés à la santé",
}
UNITS = {"sessions": Unit.SESSION, "référentes": Unit.POST}


def plan() -> PaperPlan:
    found = case("48_lozere")
    code = found["tenant"]["code"]
    published = date.fromisoformat(found["pacte"]["launched"]["published_on"])
    return PaperPlan(
        tenant=code,
        source=SOURCE,
        territory_codes=(code,),
        organizations=(
            *contracting(found["tenant"], "de la Lozère"),
            PaperOrganization(
                key=REGION,
                legal_name="Préfecture de la région Occitanie",
                kind=OrganizationKind.STATE_REGION,
            ),
        ),
        holders=tuple(_holder(person, published) for person in found["people"]),
        conventions=(_calpae(found["predecessor"]), _contract(found, published)),
    )


def _holder(person: dict[str, str], published: date) -> PaperHolder:
    office, organization = OFFICES[person["office"].split()[0]]
    return PaperHolder(
        key=f"48-{office}",
        display_name=person["name"],
        office=office,
        organization=organization,
        since=published,
        source=SOURCE,
    )


def _calpae(found: dict[str, Any]) -> PaperConvention:
    actions = found["actions"]
    return PaperConvention(
        key=CALPAE,
        kind=Kind(found["kind"]),
        title="Convention d’appui à la lutte contre la pauvreté et d’accès à l’emploi",
        starts_on=first_day(CALPAE_YEARS[0]),
        ends_on=last_day(CALPAE_YEARS[1]),
        state=STATE,
        departement=DEPARTEMENT,
        versions=(
            PaperVersion(
                act=Act.INITIAL,
                on=BusinessDate.parse(str(found["signed_year"])),
                source=SOURCE,
                actions=tuple(_action(action) for action in actions),
                objectives=tuple(
                    PaperObjective(key=f"{key}-objectif", action=key, text=text)
                    for key, text in AIMS.items()
                ),
                indicators=tuple(one for action in actions for one in _indicators(action)),
            ),
        ),
    )


def _action(action: dict[str, Any]) -> PaperAction:
    said = [f"Depuis {action['started']}"] if "started" in action else []
    said += action.get("components", [])
    said += [action["cofinancing"]] if "cofinancing" in action else []
    return PaperAction(
        key=action["key"],
        title=action["title"],
        description="\N{NARROW NO-BREAK SPACE}; ".join(said),
    )


def _indicators(action: dict[str, Any]) -> tuple[PaperIndicator, ...]:
    """What is counted; the figures themselves are results."""
    counted = [*action.get("results", []), *action.get("planned", []), *action.get("resources", [])]
    return tuple(
        PaperIndicator(
            key=f"{action['key']}-{measure['indicator']}",
            objective=f"{action['key']}-objectif",
            name=measure["indicator"],
            unit=UNITS.get(measure["indicator"], Unit.PERSON),
        )
        for measure in counted
    )


def _contract(found: dict[str, Any], published: date) -> PaperConvention:
    (contract,) = found["conventions"]
    begins, ends = found["pacte"]["period"]
    return PaperConvention(
        key=CONTRACT,
        kind=Kind(contract["kind"]),
        title="Pacte des Solidarités en Lozère",
        starts_on=first_day(begins),
        ends_on=last_day(ends),
        state=STATE,
        departement=DEPARTEMENT,
        axes=tuple(contract["axes"]),
        predecessor=CALPAE,
        versions=(
            PaperVersion(
                act=None,
                on=BusinessDate(published),
                source=SOURCE,
                actions=_carried_over(found["predecessor"]["actions"]),
                objectives=tuple(_orientation(one) for one in contract["orientations"]),
                lines=(_state_line(found["pacte"]["state_funding"]),),
            ),
        ),
    )


def _carried_over(actions: list[dict[str, Any]]) -> tuple[PaperAction, ...]:
    """The action that the page announces again under axe 4."""
    return tuple(
        PaperAction(
            key=f"{CONTRACT}-{action['key']}",
            title=action["title"],
            axe=action["successor_axis"],
            carried_over_from=(CALPAE, action["key"]),
        )
        for action in actions
        if action.get("carried_over")
    )


def _orientation(orientation: dict[str, Any]) -> PaperObjective:
    """The page ranks them 1, 2, 3: national axes 1, 3, 4."""
    axe, rank = orientation["axis"], orientation["published_rank"]
    return PaperObjective(
        key=f"{CONTRACT}-axe-{axe}",
        text=f"Axe {axe} (rang {rank} de la publication)\N{NO-BREAK SPACE}: "
        f"{orientation['title']}. {orientation['text']}.",
    )


def _state_line(funding: dict[str, Any]) -> PaperLine:
    return PaperLine(
        key=f"{CONTRACT}-state",
        funder=STATE,
        exercice=funding["exercice"],
        amount_cents=funding["amount_cents"],
    )
