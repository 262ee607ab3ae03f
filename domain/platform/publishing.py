"""What must hold when the State publishes its framework, and which rules a convention follows."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from uuid import UUID

from domain import text
from domain.convention.kind import Kind, KindRules, ShareScope
from domain.errors import Invalid, NotFound, RuleBroken
from domain.money import WHOLE_BP
from domain.platform.framework import NationalFramework

AXES = (1, 2, 3, 4)


class InvalidFramework(Invalid):
    code = "invalid-framework"


class InvalidRules(Invalid):
    code = "invalid-rules"


class RulesAlreadyPublished(RuleBroken):
    code = "rules-already-published"


class MeasureAlreadyRegistered(RuleBroken):
    code = "measure-already-registered"


class UnknownRules(NotFound):
    code = "unknown-rules"


def publish(
    *, name: str, starts_on: date, ends_on: date, axes: Mapping[int, str], predecessor: str | None
) -> NationalFramework:
    if ends_on < starts_on:
        raise InvalidFramework("La période finit avant de commencer.", field="/ends_on")
    if tuple(sorted(axes)) != AXES:
        raise InvalidFramework("Le cadre national compte les axes 1 à 4.", field="/axes")
    return NationalFramework(
        name=text.title(name, "/name"),
        starts_on=starts_on,
        ends_on=ends_on,
        axes={str(axe): text.title(label, f"/axes/{axe}") for axe, label in axes.items()},
        predecessor=text.title(predecessor, "/predecessor") if predecessor else None,
    )


def register_measure(
    framework: NationalFramework, *, measure_id: UUID, axe: int, wording: str
) -> None:
    if measure_id in framework.measures:
        raise MeasureAlreadyRegistered("Cette mesure est déjà enregistrée.")
    if axe not in AXES:
        raise InvalidFramework("Une mesure relève d’un axe de 1 à 4.", field="/axe")
    framework.national_measure_registered(
        measure_id=measure_id, axe=axe, text=text.free_text(wording, "/text")
    )


def publish_rules(framework: NationalFramework, rules: KindRules) -> None:
    if not set(rules.allowed_axes) <= set(AXES):
        raise InvalidRules("Un axe va de 1 à 4.", field="/allowed_axes")
    if not 0 <= rules.max_state_share_bp <= WHOLE_BP:
        raise InvalidRules("Une part va de 0 à 10 000 points de base.", field="/max_state_share_bp")
    if rules.share_scope not in list(ShareScope):
        raise InvalidRules(
            "La part de l’État se juge par action, par convention, ou pas.", field="/share_scope"
        )
    if any(_same(rules, other) for other in framework.rules):
        raise RulesAlreadyPublished("Une version de règles publiée ne change plus.")
    framework.kind_rules_published(
        **{field.name: getattr(rules, field.name) for field in fields(rules)}
    )


def rules_of(framework: NationalFramework, kind: Kind, version: str | None = None) -> KindRules:
    """The rules of that version, else those published last. Raises UnknownRules."""
    for rules in reversed(framework.rules):
        if rules.kind == kind and version in (None, rules.rules_version):
            return rules
    raise UnknownRules(f"Aucune règle publiée pour une convention de type {kind}.")


def _same(one: KindRules, other: KindRules) -> bool:
    return (one.kind, one.rules_version) == (other.kind, other.rules_version)
