"""What a replay answers with, for the document of the API."""

from marshmallow import Schema as Bare
from marshmallow import fields, validate

from infra.web.schemas.common import ReadSchema as Schema
from infra.web.schemas.shown.conventions import ExerciceSchema, StandingSchema
from projections.queries.convention.states import Clock


class StateSchema(Bare):
    """By `recorded`, the content as it then stood; by `effective`, what applied on the day."""

    convention_id = fields.UUID(required=True)
    signed_no = fields.Integer(
        required=True, allow_none=True, metadata={"description": "La version signée en dernier."}
    )
    standing = fields.Nested(StandingSchema, required=True)
    exercices = fields.List(fields.Nested(ExerciceSchema), required=True)


class NamedStateSchema(StateSchema):
    kind = fields.String(required=True)
    title = fields.String(required=True)


class StepSchema(Schema):
    """`state` is null where the event is no convention’s. Nobody is named: see the journal."""

    position = fields.Integer(required=True)
    recorded_at = fields.DateTime(required=True)
    effective_on = fields.Date(required=True)
    effective_precision = fields.String(required=True)
    stream = fields.UUID(required=True)
    version = fields.Integer(required=True)
    type = fields.String(required=True)
    sentence = fields.String(required=True)
    role = fields.String(required=True, allow_none=True)
    office = fields.String(required=True, allow_none=True)
    provenance = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    state = fields.Nested(StateSchema, required=True, allow_none=True)


class ReachedSchema(Schema):
    """`reached`: every convention at the end of the whole walk."""

    by = fields.String(required=True, validate=validate.OneOf([clock.value for clock in Clock]))
    reached = fields.List(fields.Nested(NamedStateSchema), required=True)
