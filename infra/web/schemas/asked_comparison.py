"""Parameters of comparisons: which contents, which exercices."""

from typing import Any

from marshmallow import fields

from infra.web.asked.fields import ABSENT
from infra.web.schemas.actions import FIRST_YEAR, LAST_YEAR
from infra.web.schemas.asked import Digits, Judged
from projections.comparison.points import InvalidPoint, Point

POINT = {
    "description": "Un numéro de version, la version en vigueur un jour donné, celle signée en "
    "dernier (last_signed), la copie de travail (working), ou une position du journal (@1234).",
    "pattern": "^([1-9][0-9]{0,3}|@[1-9][0-9]{0,15}|(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    "|last_signed|working)$",
}


class PointText(fields.String):
    default_error_messages = ABSENT | {
        "point": "Un numéro de version, un jour, last_signed, working ou @position est attendu."
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> Any:
        text = super()._deserialize(value, attr, data, **given)
        try:
            return Point.parse(str(text))
        except InvalidPoint as error:
            raise self.make_error("point") from error


class TwoStates(Judged):
    """By default what was signed last, and the working copy."""

    old = PointText(data_key="from", metadata=POINT)
    new = PointText(data_key="to", metadata=POINT)


class TwoExercices(Judged):
    """`of`: the content that plans for both; by default what was signed last."""

    old = Digits(FIRST_YEAR, LAST_YEAR, data_key="from")
    new = Digits(FIRST_YEAR, LAST_YEAR, data_key="to")
    point = PointText(data_key="of", metadata=POINT)
