"""POST: signature rounds, signatures, refusals."""

from infra.web.api.conventions import ONE
from infra.web.openapi import Family
from infra.web.routes import post
from infra.web.schemas import parties as schemas
from infra.web.schemas.conventions import MotiveBody
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
    "Signer la version gelée",
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
