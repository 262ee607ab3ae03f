"""The living story: people of the demo bring a convention to signature, then amend it.

They go through the functions that the API calls. Amounts, dates and people are the demo's own.
"""

from infra.demo.living import amending, opening, signing
from infra.demo.living.scene import Step

STEPS: tuple[Step, ...] = (
    *opening.STEPS,
    *signing.steps("v1"),
    *amending.STEPS,
    *signing.steps("v2"),
)
