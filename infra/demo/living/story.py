"""The living story: people of the demo bring a convention to signature, then amend it.

They go through the functions that the API calls. Amounts, dates and people are the demo's own.
The last avenant waits for two signatures, so that who signs in as one of these people can sign.
"""

from infra.demo.living import amending, opening, signing, waiting
from infra.demo.living.scene import Step

STEPS: tuple[Step, ...] = (
    *opening.STEPS,
    *signing.steps("v1"),
    *amending.STEPS,
    *signing.steps("v2"),
    *waiting.STEPS,
    *signing.steps("v3", signing=(opening.PREFET,)),
)
