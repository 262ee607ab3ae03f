"""Tenants and providers of identities: what is asked, and what reads answer with."""

from marshmallow import Schema, fields

from domain.platform.facts import TenantKind
from domain.sso.facts import ClientAuth
from infra.web.asked.fields import ABSENT, LONGEST_TEXT, Body, Choice, Flag, Many, Text


class DeclarationBody(Body):
    code = Text(3, required=True)
    name = Text(required=True)
    kind = Choice(TenantKind, required=True)
    territory_codes = Many(Text(3), required=True)
    region_code = Text(2, required=True)
    siret = Text(32, required=True)


class ReasonBody(Body):
    reason = Text(LONGEST_TEXT, lines=True, required=True)


class ProviderBody(Body):
    """`client_ref` names the file of the secret, which never travels."""

    slug = Text(40, required=True)
    issuer = Text(required=True)
    name = Text(required=True)
    client_id = Text(required=True)
    client_ref = Text(80, required=True)
    client_auth = Choice(ClientAuth, required=True)
    algorithms = Many(Text(20), required=True)
    acr_values = Many(Text(200), required=True)
    scopes = Many(Text(200), required=True)
    claim_map = fields.Dict(
        Text(40),
        Text(200),
        required=True,
        error_messages=ABSENT | {"invalid": "Un objet JSON est attendu."},
    )
    signed_userinfo = Flag(required=True)
    tenants = Many(
        Text(3), required=True, metadata={"description": "Vide\u00a0: tous les départements."}
    )


class ProviderEndBody(Body):
    slug = Text(40, required=True)


class ServingProviderSchema(Schema):
    slug = fields.String(required=True)
    name = fields.String(required=True)
    issuer = fields.String(required=True)


class ServingProvidersSchema(Schema):
    items = fields.List(fields.Nested(ServingProviderSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class ProviderSchema(ServingProviderSchema):
    tenants = fields.List(fields.String(), required=True)
    ended = fields.Boolean(required=True)
    stream_version = fields.Integer(required=True, metadata={"description": "Voir ETag."})
