"""Instants among the contents that are compared: each is what had been recorded by then."""

from datetime import datetime
from typing import Any

from infra.web.callers.auth import caller
from infra.web.context import wiring
from projections.comparison.points import Point, Which
from projections.queries.comparison import MOMENT
from projections.queries.query import BeyondHead

# What the query takes, and how an address names it.
NAMES = {"old": "from", "new": "to", "point": "of"}


def settled(asked: dict[str, Any]) -> dict[str, Any]:
    """With positions in place of instants. Raises BeyondHead, BeforeFirstRecord, NotReached."""
    instants = {name: asked[name] for name in NAMES if isinstance(asked.get(name), datetime)}
    return asked | {name: _by(instant, name) for name, instant in instants.items()}


def _by(instant: datetime, name: str) -> Point:
    try:
        found = wiring().reader.ask(caller().tenant, MOMENT, as_of=instant)
    except BeyondHead as refusal:
        raise BeyondHead(refusal.sentence, field=f"/{NAMES[name]}") from refusal
    return Point(Which.POSITION, found.position)
