"""Parameters of a replay: by which clock, and until when."""

from typing import Any

from infra.web.asked.fields import ABSENT, DAY_FORM, Choice, Day
from infra.web.schemas.asked.reads import DIGITS, INSTANT, AsOf, Page
from projections.queries.convention.states import Clock

UNTIL = {
    "description": "Où s’arrêter\u00a0: par date d’enregistrement, une position, un jour ou un "
    "instant\u202f; par date d’effet, un jour.",
    "pattern": f"^({DIGITS.pattern}|{DAY_FORM.pattern}|{INSTANT.pattern})$",
}


class End(AsOf):
    """A position, an instant, or a day."""

    default_error_messages = ABSENT | {
        "moment": "Une position, un jour AAAA-MM-JJ ou un instant RFC 3339 est attendu.",
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> Any:
        if isinstance(value, str) and DAY_FORM.fullmatch(value):
            return Day()._deserialize(value, attr, data, **given)  # noqa: SLF001 - the same class of things
        return super()._deserialize(value, attr, data, **given)


class Replay(Page):
    by = Choice(
        Clock,
        metadata={"description": "L’horloge suivie\u00a0: enregistrement (par défaut) ou effet."},
    )
    until = End(metadata=UNTIL)
