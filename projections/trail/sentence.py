"""One French sentence for each type of event: what happened. Who and when stand beside it."""

from functools import singledispatch


@singledispatch
def sentence(event: object) -> str:
    """Raises LookupError for a type without one: the trail may not skip an event."""
    raise LookupError(type(event).__name__)
