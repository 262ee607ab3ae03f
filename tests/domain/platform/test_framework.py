from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from domain.convention.kind import Kind, KindRules
from domain.errors import RuleBroken
from domain.platform.framework import FRAMEWORK, Measure, NationalFramework
from domain.platform.publishing import (
    InvalidFramework,
    InvalidRules,
    MeasureAlreadyRegistered,
    RulesAlreadyPublished,
    UnknownRules,
    publish,
    publish_rules,
    register_measure,
    rules_of,
)
from tests.domain.platform.rules import RULES

AXES = {1: "Prévention", 2: "Emploi", 3: "Droits", 4: "Transition"}
CLS = RULES[Kind.CLS]


def published(axes: dict[int, str] = AXES, ends_on: date = date(2027, 12, 31)) -> NationalFramework:
    return publish(
        name="Pacte des solidarités",
        starts_on=date(2024, 1, 1),
        ends_on=ends_on,
        axes=axes,
        predecessor=None,
    )


def test_there_is_one_framework_with_four_axes() -> None:
    framework = published()
    assert (framework.id, framework.axes["3"]) == (FRAMEWORK, "Droits")
    with pytest.raises(InvalidFramework):
        published({1: "Prévention"})
    with pytest.raises(InvalidFramework):
        published(ends_on=date(2023, 12, 31))


def test_a_measure_is_registered_once_under_its_axe() -> None:
    framework, measure = published(), uuid4()
    register_measure(framework, measure_id=measure, axe=4, wording="Aider à la mobilité")
    assert framework.measures == {measure: Measure(4, "Aider à la mobilité")}
    with pytest.raises(MeasureAlreadyRegistered):
        register_measure(framework, measure_id=measure, axe=4, wording="Autre")
    with pytest.raises(InvalidFramework):
        register_measure(framework, measure_id=uuid4(), axe=5, wording="Autre")


def test_the_last_published_rules_are_in_use_and_the_older_ones_stay() -> None:
    framework, later = published(), replace(CLS, rules_version="2025-1", max_state_share_bp=6000)
    for rules in (*RULES.values(), later):
        publish_rules(framework, rules)
    assert rules_of(framework, Kind.CLS) == later
    assert rules_of(framework, Kind.CLS, CLS.rules_version) == CLS
    assert rules_of(framework, Kind.CDIE).allowed_axes == (2,)


def test_rules_that_nobody_published_do_not_exist() -> None:
    framework = published()
    publish_rules(framework, CLS)
    with pytest.raises(UnknownRules):
        rules_of(framework, Kind.CPT)
    with pytest.raises(UnknownRules):
        rules_of(framework, Kind.CLS, "1998-1")


@pytest.mark.parametrize(
    ("rules", "refusal"),
    [
        (CLS, RulesAlreadyPublished),
        (replace(CLS, rules_version="2", allowed_axes=(5,)), InvalidRules),
        (replace(CLS, rules_version="2", max_state_share_bp=10_001), InvalidRules),
    ],
)
def test_rules_are_refused(rules: KindRules, refusal: type[RuleBroken]) -> None:
    framework = published()
    publish_rules(framework, CLS)
    with pytest.raises(refusal):
        publish_rules(framework, rules)


def test_the_share_of_the_state_is_judged_by_action_by_convention_or_not_at_all() -> None:
    framework = published()
    with pytest.raises(InvalidRules) as refused:
        publish_rules(framework, replace(CLS, share_scope="exercice"))
    assert refused.value.field == "/share_scope"
    assert framework.rules == ()
