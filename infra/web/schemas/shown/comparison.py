"""What a comparison answers with, for the document of the API."""

from marshmallow import Schema as Bare
from marshmallow import fields, validate

from domain.comparison.comparison import Between
from domain.comparison.lines import Change, Part
from domain.comparison.redline import Op
from domain.convention.signature import Side
from infra.web.schemas.common import ReadSchema as Schema
from infra.web.schemas.shown.conventions import CENTS, StandingSchema
from infra.web.schemas.shown.people import EventSchema
from projections.comparison.points import Which

ANY = {"description": "Valeur canonique\u00a0; null\u00a0: absente."}
POSITIONS = {"description": "Les faits du journal qui en sont la cause."}


class PieceSchema(Bare):
    op = fields.String(required=True, validate=validate.OneOf([op.value for op in Op]))
    text = fields.String(required=True)


class DifferenceSchema(Bare):
    part = fields.String(required=True, validate=validate.OneOf([part.value for part in Part]))
    key = fields.String(
        required=True, metadata={"description": "Identifiant, code, numéro, année."}
    )
    name = fields.String(required=True)
    change = fields.String(required=True, validate=validate.OneOf([each.value for each in Change]))
    field = fields.String(required=True, metadata={"description": "Vide\u00a0: l’élément entier."})
    path = fields.List(fields.String(), required=True)
    old = fields.Raw(required=True, metadata=ANY)
    new = fields.Raw(required=True, metadata=ANY)
    redline = fields.List(fields.Nested(PieceSchema), required=True)
    positions = fields.List(fields.Integer(), required=True, metadata=POSITIONS)


class AmountDifferenceSchema(Bare):
    line_id = fields.UUID(required=True)
    exercice = fields.Integer(required=True, allow_none=True)
    side = fields.String(required=True, validate=validate.OneOf([side.value for side in Side]))
    funder_id = fields.UUID(required=True)
    axe = fields.Integer(required=True, allow_none=True)
    volet = fields.String(required=True, allow_none=True)
    action_id = fields.UUID(required=True, allow_none=True)
    old_cents = fields.Integer(required=True, allow_none=True, metadata=CENTS)
    new_cents = fields.Integer(required=True, allow_none=True, metadata=CENTS)
    delta_cents = fields.Integer(required=True, metadata=CENTS)
    positions = fields.List(fields.Integer(), required=True, metadata=POSITIONS)


class TotalDifferenceSchema(Bare):
    exercice = fields.Integer(required=True, allow_none=True)
    key = fields.Raw(
        required=True, metadata={"description": "Côté, organisme, axe, volet, action."}
    )
    old_cents = fields.Integer(required=True, metadata=CENTS)
    new_cents = fields.Integer(required=True, metadata=CENTS)
    delta_cents = fields.Integer(required=True, metadata=CENTS)


class TotalDifferencesSchema(Bare):
    exercices = fields.List(fields.Nested(TotalDifferenceSchema), required=True)
    sides = fields.List(fields.Nested(TotalDifferenceSchema), required=True)
    funders = fields.List(fields.Nested(TotalDifferenceSchema), required=True)
    axes = fields.List(fields.Nested(TotalDifferenceSchema), required=True)
    volets = fields.List(fields.Nested(TotalDifferenceSchema), required=True)
    actions = fields.List(fields.Nested(TotalDifferenceSchema), required=True)


class CountDifferenceSchema(Bare):
    axe = fields.Integer(required=True, allow_none=True)
    old = fields.Integer(required=True)
    new = fields.Integer(required=True)


class ComparedContentSchema(Bare):
    standing = fields.Nested(StandingSchema, required=True)
    convention_id = fields.UUID(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([each.value for each in Which]))
    position = fields.Integer(required=True)
    working_copy = fields.Boolean(required=True)
    version_no = fields.Integer(required=True, allow_none=True)
    act = fields.String(required=True, allow_none=True)
    signed_on = fields.Date(required=True, allow_none=True)
    signed_precision = fields.String(required=True, allow_none=True)
    effective_from = fields.Date(required=True, allow_none=True)


class ComparisonSchema(Schema):
    between = fields.String(required=True, validate=validate.OneOf([b.value for b in Between]))
    empty = fields.Boolean(required=True)
    old = fields.Nested(ComparedContentSchema, required=True, data_key="from")
    new = fields.Nested(ComparedContentSchema, required=True, data_key="to")
    exercice_from = fields.Integer(required=True, allow_none=True)
    exercice_to = fields.Integer(required=True, allow_none=True)
    departement_from = fields.String(required=True, allow_none=True)
    departement_to = fields.String(required=True, allow_none=True)
    lines = fields.List(fields.Nested(DifferenceSchema), required=True)
    amounts = fields.List(fields.Nested(AmountDifferenceSchema), required=True)
    totals = fields.Nested(TotalDifferencesSchema, required=True)
    actions_count = fields.List(fields.Nested(CountDifferenceSchema), required=True)
    organizations = fields.Dict(fields.UUID(), fields.String(), required=True)
    events = fields.List(fields.Nested(EventSchema), required=True)


class TrialProblemSchema(Bare):
    pointer = fields.String(
        required=True, metadata={"description": "Dans le corps envoyé\u00a0: quelle modification."}
    )
    type = fields.String(required=True)
    detail = fields.String(required=True)


class TrialSchema(ComparisonSchema):
    """Nothing made these differences yet: `positions` and `events` are empty."""

    problems = fields.List(fields.Nested(TrialProblemSchema), required=True)
