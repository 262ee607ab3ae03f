"""Publish the national framework, its measures and the rules of each kind."""

from domain.errors import RuleBroken
from domain.platform import publishing
from domain.platform.framework import FRAMEWORK, NationalFramework
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.platform.commands import PublishFramework, PublishKindRules, RegisterMeasure
from services.policy import allow
from services.target import Target


class FrameworkAlreadyPublished(RuleBroken):
    code = "framework-already-published"


def publish_framework(platform: Pactes, ask: Ask, command: PublishFramework) -> Receipt:
    allow(ask, "publish_framework", Target(tenant=platform.tenant))
    framework = publishing.publish(
        name=command.name,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        axes=command.axes,
        predecessor=command.predecessor,
    )
    if framework.id in platform.repository:
        raise FrameworkAlreadyPublished("Le cadre national est déjà publié.")
    return platform.record(ask, framework)


def register_measure(platform: Pactes, ask: Ask, command: RegisterMeasure) -> Receipt:
    allow(ask, "register_measure", Target(tenant=platform.tenant))
    framework = platform.load(NationalFramework, FRAMEWORK, ask)
    publishing.register_measure(
        framework,
        measure_id=command.measure_id or ask.minted(),
        axe=command.axe,
        wording=command.text,
    )
    return platform.record(ask, framework)


def publish_kind_rules(platform: Pactes, ask: Ask, command: PublishKindRules) -> Receipt:
    allow(ask, "publish_kind_rules", Target(tenant=platform.tenant))
    framework = platform.load(NationalFramework, FRAMEWORK, ask)
    publishing.publish_rules(framework, command.rules)
    return platform.record(ask, framework)
