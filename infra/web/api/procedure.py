"""POST: from the draft to the frozen version, into execution, through avenants."""

from domain.convention.facts.procedure import AgreementGivenByAuthorAlone
from infra.web.api.conventions import ONE
from infra.web.callers.auth import caller
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.routes import post
from infra.web.schemas import conventions as schemas
from projections.trail.sentence import sentence
from services.ask import Ask
from services.conventions import avenants, commands, review
from services.pactes import Pactes, Receipt


def agree_convention(pactes: Pactes, ask: Ask, command: commands.AgreeConvention) -> Receipt:
    """Who else could have read the content is asked of the tenant of the caller."""
    return review.agree_convention(pactes, wiring().sides(caller().tenant), ask, command)


def warned(receipt: Receipt) -> dict[str, str | None]:
    """The last fact of the save, so that a repeated request hears the same."""
    events = wiring().pactes(caller().tenant).events
    last = next(iter(events.get(receipt.stream, gt=receipt.version - 1, lte=receipt.version)))
    alone = isinstance(last, AgreementGivenByAuthorAlone)
    return {"warning": sentence(last) if alone else None}


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
    f"{ONE}/review-returns",
    "Renvoyer en rédaction un texte en relecture, ou figé sans tour de signature",
    body=schemas.MotiveBody,
    command=commands.ReturnReview,
    service=review.return_review,
)
post(
    family,
    f"{ONE}/agreements",
    "Donner l’accord de son côté",
    body=schemas.EmptyBody,
    command=commands.AgreeConvention,
    service=agree_convention,
    shows=schemas.AgreementReceipt,
    tells=warned,
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
