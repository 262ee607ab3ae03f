"""A département, or one convention, event by event: what was known when, what applied when."""

from functools import partial
from typing import Any

from infra.reading.replaying import end_of
from infra.web.api.conventions import ONE
from infra.web.asked.paging import Paging
from infra.web.callers.auth import caller
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get
from infra.web.schemas.asked.replay import Replay
from infra.web.schemas.shown.replay import ReachedSchema, StepSchema
from projections.queries.convention.states import Clock
from projections.queries.replay import REPLAY

family = Family("replay", description="Rejouer le journal, fait par fait.")


def settled(asked: dict[str, Any]) -> dict[str, Any]:
    """The end of the walk as the query takes it."""
    by, until = asked.pop("by", Clock.RECORDED), asked.pop("until", None)
    return {"by": by, **asked, **end_of(wiring(), caller().tenant, by, until)}


READ = partial(
    Read, query=REPLAY, items=True, paging=Paging("position", "after", int), settle=settled
)

get(
    family,
    "/replay",
    "Rejouer le journal du département, fait par fait ou jusqu’à une date",
    read=READ(),
    parameters=Replay,
    shows=StepSchema,
    beside=ReachedSchema,
)
get(
    family,
    f"{ONE}/replay",
    "Rejouer le journal d’une convention",
    read=READ(stream="convention_id"),
    parameters=Replay,
    shows=StepSchema,
    beside=ReachedSchema,
)
