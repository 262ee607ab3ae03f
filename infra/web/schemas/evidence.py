"""Checkpoints and proofs: what is asked, and what is answered."""

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from domain.canonical import LARGEST
from infra.store.evidence.time_stamps import Status
from infra.web.asked.fields import Body
from infra.web.schemas.asked.reads import AS_OF, AsOf, Digits

SIZE = {"description": "La taille du journal\u00a0: combien de ses lignes sont scellées."}
STAMP = (
    "Ce qu’en dit une autorité d’horodatage (RFC 3161)\u202f; `none`\u00a0: personne n’est "
    "interrogé."
)
PROOF = {"description": "Des empreintes en base64, dans l’ordre de la RFC 9162."}


class Covering(Body):
    covering = Digits(
        1,
        LARGEST,
        metadata={
            "description": "Le plus ancien qui contient cette position\u202f; sinon le dernier."
        },
    )


class Inclusion(Body):
    position = Digits(1, LARGEST, required=True)
    size = Digits(1, LARGEST, metadata=SIZE)


class Consistency(Body):
    old = Digits(0, LARGEST, required=True)
    size = Digits(1, LARGEST, metadata=SIZE)


class Bundle(Body):
    as_of = AsOf(metadata=AS_OF)


class TimeStampSchema(Schema):
    """Of this checkpoint, or of the least one that was stamped and holds it."""

    status = fields.String(
        required=True, validate=OneOf(("none", *Status)), metadata={"description": STAMP}
    )
    size = fields.Integer(required=True, allow_none=True, metadata=SIZE)
    at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "À l’horloge de l’autorité."}
    )
    authority = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)


class CheckpointSchema(Schema):
    size = fields.Integer(required=True, metadata=SIZE)
    note = fields.String(
        required=True,
        metadata={"description": "Le point de contrôle signé (c2sp.org/tlog-checkpoint)."},
    )
    sealed_at = fields.AwareDateTime(
        required=True, metadata={"description": "À l’horloge de la plateforme."}
    )
    keys = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Les clés publiques de ce journal (c2sp.org/signed-note)."},
    )
    time_stamp = fields.Nested(TimeStampSchema, required=True)


class InclusionSchema(Schema):
    position = fields.Integer(required=True)
    size = fields.Integer(required=True, metadata=SIZE)
    proof = fields.List(fields.String(), required=True, metadata=PROOF)


class ConsistencySchema(Schema):
    old = fields.Integer(required=True)
    size = fields.Integer(required=True, metadata=SIZE)
    proof = fields.List(fields.String(), required=True, metadata=PROOF)
