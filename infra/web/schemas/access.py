"""Members, mandates, machines: what is asked, and what reads answer with."""

from marshmallow import Schema, fields

from domain.access.facts import Scope
from domain.roles import Role
from infra.web.asked.fields import LONGEST_TEXT, Body, Choice, Day, Identifier, Many, Text
from infra.web.schemas.asked.reads import Instant
from infra.web.schemas.common import ReadSchema, ReceiptSchema


class RoleBody(Body):
    role = Choice(Role, required=True)
    organization_id = Identifier(allow_none=True)
    office = Text(64, allow_none=True)


class InvitationBody(RoleBody):
    person_id = Identifier(required=True)


class RoleRevocationBody(Body):
    grant_id = Identifier(required=True)
    motive = Text(LONGEST_TEXT, lines=True, required=True)


class SpanBody(Body):
    since = Day(required=True)
    until = Day(required=True)


class AuditMandateBody(SpanBody):
    auditor_body = Text(required=True)
    legal_basis = Text(required=True)
    convention_ids = Many(
        Identifier(), metadata={"description": "Absent ou vide\u00a0: tout le département."}
    )


class AuditMandateRevocationBody(Body):
    mandate_id = Identifier(required=True)
    motive = Text(LONGEST_TEXT, lines=True, required=True)


class RegionalMandateBody(SpanBody):
    region_code = Text(2, required=True)


class MandateRevocationBody(Body):
    mandate_id = Identifier(required=True)
    reason = Text(LONGEST_TEXT, lines=True, required=True)


class BreakGlassBody(Body):
    tenant = Text(3, required=True)
    reason = Text(LONGEST_TEXT, lines=True, required=True)
    until = Instant(required=True, metadata={"format": "date-time"})


class BreakGlassClosingBody(Body):
    opening_id = Identifier(required=True)


class MachineBody(Body):
    label = Text(required=True)
    role = Choice(Role, required=True)
    organization_id = Identifier(required=True)


class TokenBody(Body):
    scopes = Many(Choice(Scope), required=True)
    expires_on = Day(required=True)


class TokenRevocationBody(Body):
    token_id = Identifier(required=True)
    motive = Text(LONGEST_TEXT, lines=True, required=True)


class ClientBody(Body):
    issuer = Text(required=True)
    client_id = Text(required=True)
    scopes = Many(Choice(Scope), required=True)


class ClientEndBody(Body):
    issuer = Text(required=True)
    client_id = Text(required=True)
    motive = Text(LONGEST_TEXT, lines=True, required=True)


class TokenSchema(ReceiptSchema):
    """`token` null: the same request was answered before, and nobody can show it again."""

    token = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Montré cette seule fois. Null\u00a0: la demande a déjà été faite."
        },
    )
    notice = fields.String(required=True)


class LinkSchema(ReceiptSchema):
    """`link` null: the same request was answered before, and nobody can show it again."""

    link = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Montré cette seule fois. Null\u00a0: la demande a déjà été faite."
        },
    )
    notice = fields.String(required=True)


class GrantSchema(Schema):
    grant_id = fields.UUID(required=True)
    role = fields.String(required=True)
    organization_id = fields.UUID(required=True, allow_none=True)
    office = fields.String(required=True, allow_none=True)


class MandateSchema(Schema):
    mandate_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    auditor_body = fields.String(required=True, allow_none=True)
    convention_ids = fields.List(fields.UUID(), required=True, allow_none=True)
    region_code = fields.String(required=True, allow_none=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    legal_basis = fields.String(required=True, allow_none=True)


class OpeningSchema(Schema):
    opening_id = fields.UUID(required=True)
    tenant = fields.String(required=True)
    until = fields.DateTime(required=True)


class ApiTokenSchema(Schema):
    token_id = fields.UUID(required=True)
    scopes = fields.List(fields.String(), required=True)
    expires_on = fields.Date(required=True)


class ClientSchema(Schema):
    issuer = fields.String(required=True)
    client_id = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)


class MemberSchema(Schema):
    """Who was removed is still listed, and holds nothing."""

    member_id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    stream_version = fields.Integer(required=True, metadata={"description": "Voir ETag."})
    kind = fields.String(required=True)
    status = fields.String(required=True)
    grants = fields.List(fields.Nested(GrantSchema), required=True)
    mandates = fields.List(fields.Nested(MandateSchema), required=True)
    openings = fields.List(fields.Nested(OpeningSchema), required=True)
    tokens = fields.List(fields.Nested(ApiTokenSchema), required=True)
    clients = fields.List(fields.Nested(ClientSchema), required=True)


class LookSchema(Schema):
    """`home`: where who looked stands, the département or the platform.

    `purpose`: the opening of break-glass (`opening_id`), or the command of an export.
    """

    position = fields.Integer(required=True)
    looked_at = fields.DateTime(required=True)
    person_id = fields.UUID(required=True)
    home = fields.String(required=True)
    role = fields.String(required=True)
    grant_id = fields.UUID()
    query = fields.String(required=True)
    subject = fields.UUID()
    moment = fields.String()
    purpose = fields.String()
    correlation_id = fields.UUID(required=True)


class LooksSchema(ReadSchema):
    items = fields.List(fields.Nested(LookSchema), required=True)
    next = fields.String(required=True, allow_none=True)
