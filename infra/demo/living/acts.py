"""The acts of `pacte demo`, in order: each has a name for people and may be done again."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from domain.departement import name_of
from infra.demo import founding, membership
from infra.demo.living import hautes_alpes, loire, lozere, story
from infra.demo.living.scene import Scene, ask
from infra.demo.personas import TENANTS, persona
from infra.store.connections.names import PLATFORM
from infra.wiring import Wiring
from services.imports.conventions import import_conventions
from services.imports.plan import PaperPlan

PLANS = (loire.plan, lozere.plan, hautes_alpes.plan)


class Act(NamedTuple):
    name: str
    do: Callable[[], object]


def of_writing(wiring: Wiring) -> Iterator[Act]:
    """Everything that goes into the log."""
    yield Act("Cadre national", partial(founding.publish_framework, wiring))
    for code in TENANTS:
        yield Act(
            f"Département {name_of(code)}",
            partial(founding.declare_tenant, wiring, code),
        )
    yield Act(
        "Personnes de démonstration",
        partial(founding.create_people, wiring, set(TENANTS)),
    )
    for plan in (each() for each in PLANS):
        yield Act(
            f"Reprise des actes\N{NO-BREAK SPACE}: {name_of(plan.tenant)}",
            partial(take_over, wiring, plan),
        )
    yield Act("Service d’identité", partial(membership.configure_provider, wiring))
    for code in (PLATFORM, *TENANTS):
        yield Act("Rôles et mandats", partial(membership.let_in, wiring, code))
    scene = Scene(wiring)
    for step in story.STEPS:
        yield Act(
            f"Histoire des Hautes-Alpes\N{NO-BREAK SPACE}: {step.who.words}",
            partial(scene.play, step),
        )


def take_over(wiring: Wiring, plan: PaperPlan) -> None:
    by = ask(persona(plan.tenant, "manager").caller("demo"), plan.source)
    pactes, people = wiring.pactes(plan.tenant), wiring.people(plan.tenant)
    import_conventions(pactes, wiring.platform(), people, by, plan)
    wiring.wake(plan.tenant)
