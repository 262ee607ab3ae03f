"""One thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """No remedy: nothing to do."""

    name: str
    text: str
    remedy: str | None = None
