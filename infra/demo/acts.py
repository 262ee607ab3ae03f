"""The acts of `pacte demo`, in order: each has a name for people and may be done again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from domain.dates import BusinessDate
from domain.departement import name_of
from domain.envelope import Provenance, ProvenanceKind
from infra.demo import founding, hautes_alpes, loire, lozere, story
from infra.demo.personas import TENANTS, persona
from infra.demo.scene import Scene, ask
from infra.wiring import Wiring
from services.ask import Ask
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
    scene = Scene(wiring)
    for step in story.STEPS:
        yield Act(
            f"Histoire des Hautes-Alpes\N{NO-BREAK SPACE}: {step.who.words}",
            partial(scene.play, step),
        )


def take_over(wiring: Wiring, plan: PaperPlan) -> None:
    caller = persona(plan.tenant, "manager").caller("demo")

    def ask_for(source: str, on: BusinessDate | None) -> Ask:
        plain = ask(caller, source)
        imported = Provenance(ProvenanceKind.IMPORT, source)
        return replace(plain, provenance=imported, effective_on=on or plain.effective_on)

    import_conventions(
        wiring.pactes(plan.tenant), wiring.platform(), wiring.people(plan.tenant), ask_for, plan
    )
    wiring.wake(plan.tenant)
