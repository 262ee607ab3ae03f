"""The second part: an avenant that adds an action and adjusts an amount."""

from domain.convention.action import Nature
from domain.convention.version import AvenantKind
from infra.demo.living.opening import (
    AGENT,
    DEPARTEMENT_LINE,
    EXERCICE,
    MANAGER,
)
from infra.demo.living.reading import DEPARTEMENT
from infra.demo.living.scene import CPT, Scene, Step, made_by, organization, step
from services.ask import Ask
from services.conventions import actions, avenants, commands, funding, review
from services.pactes import Receipt

ADDED_CENTS = 2_000_000
DEPARTEMENT_CENTS_ADJUSTED = 5_000_000
SECOND_ACTION = made_by(AGENT, "avenant-add-action")


def _enter_execution(scene: Scene, ask: Ask) -> Receipt:
    applies_from = scene.convention().versions[-1].effective_from
    command = commands.EnterExecution(convention_id=CPT, on=applies_from)
    return review.enter_execution(scene.pactes, ask, command)


STEPS = (
    Step("enter-execution", MANAGER, _enter_execution),
    step(
        "open-avenant",
        MANAGER,
        avenants.open_avenant,
        commands.OpenAvenant(
            convention_id=CPT,
            motive="Démonstration\N{NO-BREAK SPACE}: la première action a trouvé son public.",
            kind=AvenantKind.ACTIONS,
        ),
    ),
    step(
        "avenant-add-action",
        AGENT,
        actions.add_action,
        commands.AddAction(
            convention_id=CPT,
            code="DEMO-2",
            title="Démonstration\N{NO-BREAK SPACE}: atelier mobile de prêt de matériel",
            axe=4,
            nature=Nature.NEW,
            description="Action inventée pour la démonstration.",
        ),
    ),
    step(
        "avenant-plan-funding",
        AGENT,
        funding.plan_funding,
        commands.PlanFunding(
            convention_id=CPT,
            funder_id=organization(DEPARTEMENT),
            exercice=EXERCICE + 1,
            amount_cents=ADDED_CENTS,
            action_id=SECOND_ACTION,
        ),
    ),
    step(
        "avenant-adjust-funding",
        AGENT,
        funding.adjust_funding,
        commands.AdjustFunding(
            convention_id=CPT,
            line_id=DEPARTEMENT_LINE,
            amount_cents=DEPARTEMENT_CENTS_ADJUSTED,
            motive="Démonstration\N{NO-BREAK SPACE}: une permanence de plus par mois.",
        ),
    ),
)
