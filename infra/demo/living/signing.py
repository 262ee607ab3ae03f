"""From a written act to a signed version: submit, agree twice, freeze, open the round, sign."""

from datetime import timedelta

from infra.demo.living.opening import ARS_HEAD, MANAGER, PREFET, PRESIDENT, STATE_AGENT
from infra.demo.living.scene import CPT, TENANT, Act, Scene, Step, organization, step
from infra.demo.personas import Persona
from services.ask import Ask
from services.conventions import commands, review
from services.pactes import Receipt
from services.signing import commands as round_commands
from services.signing import rounds

DAYS_TO_SIGN = timedelta(days=30)
EVERYBODY = (PREFET, PRESIDENT, ARS_HEAD)


def steps(version: str, signing: tuple[Persona, ...] = EVERYBODY) -> tuple[Step, ...]:
    """`version` tells the steps of one round from those of the next."""
    submit = commands.SubmitConvention(convention_id=CPT)
    freeze = commands.FreezeVersion(convention_id=CPT)
    return (
        step(f"{version}-submit", MANAGER, review.submit_convention, submit),
        Step(f"{version}-agree-state", STATE_AGENT, _agree),
        Step(f"{version}-agree-departement", MANAGER, _agree),
        step(f"{version}-freeze", STATE_AGENT, review.freeze_version, freeze),
        Step(f"{version}-open-round", STATE_AGENT, _open_round),
        *(Step(f"{version}-sign-{who.key}", who, _sign(who)) for who in signing),
    )


def _agree(scene: Scene, ask: Ask) -> Receipt:
    command = commands.AgreeConvention(convention_id=CPT)
    return review.agree_convention(scene.pactes, scene.wiring.sides(TENANT), ask, command)


def _open_round(scene: Scene, ask: Ask) -> Receipt:
    command = round_commands.OpenRound(convention_id=CPT, deadline=ask.today + DAYS_TO_SIGN)
    return rounds.open_round(scene.pactes, ask, command)


def _sign(who: Persona) -> Act:
    """The person signs the content that is shown: what was frozen."""

    def act(scene: Scene, ask: Ask) -> Receipt:
        convention = scene.convention()
        seat = (who.office, organization(who.organization or ""))
        slots = convention.terms.signatories.values()
        slot = next(one for one in slots if (one.office, one.organization_id) == seat)
        command = round_commands.Sign(
            convention_id=CPT,
            signatory_id=slot.signatory_id,
            content_hash=convention.frozen.content_hash if convention.frozen else "",
        )
        return rounds.sign(scene.pactes, ask, command)

    return act
