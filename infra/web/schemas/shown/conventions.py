"""What reads answer with, for the document of the API: conventions and what they hold."""

from marshmallow import Schema as Bare
from marshmallow import fields, validate

from infra.web.schemas.common import ReadSchema as Schema
from projections.queries.convention.standing import Code

CENTS = {"description": "Centimes d’euro."}


class ExerciceSchema(Schema):
    exercice = fields.Integer(required=True, allow_none=True)
    state_cents = fields.Integer(required=True, metadata=CENTS)
    departement_cents = fields.Integer(required=True, metadata=CENTS)
    partner_cents = fields.Integer(required=True, metadata=CENTS)
    total_cents = fields.Integer(required=True, metadata=CENTS)


HASHED = {"description": "Du contenu, et du jour d’application s’il fut convenu avant."}


class StandingSchema(Bare):
    """Of what is shown, on the day `on`; `version_no`: the version that applies on that day."""

    code = fields.String(required=True, validate=validate.OneOf([code.value for code in Code]))
    text = fields.String(required=True, metadata={"description": "La même chose, en français."})
    on = fields.Date(required=True)
    version_no = fields.Integer(required=True, allow_none=True)
    changes_pending = fields.Boolean(
        required=True, metadata={"description": "Une copie de travail est ouverte."}
    )


class JudgedSchema(Schema):
    standing = fields.Nested(StandingSchema, required=True)


ALONE = {"description": "L’accord vient du seul auteur du contenu, que d’autres pouvaient relire."}


class ConventionSchema(JudgedSchema):
    convention_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    territory_codes = fields.List(fields.String(), required=True)
    axes = fields.List(fields.Integer(), required=True)
    rules_version = fields.String(required=True)
    predecessor_id = fields.UUID(required=True, allow_none=True)
    paper = fields.Boolean(required=True)
    life = fields.String(required=True)
    stage = fields.String(required=True, allow_none=True)
    version_no = fields.Integer(required=True, allow_none=True)
    avenant_no = fields.Integer(required=True, allow_none=True)
    avenant_kind = fields.String(required=True, allow_none=True)
    state_agreed_hash = fields.String(required=True, allow_none=True)
    departement_agreed_hash = fields.String(required=True, allow_none=True)
    state_author_alone = fields.Boolean(required=True, allow_none=True, metadata=ALONE)
    departement_author_alone = fields.Boolean(required=True, allow_none=True, metadata=ALONE)
    exercices = fields.List(fields.Nested(ExerciceSchema), required=True)


class ConventionItemSchema(ConventionSchema):
    actions_count = fields.Integer(required=True)


class BareVersionSchema(Schema):
    version_no = fields.Integer(required=True)
    act = fields.String(required=True)
    content_hash = fields.String(required=True, metadata=HASHED)
    content_position = fields.Integer(required=True)
    signed = fields.Boolean(required=True)
    signed_on = fields.Date(required=True, allow_none=True)
    signed_precision = fields.String(required=True, allow_none=True)
    effective_from = fields.Date(required=True, allow_none=True)
    paper = fields.Boolean(required=True)
    offices = fields.List(fields.String(), required=True, allow_none=True)
    evidence_sha256 = fields.String(required=True, allow_none=True)


class VersionSchema(BareVersionSchema, JudgedSchema):
    pass


class PartySchema(Schema):
    organization_id = fields.UUID(required=True)
    side = fields.String(required=True)


class SignatorySchema(PartySchema):
    signatory_id = fields.UUID(required=True)
    office = fields.String(required=True)
    required = fields.Boolean(required=True)
    rank = fields.Integer(required=True, allow_none=True)
    joining_id = fields.UUID(required=True, allow_none=True)


class VoletSchema(Schema):
    code = fields.String(required=True)
    title = fields.String(required=True)
    starts_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)


class ArticleSchema(Schema):
    no = fields.Integer(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)


class CeilingSchema(Schema):
    exercice = fields.Integer(required=True)
    amount_cents = fields.Integer(required=True, metadata=CENTS)


class ConventionDetailSchema(ConventionSchema):
    stream_version = fields.Integer(required=True, metadata={"description": "Voir ETag."})
    version = fields.Nested(BareVersionSchema, required=True, allow_none=True)
    parties = fields.List(fields.Nested(PartySchema), required=True)
    signatories = fields.List(fields.Nested(SignatorySchema), required=True)
    volets = fields.List(fields.Nested(VoletSchema), required=True)
    articles = fields.List(fields.Nested(ArticleSchema), required=True)
    ceilings = fields.List(fields.Nested(CeilingSchema), required=True)
