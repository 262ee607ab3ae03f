"""Parameters of reads: which moment, which day, which page, which of them."""

import re
from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from domain.canonical import LARGEST
from domain.convention.kind import Kind
from domain.convention.stage import Life
from infra.web.asked.fields import ABSENT, Body, Choice, Day, Whole

DIGITS = re.compile(r"[0-9]{1,16}")
INSTANT = re.compile(
    r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
MOST_ITEMS = 200


class Digits(Whole):
    """A whole number as an address writes it: digits, and nothing else."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> int:
        if not isinstance(value, str) or not DIGITS.fullmatch(value):
            raise self.make_error("invalid")
        return super()._deserialize(int(value), attr, data, **given)


class Instant(fields.String):
    """RFC 3339 with a zone."""

    default_error_messages = ABSENT | {"moment": "Un instant RFC 3339 est attendu."}

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> Any:
        text = super()._deserialize(value, attr, data, **given)
        if not INSTANT.fullmatch(str(text)):
            raise self.make_error("moment")
        try:
            return datetime.fromisoformat(str(text))
        except ValueError as error:
            raise self.make_error("moment") from error


class AsOf(Instant):
    """A position of the log, or an instant."""

    default_error_messages = ABSENT | {
        "moment": "Une position ou un instant RFC 3339 est attendu.",
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> Any:
        if isinstance(value, str) and DIGITS.fullmatch(value):
            return int(value)
        return super()._deserialize(value, attr, data, **given)


AS_OF = {
    "description": "Ce qui était enregistré alors\u00a0: une position du journal, ou un instant.",
    "pattern": f"^({DIGITS.pattern}|{INSTANT.pattern})$",
}


class Moment(Body):
    as_of = AsOf(metadata=AS_OF)
    min_position = Digits(
        0, LARGEST, metadata={"description": "Attendre (2 s au plus) que ce soit lu."}
    )


class InForce(Moment):
    in_force_on = Day(metadata={"description": "La version qui s’appliquait ce jour-là."})


class Judged(Moment):
    in_force_on = Day(metadata={"description": "Le jour auquel son état est jugé."})


class Paged(Body):
    limit = Digits(1, MOST_ITEMS, metadata={"description": "50 par défaut."})
    cursor = fields.String(
        validate=validate.Length(1, 2000, error="De {min} à {max} caractères sont attendus."),
        metadata={"description": "La valeur «\u00a0next\u00a0» de la page d’avant."},
    )


class Page(Moment, Paged):
    pass


class PageInForce(Page, InForce):
    pass


class Conventions(PageInForce):
    kind = Choice(Kind)
    life = Choice(Life)


class National(Body):
    as_of = Instant(metadata={"format": "date-time"})
    in_force_on = Day()
