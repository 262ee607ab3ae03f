"""The first part: offices are filled, the act is written, a partner joins."""

from datetime import date

from domain.convention.action import Nature, Unit
from domain.convention.signature import Side
from domain.joining.joining import joining_id
from infra.demo.living.reading import DEPARTEMENT, STATE
from infra.demo.living.scene import CPT, TENANT, Scene, Step, made_by, organization, step
from infra.demo.personas import ARS, Persona, persona
from services.ask import Ask
from services.conventions import actions, commands, drafting, funding
from services.joining import commands as joining_commands
from services.joining import joinings
from services.pactes import Receipt
from services.registry import commands as registry_commands
from services.registry import organizations

AGENT, MANAGER, PRESIDENT = (persona(TENANT, key) for key in ("agent", "manager", "president"))
STATE_AGENT, PREFET, ADMIN = (persona(TENANT, key) for key in ("state", "prefet", "admin"))
ARS_AGENT, ARS_HEAD = persona(TENANT, "ars"), persona(TENANT, "ars-direction")

EXERCICE = 2026
IN_OFFICE_SINCE = date(2024, 1, 1)
STATE_CENTS = 3_000_000
STATE_CENTS_ADJUSTED = 3_600_000
DEPARTEMENT_CENTS = 4_500_000
ARTICLE = (
    "Article de démonstration\N{NO-BREAK SPACE}: les signataires conviennent des actions qui "
    "suivent et des moyens que chacun y consacre."
)

ACTION = made_by(AGENT, "add-action")
OBJECTIVE = made_by(AGENT, "add-objective")
INDICATOR = made_by(AGENT, "define-indicator")
STATE_LINE = made_by(STATE_AGENT, "plan-state-funding")
DEPARTEMENT_LINE = made_by(AGENT, "plan-departement-funding")
JOINING = joining_id(organization(ARS), CPT)


def _appointment(who: Persona, organization_key: str) -> Step:
    command = registry_commands.AppointOfficeHolder(
        organization_id=organization(organization_key),
        office=who.office or "",
        person_id=who.person_id,
        since=IN_OFFICE_SINCE,
    )

    def act(scene: Scene, ask: Ask) -> Receipt:
        people = scene.wiring.people(TENANT)
        return organizations.appoint_office_holder(scene.pactes, people, ask, command)

    return Step(f"appoint-{who.key}", ADMIN, act)


def _signatory(by: Persona, who: Persona, side: Side) -> Step:
    return step(
        f"designate-{who.key}",
        by,
        drafting.designate_signatory,
        commands.DesignateSignatory(
            convention_id=CPT,
            office=who.office or "",
            side=side,
            organization_id=organization(who.organization or ""),
        ),
    )


def _funding(key: str, by: Persona, funder: str, cents: int) -> Step:
    return step(
        key,
        by,
        funding.plan_funding,
        commands.PlanFunding(
            convention_id=CPT,
            funder_id=organization(funder),
            exercice=EXERCICE,
            amount_cents=cents,
            action_id=ACTION,
        ),
    )


STEPS = (
    _appointment(PREFET, STATE),
    _appointment(PRESIDENT, DEPARTEMENT),
    _appointment(ARS_HEAD, ARS),
    _signatory(STATE_AGENT, PREFET, Side.STATE),
    _signatory(MANAGER, PRESIDENT, Side.DEPARTEMENT),
    step(
        "set-article",
        AGENT,
        drafting.set_article,
        commands.SetArticle(convention_id=CPT, no=1, title="Objet", text=ARTICLE),
    ),
    step(
        "add-action",
        AGENT,
        actions.add_action,
        commands.AddAction(
            convention_id=CPT,
            code="DEMO-1",
            title="Démonstration\N{NO-BREAK SPACE}: permanences itinérantes d’accès aux droits",
            axe=3,
            nature=Nature.NEW,
            description="Action inventée pour la démonstration.",
        ),
    ),
    step(
        "add-objective",
        AGENT,
        actions.add_objective,
        commands.AddObjective(
            convention_id=CPT,
            action_id=ACTION,
            text="Démonstration\N{NO-BREAK SPACE}: tenir une permanence par vallée.",
        ),
    ),
    step(
        "define-indicator",
        AGENT,
        actions.define_indicator,
        commands.DefineIndicator(
            convention_id=CPT,
            objective_id=OBJECTIVE,
            name="Permanences tenues (démonstration)",
            unit=Unit.SESSION,
        ),
    ),
    step(
        "set-target",
        AGENT,
        actions.set_target,
        commands.SetTarget(convention_id=CPT, indicator_id=INDICATOR, exercice=EXERCICE, value=24),
    ),
    _funding("plan-state-funding", STATE_AGENT, STATE, STATE_CENTS),
    _funding("plan-departement-funding", AGENT, DEPARTEMENT, DEPARTEMENT_CENTS),
    step(
        "adjust-state-funding",
        STATE_AGENT,
        funding.adjust_funding,
        commands.AdjustFunding(
            convention_id=CPT,
            line_id=STATE_LINE,
            amount_cents=STATE_CENTS_ADJUSTED,
            motive="Démonstration\N{NO-BREAK SPACE}: deux vallées de plus à desservir.",
        ),
    ),
    step(
        "request-joining",
        ARS_AGENT,
        joinings.request_partner_joining,
        joining_commands.RequestPartnerJoining(
            convention_id=CPT,
            organization_id=organization(ARS),
            signatory_office=ARS_HEAD.office or "",
            contribution_text="Démonstration\N{NO-BREAK SPACE}: un médecin présent à deux "
            "permanences par mois.",
        ),
    ),
    step(
        "agree-joining-state",
        STATE_AGENT,
        joinings.agree_partner_joining,
        joining_commands.AgreePartnerJoining(joining_id=JOINING),
    ),
    step(
        "agree-joining-departement",
        MANAGER,
        joinings.agree_partner_joining,
        joining_commands.AgreePartnerJoining(joining_id=JOINING),
    ),
)
