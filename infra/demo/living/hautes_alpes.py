"""Hautes-Alpes: the three conventions of the pacte 2024-2027, as drafts without any amount.

The page restates contract actions by axe in other words: those sentences become descriptions, never
more actions. It files the actions of the CLS and the CPT under no axe; theirs is a proposal of
the case file, and the description says so.
"""

from typing import Any

from domain.convention.kind import Kind
from domain.dates import BusinessDate
from domain.registry.facts import OrganizationKind
from infra.cases.reading import case, first_day, last_day
from infra.demo.living.reading import DEPARTEMENT, STATE, contracting
from services.imports.plan import (
    PaperAction,
    PaperConvention,
    PaperObjective,
    PaperOrganization,
    PaperPlan,
    PaperVersion,
)

TITLES = {
    "CLS": "Contrat local des solidarités (CLS)",
    "CDIE": "Convention annuelle départementale pour l’insertion et l’emploi (CDIE)",
    "CPT": "Convention partenariale territoriale (CPT)",
}
PROPOSED = "Axe proposé à la reprise\N{NO-BREAK SPACE}: la page ne range pas cette action."
# Which action a sentence of the page restates. That of France Travail (axe 2) restates none.
RESTATED = {
    "05-CLS-01": "05-AXE1-01",
    "05-CLS-02": "05-AXE1-02",
    "05-CLS-04": "05-AXE3-01",
    "05-CLS-05": "05-AXE3-02",
    "05-CLS-06": "05-AXE3-03",
    "05-CLS-08": "05-AXE4-01",
    "05-CLS-09": "05-AXE4-02",
    "05-CDIE-01": "05-AXE2-01",
    "05-CDIE-02": "05-AXE2-04",
    "05-CDIE-04": "05-AXE2-03",
}


def key_of(kind: str) -> str:
    return f"05-{kind}"


def plan() -> PaperPlan:
    found = case("05_hautes_alpes")
    code = found["tenant"]["code"]
    return PaperPlan(
        tenant=code,
        source=found["source_url"],
        territory_codes=(code,),
        organizations=(
            *contracting(found["tenant"], "des Hautes-Alpes"),
            *(_partner(partner) for partner in found["partners"]),
        ),
        conventions=tuple(_convention(found, one) for one in found["conventions"]),
    )


def _partner(partner: dict[str, str]) -> PaperOrganization:
    return PaperOrganization(
        key=partner["kind"],
        legal_name=partner["name"],
        short_name=partner["short"],
        kind=OrganizationKind(partner["kind"]),
    )


def _convention(found: dict[str, Any], convention: dict[str, Any]) -> PaperConvention:
    key = key_of(convention["kind"])
    begins, ends = found["pacte"]["period"]
    restatements = {one["key"]: one["title"] for one in found["axis_highlights"]}
    return PaperConvention(
        key=key,
        kind=Kind(convention["kind"]),
        title=TITLES[convention["kind"]],
        starts_on=first_day(begins),
        ends_on=last_day(ends),
        state=STATE,
        departement=DEPARTEMENT,
        axes=tuple(convention["axes"]),
        versions=(
            PaperVersion(
                act=None,
                on=BusinessDate.parse(str(begins)),
                source=found["source_url"],
                actions=tuple(_action(one, restatements) for one in convention["actions"]),
                objectives=tuple(
                    PaperObjective(key=f"{key}-objectif-{number}", text=text)
                    for number, text in enumerate(convention.get("objectives_as_published", ()), 1)
                ),
            ),
        ),
    )


def _action(action: dict[str, Any], restatements: dict[str, str]) -> PaperAction:
    said = [PROPOSED] if action["axis_source"] == "proposal" else []
    if action["key"] in RESTATED:
        said.insert(0, f"{restatements[RESTATED[action['key']]]}.")
    return PaperAction(
        key=action["key"], title=action["title"], axe=action["axis"], description=" ".join(said)
    )
