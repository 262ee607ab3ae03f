"""What is answered about one event, for the document of the API."""

from marshmallow import Schema as Bare
from marshmallow import fields, validate

from domain.notification import Channel, Outcome
from infra.web.schemas.common import ReadSchema
from infra.web.schemas.shown.people import EventSchema
from workers.notify.due import As


class CauseSchema(Bare):
    text = fields.String(required=True)
    items = fields.List(
        fields.Nested(EventSchema),
        required=True,
        metadata={"description": "La cause directe d’abord, puis la sienne, de proche en proche."},
    )
    more = fields.Boolean(
        required=True,
        metadata={"description": "La suite se lit à partir du dernier de ces faits."},
    )


class ExplainedSchema(ReadSchema):
    event = fields.Nested(EventSchema, required=True)
    asked = fields.String(
        required=True,
        metadata={"description": "Par quelle voie, en quelle qualité, prouvée comment."},
    )
    cause = fields.Nested(CauseSchema, required=True)
    effects_count = fields.Integer(
        required=True, metadata={"description": "Les faits dont celui-ci est la cause."}
    )
    request_count = fields.Integer(
        required=True,
        metadata={"description": "Les faits de la même demande, celui-ci et ses suites compris."},
    )


class OutcomeSchema(Bare):
    position = fields.Integer(required=True)
    recorded_at = fields.DateTime(required=True)
    type = fields.String(required=True)
    sentence = fields.String(required=True)
    error_code = fields.String(required=True, allow_none=True)


class NotificationSchema(Bare):
    """Without any address."""

    outbox_id = fields.UUID(required=True)
    notice = fields.String(required=True)
    told_as = fields.String(required=True, validate=validate.OneOf([each.value for each in As]))
    person_id = fields.UUID(required=True)
    office = fields.String(required=True, allow_none=True)
    organization_id = fields.UUID(required=True, allow_none=True)
    channel = fields.String(
        required=True, validate=validate.OneOf([each.value for each in Channel])
    )
    outcome = fields.String(
        required=True, validate=validate.OneOf([each.value for each in Outcome])
    )
    attempts = fields.Integer(required=True)
    outcomes = fields.List(fields.Nested(OutcomeSchema), required=True)


class ToldSchema(ReadSchema):
    position = fields.Integer(required=True, metadata={"description": "Du fait."})
    decided = fields.Boolean(
        required=True,
        metadata={
            "description": "Faux\u00a0: le suivi n’en est pas encore là, la liste peut grandir."
        },
    )
    items = fields.List(fields.Nested(NotificationSchema), required=True)
