"""Sentences for how an act is agreed, signed, applied and amended."""

from domain.convention.facts import procedure
from domain.convention.version import AvenantKind
from domain.dates import BusinessDate
from projections.trail.french import (
    BY_SIDE,
    FOR_SIDE,
    NBSP,
    OF_SIDE,
    THIN,
    counted,
    day,
    office,
    on,
)
from projections.trail.sentence import sentence

SUBJECT = {
    AvenantKind.FUNDING: "les financements",
    AvenantKind.ACTIONS: "les actions",
    AvenantKind.PERIOD: "la durée",
    AvenantKind.REPORT_DATE: "la date du rapport",
    AvenantKind.GENERAL: "la convention",
}
ALL_SIGNED = "toutes les signatures requises sont réunies"


@sentence.register
def _(event: procedure.ConventionSubmittedForReview) -> str:
    return f"Projet soumis {BY_SIDE[event.by_side]} à la relecture."


@sentence.register
def _(event: procedure.ReviewReturned) -> str:
    return f"Projet renvoyé {BY_SIDE[event.by_side]} en rédaction."


@sentence.register
def _(event: procedure.ConventionAgreedBySide) -> str:
    return f"Accord {OF_SIDE[event.side]} sur le contenu {_short(event.content_hash)}."


@sentence.register
def _(event: procedure.AgreementGivenByAuthorAlone) -> str:
    return (
        f"Attention{NBSP}: accord donné {FOR_SIDE[event.side]} par le seul auteur du contenu "
        f"(relecture possible par {counted(event.colleagues, 'collègue')})."
    )


@sentence.register
def _(event: procedure.VersionFrozen) -> str:
    return f"Version {event.version_no} figée, contenu {_short(event.content_hash)}."


@sentence.register
def _(event: procedure.VersionImported) -> str:
    signed = on(BusinessDate(event.signed_on, event.precision))
    return f"Version {event.version_no} reprise d’un acte papier signé {signed}."


@sentence.register
def _(event: procedure.SignatureRoundOpened) -> str:
    return (
        f"Signature de la version {event.version_no} ouverte à "
        f"{counted(len(event.slots), 'signataire')}, jusqu’au {day(event.deadline)}."
    )


@sentence.register
def _(_event: procedure.SignatoryInvited) -> str:
    return "Signataire invité à signer."


@sentence.register
def _(event: procedure.ConventionSignedBy) -> str:
    return (
        f"Version {event.version_no} signée {BY_SIDE[event.side]}, fonction{NBSP}: "
        f"{office(event.office)}, contenu {_short(event.content_hash)}."
    )


@sentence.register
def _(_event: procedure.SignatureRefused) -> str:
    return f"Signature refusée{THIN}; le texte revient au projet."


@sentence.register
def _(_event: procedure.SignatureRoundCancelled) -> str:
    return f"Tour de signature annulé{THIN}; le texte revient au projet."


@sentence.register
def _(_event: procedure.SignatureRoundExpired) -> str:
    return f"Échéance de signature dépassée{THIN}; le texte revient au projet."


@sentence.register
def _(event: procedure.ConventionSigned) -> str:
    return (
        f"Convention signée (version {event.version_no}){NBSP}: {ALL_SIGNED}{THIN}; "
        f"applicable à compter du {day(event.effective_from)}."
    )


@sentence.register
def _(event: procedure.ConventionEnteredExecution) -> str:
    return f"Convention en exécution à compter du {day(event.on)}."


@sentence.register
def _(event: procedure.AvenantOpened) -> str:
    return f"Avenant {event.avenant_no} ouvert sur {SUBJECT[event.kind]}."


@sentence.register
def _(event: procedure.AvenantAbandoned) -> str:
    return f"Avenant {event.no} abandonné{THIN}; le texte en vigueur demeure."


@sentence.register
def _(event: procedure.AvenantSigned) -> str:
    return (
        f"Avenant {event.no} signé (version {event.version_no}){NBSP}: {ALL_SIGNED}{THIN}; "
        f"applicable à compter du {day(event.effective_from)}."
    )


@sentence.register
def _(_event: procedure.ConventionAbandoned) -> str:
    return "Projet de convention abandonné."


def _short(content_hash: str) -> str:
    return f"«{NBSP}{content_hash[:12]}…{NBSP}»"
