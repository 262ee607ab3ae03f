"""Bodies: what a convention says of itself, and its procedure."""

from marshmallow import fields

from domain.convention.kind import Kind
from domain.convention.version import AvenantKind
from infra.web.asked.fields import LONGEST_TEXT, Body, Choice, Day, Identifier, Many, Text, Whole
from infra.web.schemas.common import ReceiptSchema


class DraftBody(Body):
    kind = Choice(Kind, required=True)
    title = Text(required=True)
    starts_on = Day(required=True)
    ends_on = Day(required=True)
    territory_codes = Many(Text(3), required=True)
    axes = Many(Whole(1, 4), required=True)
    predecessor_id = Identifier(allow_none=True)


class VoletBody(Body):
    code = Text(64, required=True)
    title = Text(required=True)
    starts_on = Day(required=True)
    ends_on = Day(required=True)


class ArticleBody(Body):
    no = Whole(1, 999, required=True)
    title = Text(required=True)
    text = Text(LONGEST_TEXT, lines=True, required=True)


class EmptyBody(Body):
    """An empty object: the address says everything."""


class FreezeBody(Body):
    effective_from = Day(allow_none=True)


class ExecutionBody(Body):
    on = Day(required=True)


class AvenantBody(Body):
    motive = Text(LONGEST_TEXT, lines=True, required=True)
    kind = Choice(AvenantKind)


class MotiveBody(Body):
    motive = Text(LONGEST_TEXT, lines=True, required=True)


class AgreementReceipt(ReceiptSchema):
    warning = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Dit si l’accord vient du seul auteur du contenu."},
    )
