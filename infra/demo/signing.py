"""From a written act to a signed version: submit, agree twice, freeze, open the round, sign."""

from datetime import timedelta

from infra.demo.opening import ARS_HEAD, MANAGER, PREFET, PRESIDENT, STATE_AGENT
from infra.demo.personas import Persona
from infra.demo.scene import CPT, Act, Scene, Step, asking, organization
from services.ask import Ask
from services.conventions import commands, review
from services.pactes import Receipt
from services.signing import commands as round_commands
from services.signing import rounds

DAYS_TO_SIGN = timedelta(days=30)


def steps(version: str) -> tuple[Step, ...]:
    """`version` tells the steps of one round from those of the next."""
    agree = asking(review.agree_convention, commands.AgreeConvention(convention_id=CPT))
    submit = asking(review.submit_convention, commands.SubmitConvention(convention_id=CPT))
    freeze = asking(review.freeze_version, commands.FreezeVersion(convention_id=CPT))
    return (
        Step(f"{version}-submit", MANAGER, submit),
        Step(f"{version}-agree-state", STATE_AGENT, agree),
        Step(f"{version}-agree-departement", MANAGER, agree),
        Step(f"{version}-freeze", STATE_AGENT, freeze),
        Step(f"{version}-open-round", STATE_AGENT, _open_round),
        *(
            Step(f"{version}-sign-{who.key}", who, _sign(who))
            for who in (PREFET, PRESIDENT, ARS_HEAD)
        ),
    )


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
