"""The living story: people of the demo bring a convention to signature, then amend it.

They go through the functions that the API calls. Amounts, dates and people are the demo's own.
"""

from collections.abc import Iterator

from infra.demo import amending, opening, signing
from infra.demo.scene import Scene, Step

STEPS: tuple[Step, ...] = (
    *opening.STEPS,
    *signing.steps("v1"),
    *amending.STEPS,
    *signing.steps("v2"),
)


def play(scene: Scene) -> Iterator[bool]:
    """One item for each of STEPS: whether it was played now."""
    for step in STEPS:
        yield scene.play(step)
