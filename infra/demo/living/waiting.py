"""The third part: an avenant about one amount, which whoever visits may sign."""

from domain.convention.version import AvenantKind
from infra.demo.living.opening import MANAGER, STATE_AGENT, STATE_LINE
from infra.demo.living.scene import CPT, step
from services.conventions import avenants, commands, funding

STATE_CENTS_RAISED = 4_000_000

STEPS = (
    step(
        "open-second-avenant",
        MANAGER,
        avenants.open_avenant,
        commands.OpenAvenant(
            convention_id=CPT,
            motive="Démonstration\N{NO-BREAK SPACE}: les permanences coûtent plus que prévu.",
            kind=AvenantKind.FUNDING,
        ),
    ),
    step(
        "second-avenant-adjust-funding",
        STATE_AGENT,
        funding.adjust_funding,
        commands.AdjustFunding(
            convention_id=CPT,
            line_id=STATE_LINE,
            amount_cents=STATE_CENTS_RAISED,
            motive="Démonstration\N{NO-BREAK SPACE}: le carburant des permanences itinérantes.",
        ),
    ),
)
