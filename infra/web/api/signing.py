"""Signature rounds, signatures, refusals; who is awaited."""

from infra.web.api.conventions import ONE
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import parties as schemas
from infra.web.schemas.asked import reads as asked
from infra.web.schemas.conventions import MotiveBody
from infra.web.schemas.shown import people as shown_people
from projections.queries.convention.parts import CONVENTION_SIGNATURES
from projections.queries.people import SIGNATURES_AWAITED
from services.signing import commands, rounds

family = Family("signing", description="Tours de signature.")

post(
    family,
    f"{ONE}/signature-rounds",
    "Ouvrir un tour de signature",
    body=schemas.RoundBody,
    command=commands.OpenRound,
    service=rounds.open_round,
    creates=True,
)
post(
    family,
    f"{ONE}/signature-round/cancellation",
    "Annuler le tour en cours",
    body=MotiveBody,
    command=commands.CancelRound,
    service=rounds.cancel_round,
)
post(
    family,
    f"{ONE}/signatures",
    "Signer la version figée",
    body=schemas.SignatureBody,
    command=commands.Sign,
    service=rounds.sign,
)
post(
    family,
    f"{ONE}/refusals",
    "Refuser de signer",
    body=schemas.RefusalBody,
    command=commands.RefuseSignature,
    service=rounds.refuse_signature,
)
get(
    family,
    f"{ONE}/signatures",
    "Le dernier tour de signature, ou celui de la version qui s’appliquait un jour donné",
    read=Read(query=CONVENTION_SIGNATURES),
    parameters=asked.InForce,
    shows=shown_people.SignaturesSchema,
)
get(
    family,
    "/signatures-awaited",
    "Les signatures attendues",
    read=Read(query=SIGNATURES_AWAITED, items=True, own=True),
    shows=shown_people.AwaitedSchema,
)
