"""Checkpoints and proofs: what is asked, and what is answered."""

from marshmallow import Schema, fields

from domain.canonical import LARGEST
from infra.web.asked.fields import Body
from infra.web.schemas.asked import Digits

SIZE = {"description": "La taille du journal\u00a0: combien de faits en sont scellés."}
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


class InclusionSchema(Schema):
    position = fields.Integer(required=True)
    size = fields.Integer(required=True, metadata=SIZE)
    proof = fields.List(fields.String(), required=True, metadata=PROOF)


class ConsistencySchema(Schema):
    old = fields.Integer(required=True)
    size = fields.Integer(required=True, metadata=SIZE)
    proof = fields.List(fields.String(), required=True, metadata=PROOF)
