"""Parameters of comparisons: which contents, which exercices."""

from typing import Any

from marshmallow import fields, validate

from domain.convention.version import AvenantKind
from infra.papers.forms import Form
from infra.web.asked.fields import ABSENT, Body, Choice, Identifier, Many, Text
from infra.web.schemas.actions import FIRST_YEAR, LAST_YEAR
from infra.web.schemas.asked.reads import INSTANT, Digits, Instant, Judged, National
from projections.comparison.points import InvalidPoint, Point

POINT = {
    "description": "Un numéro de version, la version en vigueur un jour donné, celle signée en "
    "dernier (last_signed), la copie de travail (working), ou ce qui était enregistré à une "
    "position du journal (@1234) ou à un instant.",
    "pattern": "^([1-9][0-9]{0,3}|@[1-9][0-9]{0,15}|(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    f"|last_signed|working|{INSTANT.pattern})$",
}

CODE = "^[0-9A-Za-z]{2,3}$"


class PointText(Instant):
    """An instant stays one until the reader is known to have a right to the log."""

    default_error_messages = ABSENT | {
        "moment": "Un numéro de version, un jour, last_signed, working, @position ou un instant "
        "RFC 3339 est attendu."
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> Any:
        try:
            return Point.parse(str(value))
        except InvalidPoint:
            return super()._deserialize(value, attr, data, **given)


FORM = {"description": "json par défaut\u202f; xlsx\u00a0: les montants seuls\u202f; pdf."}


class TwoStates(Judged):
    """By default what was signed last, and the working copy."""

    format = Choice(Form, metadata=FORM)
    old = PointText(data_key="from", metadata=POINT)
    new = PointText(data_key="to", metadata=POINT)


class TwoExercices(Judged):
    """`of`: the content that plans for both; by default what was signed last."""

    format = Choice(Form, metadata=FORM)
    old = Digits(FIRST_YEAR, LAST_YEAR, data_key="from")
    new = Digits(FIRST_YEAR, LAST_YEAR, data_key="to")
    point = PointText(data_key="of", metadata=POINT)


class TwoDepartements(National):
    """What was signed last in each, of one kind. `convention`: where there are several."""

    format = Choice(Form, metadata=FORM)
    other = fields.String(
        data_key="with",
        required=True,
        validate=validate.Regexp(CODE, error="Un code de département est attendu."),
        error_messages=ABSENT,
        metadata={"description": "Le code de l’autre département."},
    )
    convention = Identifier(metadata={"description": "Si l’autre a plusieurs actes de ce genre."})


class ChangeBody(Body):
    """`post` and `body`: as one would ask it of the convention."""

    post = Text(
        required=True,
        metadata={"description": "L’adresse sous la convention\u00a0: actions, funding-lines…"},
    )
    body = fields.Dict(
        fields.String(),
        fields.Raw(allow_none=True),
        required=True,
        error_messages=ABSENT | {"invalid": "Un objet JSON est attendu."},
        metadata={"description": "Le corps que cette adresse attend."},
    )
    creates = Identifier(
        metadata={"description": "L’identifiant de ce qui est ajouté, pour la suite de l’essai."}
    )


class TrialBody(Body):
    kind = Choice(AvenantKind)
    changes = Many(fields.Nested(ChangeBody), required=True)
