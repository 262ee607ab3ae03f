"""Loire: a CALPAE signed on paper in 2019, and its avenant of 2020.

The ministry counts 10 actions in 2019 and 31 in 2020; the twelve that the préfecture's page names
are the only ones taken over, all from the first version on. The page's « un peu plus de 570 000 € »
is the ministry's 575 041 € in other words, not a second amount.
"""

from typing import Any

from domain.convention.kind import Kind
from domain.convention.version import Act
from domain.dates import BusinessDate
from infra.cases.reading import case, first_day, last_day
from infra.demo.living.reading import DEPARTEMENT, STATE, contracting
from services.imports.plan import (
    PaperAction,
    PaperConvention,
    PaperLine,
    PaperPlan,
    PaperVersion,
    PaperVolet,
)

KEY = "42-CALPAE"
VOLETS = (
    PaperVolet(code="socle", title="Mesures socle"),
    PaperVolet(code="initiative_departementale", title="Initiatives départementales"),
)


def plan() -> PaperPlan:
    found = case("42_loire")
    (convention,) = found["conventions"]
    begins, ends = convention["period"]
    return PaperPlan(
        tenant=found["tenant"]["code"],
        source=found["source_url"],
        territory_codes=(found["tenant"]["code"],),
        organizations=contracting(found["tenant"], "de la Loire"),
        conventions=(
            PaperConvention(
                key=KEY,
                kind=Kind(convention["kind"]),
                title="Convention d’appui à la lutte contre la pauvreté et d’accès à l’emploi",
                starts_on=first_day(begins),
                ends_on=last_day(ends),
                state=STATE,
                departement=DEPARTEMENT,
                volets=VOLETS,
                versions=_versions(found["source_url"], convention),
            ),
        ),
    )


def published_counts() -> dict[int, int]:
    """How many actions the ministry counts, by version."""
    (convention,) = case("42_loire")["conventions"]
    return {version["version"]: version["actions_count"] for version in convention["versions"]}


def _versions(page: str, convention: dict[str, Any]) -> tuple[PaperVersion, ...]:
    first, second = convention["versions"]
    return (
        PaperVersion(
            act=Act.INITIAL,
            on=BusinessDate.parse(first["signed_on"]),
            source=f"{page} {first['source']}",
            actions=tuple(_action(action) for action in convention["actions"]),
            lines=_lines(first),
        ),
        PaperVersion(
            act=Act.AVENANT,
            on=BusinessDate.parse(second["signed_on"]),
            source=second["source"],
            lines=_lines(second),
        ),
    )


def _action(action: dict[str, str]) -> PaperAction:
    return PaperAction(
        key=action["key"],
        title=action["title"],
        volet=action["volet"],
        description=action["block_title"],
    )


def _lines(version: dict[str, Any]) -> tuple[PaperLine, ...]:
    """No source splits the amounts by action."""
    exercice = version["exercice"]
    return tuple(
        PaperLine(
            key=f"{KEY}-{exercice}-{funder}",
            funder=funder,
            exercice=exercice,
            amount_cents=version[f"{field}_cents"],
        )
        for funder, field in ((STATE, "state"), (DEPARTEMENT, "department"))
    )
