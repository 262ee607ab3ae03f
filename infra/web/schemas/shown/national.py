"""What national reads answer with."""

from marshmallow import Schema, fields

from infra.web.schemas.shown.conventions import CENTS, StandingSchema


class NationalConventionSchema(Schema):
    tenant = fields.String(required=True)
    convention_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    life = fields.String(required=True)
    stage = fields.String(required=True, allow_none=True)
    version_no = fields.Integer(required=True, allow_none=True)
    signed_on = fields.Date(required=True, allow_none=True)
    effective_from = fields.Date(required=True, allow_none=True)
    actions_count = fields.Integer(required=True, allow_none=True)
    standing = fields.Nested(StandingSchema, required=True)


class NationalAmountSchema(Schema):
    tenant = fields.String(required=True)
    convention_id = fields.UUID(required=True)
    exercice = fields.Integer(required=True, allow_none=True)
    axe = fields.Integer(required=True, allow_none=True)
    side = fields.String(required=True)
    amount_cents = fields.Integer(required=True, metadata=CENTS)


ROOT = {"description": "La racine (RFC 9162) du journal à cette taille, en base64."}


class SummedSchema(Schema):
    """A département that was summed; `size` is its position where its log is sealed so far."""

    tenant = fields.String(required=True)
    name = fields.String(required=True)
    position = fields.Integer(
        required=True, metadata={"description": "Jusqu’où son journal est dans la somme."}
    )
    size = fields.Integer(required=True, allow_none=True)
    root = fields.String(required=True, allow_none=True, metadata=ROOT)
    checkpoint_size = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "La taille du plus ancien point de contrôle signé qui la couvre."},
    )
    text = fields.String(
        required=True, allow_none=True, metadata={"description": "Pourquoi il n’y a pas de racine."}
    )


class ProvedSchema(SummedSchema):
    checkpoint = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Ce point de contrôle signé (c2sp.org/tlog-checkpoint)."},
    )
    consistency = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "La preuve (RFC 9162), en base64, que le journal de la racine commence "
            "celui du point de contrôle\u00a0; vide quand leurs tailles sont égales."
        },
    )


class SummedLineSchema(Schema):
    """Amounts of the version in force, as finely as they are summed."""

    tenant = fields.String(required=True)
    convention_id = fields.UUID(required=True)
    version_no = fields.Integer(required=True)
    exercice = fields.Integer(required=True, allow_none=True)
    axe = fields.Integer(required=True, allow_none=True)
    volet = fields.String(required=True, allow_none=True)
    funder_id = fields.UUID(required=True)
    side = fields.String(required=True)
    amount_cents = fields.Integer(required=True, metadata=CENTS)


class SummedTotalSchema(Schema):
    exercice = fields.Integer(required=True, allow_none=True)
    axe = fields.Integer(required=True, allow_none=True)
    volet = fields.String(required=True, allow_none=True)
    side = fields.String(required=True)
    amount_cents = fields.Integer(required=True, metadata=CENTS)


class NationalReceiptSchema(Schema):
    """What `pacte_verify.py --national` adds up again from audit bundles."""

    format = fields.String(required=True)
    instant = fields.DateTime(required=True)
    in_force_on = fields.Date(required=True, allow_none=True)
    departements = fields.List(fields.Nested(ProvedSchema), required=True)
    lines = fields.List(fields.Nested(SummedLineSchema), required=True)
    totals = fields.List(fields.Nested(SummedTotalSchema), required=True)


class OverviewSchema(Schema):
    """`positions` by tenant: by the instant that was asked for, or as far as its rows are now."""

    instant = fields.DateTime(required=True)
    departements = fields.List(fields.Nested(SummedSchema), required=True)
    positions = fields.Dict(
        fields.String(),
        fields.Integer(),
        required=True,
        metadata={
            "description": "Jusqu’où chaque département est lu. 0, sans instant demandé\u00a0: "
            "rien de lui n’est encore dans la réponse."
        },
    )
    conventions = fields.List(fields.Nested(NationalConventionSchema), required=True)
    amounts = fields.List(fields.Nested(NationalAmountSchema), required=True)


class TenantSchema(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    territory_codes = fields.List(fields.String(), required=True)
    region_code = fields.String(required=True)
    siret = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    closing = fields.Boolean(
        required=True, metadata={"description": "Sa fermeture est demandée, pas encore faite."}
    )
    mail_sign_in = fields.Boolean(
        required=True,
        metadata={"description": "Les partenaires sans compte entrent par un code par courriel."},
    )
    moved_to = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "L’adresse de l’hébergeur chez qui il est parti."},
    )
    stream_version = fields.Integer(required=True)


class TenantsSchema(Schema):
    items = fields.List(fields.Nested(TenantSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class FrameworkSchema(Schema):
    frameworks = fields.List(fields.Dict(), required=True)
    measures = fields.List(fields.Dict(), required=True)
    kind_rules = fields.List(fields.Dict(), required=True)
