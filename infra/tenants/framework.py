"""The national framework as the State published it, which every home starts from.

Rules: domain note of the instructions of 2023 and of the press; every one is data, so that a later
set can be published without a change of code. A share of 10 000 basis points is no limit.
"""

from collections.abc import Iterator
from uuid import uuid5

from domain.convention.kind import Kind, KindRules
from domain.platform.framework import FRAMEWORK, NationalFramework
from infra.cases.reading import case, first_day, last_day
from infra.store.connections.names import PLATFORM
from infra.wiring import Wiring
from services.ask import Ask
from services.platform import frameworks
from services.platform.commands import PublishFramework, PublishKindRules, RegisterMeasure

NO_LIMIT = 10_000
HALF = 5_000
OFFICES = ("prefet", "president")


def publish(wiring: Wiring, ask: Ask) -> None:
    """What is published already stays; an interrupted call is gone on with."""
    platform = wiring.platform()
    if FRAMEWORK not in platform.repository:
        frameworks.publish_framework(platform, ask, framework())
    found = platform.load(NationalFramework, FRAMEWORK)
    for one in rules():
        if one not in found.rules:
            frameworks.publish_kind_rules(platform, ask, PublishKindRules(rules=one))
    for measure in measures():
        if measure.measure_id not in found.measures:
            frameworks.register_measure(platform, ask, measure)
    wiring.wake(PLATFORM)


def framework() -> PublishFramework:
    """The State names no last year; the pactes locaux run to 2027."""
    found = case("76_occitanie")["national_framework"]
    _, ends = case("05_hautes_alpes")["pacte"]["period"]
    return PublishFramework(
        name=found["name"],
        starts_on=first_day(int(found["starts"].split("-")[0])),
        ends_on=last_day(ends),
        axes={int(axe): label for axe, label in found["axes"].items()},
        predecessor=found["predecessor"],
    )


def measures() -> Iterator[RegisterMeasure]:
    """The twelve that the page quotes, of « plus de vingt-cinq »: not the number of measures."""
    for axe, texts in case("national_strasbourg")["measures"].items():
        for text in texts:
            yield RegisterMeasure(
                measure_id=uuid5(FRAMEWORK, f"measure:{axe}:{text}"), axe=int(axe), text=text
            )


def rules() -> tuple[KindRules, ...]:
    anything = ("new", "reinforced", "carried_over")
    return (
        _rules(Kind.CLS, (1, 3, 4), "action", ("new", "reinforced")),
        _rules(Kind.CDIE, (2,), "none", anything),
        _rules(Kind.CPT, (1, 2, 3, 4), "none", anything),
        _rules(Kind.UNIQUE, (1, 2, 3, 4), "action", anything),
        _rules(Kind.CALPAE, (), "convention", anything),
    )


def _rules(
    kind: Kind, axes: tuple[int, ...], share_scope: str, natures: tuple[str, ...]
) -> KindRules:
    return KindRules(
        kind=kind,
        rules_version="2019-1" if kind is Kind.CALPAE else "2024-1",
        allowed_axes=axes,
        max_state_share_bp=NO_LIMIT if share_scope == "none" else HALF,
        share_scope=share_scope,
        required_offices=OFFICES,
        fungible_volets=(),
        allowed_natures=natures,
    )
