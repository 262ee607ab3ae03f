"""What is written to people about an act: it is signed, it is joined."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from domain.departement import name_of
from projections.change import Recorded
from projections.trail.french import day, office
from workers.notify.due import As, Notice
from workers.notify.mail import SERVICE, Letter, Way
from workers.notify.paths import to_sign
from workers.notify.ports import Roster, Subject
from workers.notify.wording import QUALITIES, SIDES

CAPTION = "L’acte dont il s’agit"
SIMPLE = (
    "La signature sur la plateforme est une signature électronique simple : elle n’est ni avancée "
    "ni qualifiée au sens du règlement européen eIDAS."
)
EVIDENCE = (
    "La pièce jointe est un point de contrôle signé du journal : conservez ce message, il permet "
    "de vérifier plus tard que rien de ce qui précède n’a été réécrit."
)
DELEGATED = (
    "Ce message vous est adressé au titre d’une délégation de signature. La personne titulaire de "
    "la fonction le reçoit aussi."
)
NOTES = (
    SIMPLE,
    "L’empreinte permet de vérifier que le texte consulté est celui dont parle ce message.",
    EVIDENCE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What the letter is written from. `about` names the act: `CLS Lozère, version 2`."""

    recorded: Recorded
    roster: Roster
    subject: Subject
    notice: Notice

    @property
    def event(self) -> Any:
        return self.recorded.event

    @property
    def about(self) -> str:
        return f"{self.subject.kind} {name_of(self.recorded.tenant)}, version {self.version_no}"

    @property
    def version_no(self) -> int:
        version: int = getattr(self.event, "version_no", self.subject.version_no)
        return version

    @property
    def organization(self) -> str:
        """Whoever is told of an act holds an office in an organization, or acts for it."""
        if self.notice.organization_id is None:
            raise LookupError("a notice of an act without organization")
        return self.roster.organization(self.notice.organization_id)

    def signing(self, call: str) -> Way:
        """To the page where the act is read and signed, for those who sign it."""
        if self.notice.told_as is not As.SIGNATORY:
            return SERVICE
        return Way(call, to_sign(self.recorded.tenant, self.subject.convention_id))


def written(matter: Act) -> Letter:
    said = WORDS[matter.notice.kind](matter)
    return replace(
        said,
        paragraphs=(*said.paragraphs, DELEGATED) if matter.notice.delegated else said.paragraphs,
        details=(*_identity(matter), *said.details),
        caption=CAPTION,
        notes=NOTES,
    )


def _identity(matter: Act) -> tuple[tuple[str, str], ...]:
    event, subject, held = matter.event, matter.subject, matter.notice.office
    quality = f"{office(held) if held else QUALITIES[matter.notice.told_as]}, {matter.organization}"
    if matter.notice.delegated:
        quality += " (par délégation de signature)"
    return (
        ("Vous recevez ce message en qualité de", quality),
        ("Convention", subject.title),
        ("Version", str(matter.version_no)),
        ("Empreinte du texte (SHA-256)", getattr(event, "content_hash", subject.content_hash)),
    )


def _round_opened(matter: Act) -> Letter:
    until = day(matter.event.deadline)
    opened = f"La version {matter.event.version_no} de la convention est ouverte à la signature"
    if matter.notice.told_as is As.SIGNATORY:
        return Letter(
            subject=f"À signer au plus tard le {until} : {matter.about}",
            heading="Votre signature est attendue",
            paragraphs=(
                f"{opened}. Votre signature est attendue au plus tard le {until}.",
                "Vérifiez que l’empreinte affichée au moment de signer est celle de ce message.",
            ),
            details=(("Échéance", until),),
            way=matter.signing("Lire la convention et la signer, ou refuser de la signer"),
        )
    return Letter(
        subject=f"En signature jusqu’au {until} : {matter.about}",
        heading="La convention est ouverte à la signature",
        paragraphs=(f"{opened} jusqu’au {until}.", "Vous n’avez rien à faire."),
        details=(("Échéance", until),),
    )


def _signed_by(matter: Act) -> Letter:
    event, until = matter.event, matter.roster.deadline(matter.event.originator_id)
    whose = f"{office(event.office)}, pour {SIDES[event.side]}"
    on = day(matter.recorded.envelope.effective_on.date)
    before = f", échéance le {day(until)}" if until else ""
    return Letter(
        subject=f"Signature reçue ({whose}){before} : {matter.about}",
        heading="Une signature a été enregistrée",
        paragraphs=(f"Une signature de la convention ({whose}) a été enregistrée le {on}.",),
        details=(("Échéance de la signature", day(until)),) if until else (),
        way=matter.signing("Voir qui a signé, et signer si vous ne l’avez pas encore fait")
        if until
        else SERVICE,
    )


def _convention_signed(matter: Act) -> Letter:
    on = day(matter.event.signed_on)
    return Letter(
        subject=f"Signée le {on} : {matter.about}",
        heading="La convention est signée",
        paragraphs=(f"Toutes les signatures requises sont réunies depuis le {on}.",),
        details=(("S’applique à compter du", day(matter.event.effective_from)),),
    )


def _avenant_signed(matter: Act) -> Letter:
    event, on = matter.event, day(matter.event.signed_on)
    return Letter(
        subject=f"Avenant n° {event.no} signé le {on} : {matter.about}",
        heading=f"L’avenant n° {event.no} est signé",
        paragraphs=(
            f"Toutes les signatures requises sont réunies depuis le {on}.",
            f"La convention en est à sa version {event.version_no}.",
        ),
        details=(("S’applique à compter du", day(event.effective_from)),),
    )


def _joined(matter: Act) -> Letter:
    event, since, partner = matter.event, day(matter.event.since), matter.organization
    return Letter(
        subject=f"Adhésion acceptée à compter du {since} : {matter.about}",
        heading="Votre adhésion est acceptée",
        paragraphs=(
            f"L’État et le Département sont d’accord : {partner} rejoint la convention.",
            f"L’adhésion prend effet le {since} et figure dans la version {event.version_no}.",
        ),
    )


def _refused(matter: Act) -> Letter:
    who = SIDES[matter.event.side]
    return Letter(
        subject=f"Adhésion refusée par {who} : {matter.about}",
        heading="Votre demande d’adhésion est refusée",
        paragraphs=(
            f"La demande de votre organisme ({matter.organization}) a été refusée par {who}.",
            "Le motif est gardé avec la décision.",
        ),
    )


WORDS: dict[str, Callable[[Act], Letter]] = {
    "convention.signature_round_opened": _round_opened,
    "convention.convention_signed_by": _signed_by,
    "convention.convention_signed": _convention_signed,
    "convention.avenant_signed": _avenant_signed,
    "partner_joining.partner_joined": _joined,
    "partner_joining.partner_join_refused": _refused,
}
