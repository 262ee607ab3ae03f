"""What reads answer with: actions, their measure, their money."""

from marshmallow import fields

from infra.web.schemas.common import ReadSchema as Schema
from infra.web.schemas.shown.conventions import CENTS, ExerciceSchema, JudgedSchema


class TargetSchema(Schema):
    exercice = fields.Integer(required=True)
    value = fields.Integer(required=True)


class IndicatorSchema(Schema):
    indicator_id = fields.UUID(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    direction = fields.String(required=True)
    definition = fields.String(required=True)
    baseline = fields.Integer(required=True, allow_none=True)
    targets = fields.List(fields.Nested(TargetSchema), required=True)


class ObjectiveSchema(Schema):
    objective_id = fields.UUID(required=True)
    text = fields.String(required=True)
    indicators = fields.List(fields.Nested(IndicatorSchema), required=True)


class ActionSchema(Schema):
    action_id = fields.UUID(required=True)
    code = fields.String(required=True, allow_none=True)
    axe = fields.Integer(required=True, allow_none=True)
    volet = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    nature = fields.String(required=True, allow_none=True)
    description = fields.String(required=True)
    operator_ids = fields.List(fields.UUID(), required=True)
    public = fields.String(required=True)
    territory = fields.String(required=True)
    starts_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)
    from_convention_id = fields.UUID(required=True, allow_none=True)
    from_action_id = fields.UUID(required=True, allow_none=True)
    reinforced_dimension = fields.String(required=True, allow_none=True)
    reinforced_text = fields.String(required=True, allow_none=True)
    objectives = fields.List(fields.Nested(ObjectiveSchema), required=True)


class ActionsSchema(JudgedSchema):
    convention_id = fields.UUID(required=True)
    version_no = fields.Integer(required=True, allow_none=True)
    actions = fields.List(fields.Nested(ActionSchema), required=True)
    objectives = fields.List(fields.Nested(ObjectiveSchema), required=True)


class LineSchema(Schema):
    line_id = fields.UUID(required=True)
    action_id = fields.UUID(required=True, allow_none=True)
    axe = fields.Integer(required=True, allow_none=True)
    exercice = fields.Integer(required=True, allow_none=True)
    funder_id = fields.UUID(required=True)
    side = fields.String(required=True)
    volet = fields.String(required=True, allow_none=True)
    amount_cents = fields.Integer(required=True, metadata=CENTS)
    nature = fields.String(required=True)
    counts_as_match = fields.Boolean(required=True)


class TotalSchema(Schema):
    exercice = fields.Integer(required=True, allow_none=True)
    axe = fields.Integer(required=True, allow_none=True)
    side = fields.String(required=True)
    amount_cents = fields.Integer(required=True, metadata=CENTS)


class FundingSchema(JudgedSchema):
    """`exercices` are totals of each one; nobody adds them up."""

    convention_id = fields.UUID(required=True)
    version_no = fields.Integer(required=True, allow_none=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)
    totals = fields.List(fields.Nested(TotalSchema), required=True)
    exercices = fields.List(fields.Nested(ExerciceSchema), required=True)
