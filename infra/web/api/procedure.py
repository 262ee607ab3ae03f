"""POST: from the draft to the frozen version, into execution, through avenants."""

from infra.web.api.conventions import ONE
from infra.web.openapi import Family
from infra.web.routes import post
from infra.web.schemas import conventions as schemas
from services.conventions import avenants, commands, review

family = Family("procedure", description="Relecture, accords, version figée, exécution, avenants.")

post(
    family,
    f"{ONE}/submission",
    "Soumettre à la relecture",
    body=schemas.EmptyBody,
    command=commands.SubmitConvention,
    service=review.submit_convention,
)
post(
    family,
    f"{ONE}/agreements",
    "Donner l’accord de son côté",
    body=schemas.EmptyBody,
    command=commands.AgreeConvention,
    service=review.agree_convention,
)
post(
    family,
    f"{ONE}/versions",
    "Figer la version à signer",
    body=schemas.FreezeBody,
    command=commands.FreezeVersion,
    service=review.freeze_version,
)
post(
    family,
    f"{ONE}/execution",
    "Entrer en exécution",
    body=schemas.ExecutionBody,
    command=commands.EnterExecution,
    service=review.enter_execution,
)
post(
    family,
    f"{ONE}/abandonment",
    "Abandonner une convention avant sa signature",
    body=schemas.MotiveBody,
    command=commands.AbandonConvention,
    service=review.abandon_convention,
)
post(
    family,
    f"{ONE}/avenants",
    "Ouvrir un avenant",
    body=schemas.AvenantBody,
    command=commands.OpenAvenant,
    service=avenants.open_avenant,
)
post(
    family,
    f"{ONE}/avenant/abandonment",
    "Abandonner l’avenant en cours",
    body=schemas.EmptyBody,
    command=commands.AbandonAvenant,
    service=avenants.abandon_avenant,
)
