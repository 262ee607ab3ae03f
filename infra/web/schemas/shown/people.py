"""What reads answer with: organizations, partners, signatures, the trail."""

from marshmallow import Schema as Bare
from marshmallow import fields

from infra.web.schemas.common import ReadSchema as Schema
from infra.web.schemas.shown.conventions import CENTS, HASHED, JudgedSchema


class PersonVersionSchema(Bare):
    id = fields.UUID(required=True)
    version = fields.Integer(required=True, metadata={"description": "Voir ETag."})


class PersonSchema(PersonVersionSchema):
    """`email` is shown to those who may correct it."""

    display_name = fields.String(required=True)
    civility = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)


class OfficeHolderSchema(Schema):
    office = fields.String(required=True)
    person_id = fields.UUID(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True, allow_none=True)


class DelegationSchema(Schema):
    delegation_id = fields.UUID(required=True)
    office = fields.String(required=True)
    person_id = fields.UUID(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    act_ref = fields.String(required=True)


class OrganizationSchema(Schema):
    organization_id = fields.UUID(required=True)
    stream_version = fields.Integer(required=True)
    legal_name = fields.String(required=True)
    short_name = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    siret = fields.String(required=True, allow_none=True)
    rna = fields.String(required=True, allow_none=True)
    office_holders = fields.List(fields.Nested(OfficeHolderSchema), required=True)
    signing_delegations = fields.List(fields.Nested(DelegationSchema), required=True)


class PartnerSchema(Schema):
    joining_id = fields.UUID(required=True)
    stream_version = fields.Integer(required=True)
    organization_id = fields.UUID(required=True)
    legal_name = fields.String(required=True, allow_none=True)
    short_name = fields.String(required=True, allow_none=True)
    contribution_text = fields.String(required=True)
    amount_cents = fields.Integer(required=True, allow_none=True, metadata=CENTS)
    status = fields.String(required=True)
    state_office = fields.String(required=True, allow_none=True)
    departement_office = fields.String(required=True, allow_none=True)
    deliberation_ref = fields.String(required=True, allow_none=True)
    refused_by = fields.String(required=True, allow_none=True)
    joined_since = fields.Date(required=True, allow_none=True)
    version_no = fields.Integer(required=True, allow_none=True)


class SlotSchema(Schema):
    signatory_id = fields.UUID(required=True)
    office = fields.String(required=True)
    side = fields.String(required=True)
    organization_id = fields.UUID(required=True)
    required = fields.Boolean(required=True)
    rank = fields.Integer(required=True, allow_none=True)


class SignedSlotSchema(SlotSchema):
    status = fields.String(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    signed_at = fields.DateTime(required=True, allow_none=True)
    method = fields.String(required=True, allow_none=True)
    evidence_sha256 = fields.String(required=True, allow_none=True)


class RoundSchema(Schema):
    round_id = fields.UUID(required=True)
    version_no = fields.Integer(required=True)
    content_hash = fields.String(required=True, metadata=HASHED)
    deadline = fields.Date(required=True)
    status = fields.String(required=True)
    slots = fields.List(fields.Nested(SignedSlotSchema), required=True)


class SignaturesSchema(JudgedSchema):
    round = fields.Nested(RoundSchema, required=True, allow_none=True)


class AwaitedSchema(SlotSchema):
    convention_id = fields.UUID(required=True)
    title = fields.String(required=True)
    round_id = fields.UUID(required=True)
    version_no = fields.Integer(required=True)
    content_hash = fields.String(required=True, metadata=HASHED)
    deadline = fields.Date(required=True)


class EventSchema(Schema):
    """One sentence per event; `reason` is a seal, its words stand in `texts`."""

    position = fields.Integer(required=True)
    event_id = fields.UUID(required=True)
    stream = fields.UUID(required=True)
    version = fields.Integer(required=True)
    type = fields.String(required=True)
    sentence = fields.String(required=True)
    recorded_at = fields.DateTime(required=True)
    effective_on = fields.Date(required=True)
    effective_precision = fields.String(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    role = fields.String(required=True, allow_none=True)
    office = fields.String(required=True, allow_none=True)
    organization_id = fields.UUID(required=True, allow_none=True)
    on_behalf_of = fields.UUID(required=True, allow_none=True)
    provenance = fields.String(required=True)
    provenance_ref = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    auth_method = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Comment l’identité fut prouvée."},
    )
    correlation_id = fields.UUID(
        required=True, metadata={"description": "La demande, avec tout ce qu’elle a fait."}
    )
    causation_id = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "L’event_id du fait qui en est la cause, s’il y en a un."},
    )
