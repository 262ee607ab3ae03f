"""The French words of each notice. No name of a person, no motive: those are read on the site."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.departement import name_of
from projections.trail.french import day, office
from workers.notify.due import As, Notice
from workers.notify.ports import Letter, Scene, Subject
from workers.notify.wording import SIDES


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a letter is written from. `about` names the act: `CLS Lozère, version 2`."""

    scene: Scene
    notice: Notice

    @property
    def event(self) -> Any:
        return self.scene.recorded.event

    @property
    def subject(self) -> Subject:
        return self.scene.subject

    @property
    def about(self) -> str:
        version = getattr(self.event, "version_no", self.subject.version_no)
        return f"{self.subject.kind} {name_of(self.scene.recorded.tenant)}, version {version}"

    @property
    def organization(self) -> str:
        return self.scene.roster.organization(self.notice.organization_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    details: tuple[tuple[str, str], ...] = ()


def letter(matter: Matter, civility: str | None) -> Letter:
    words = WORDS[matter.notice.kind](matter)
    return Letter(
        subject=words.subject,
        heading=words.heading,
        salutation=civility or "Madame, Monsieur",
        paragraphs=words.paragraphs,
        details=(*_identity(matter), *words.details),
    )


def _identity(matter: Matter) -> tuple[tuple[str, str], ...]:
    event, subject, held = matter.event, matter.subject, matter.notice.office
    quality = f"{office(held) if held else 'auteur de la demande'}, {matter.organization}"
    return (
        ("Vous recevez ce message en qualité de", quality),
        ("Convention", subject.title),
        ("Version", str(getattr(event, "version_no", subject.version_no))),
        ("Empreinte du texte (SHA-256)", getattr(event, "content_hash", subject.content_hash)),
    )


def _round_opened(matter: Matter) -> Words:
    until = day(matter.event.deadline)
    opened = f"La version {matter.event.version_no} de la convention est ouverte à la signature"
    if matter.notice.told_as is As.SIGNATORY:
        return Words(
            subject=f"À signer au plus tard le {until} : {matter.about}",
            heading="Votre signature est attendue",
            paragraphs=(
                f"{opened}. Votre signature est attendue au plus tard le {until}.",
                "Vérifiez que l’empreinte affichée au moment de signer est celle de ce message.",
            ),
            details=(("Échéance", until),),
        )
    return Words(
        subject=f"En signature jusqu’au {until} : {matter.about}",
        heading="La convention est ouverte à la signature",
        paragraphs=(f"{opened} jusqu’au {until}.", "Vous n’avez rien à faire."),
        details=(("Échéance", until),),
    )


def _signed_by(matter: Matter) -> Words:
    event, until = matter.event, matter.scene.roster.deadline(matter.event.originator_id)
    whose = f"{office(event.office)}, pour {SIDES[event.side]}"
    on = day(matter.scene.recorded.envelope.effective_on.date)
    before = f", échéance le {day(until)}" if until else ""
    return Words(
        subject=f"Signature reçue ({whose}){before} : {matter.about}",
        heading="Une signature a été enregistrée",
        paragraphs=(f"Une signature de la convention ({whose}) a été enregistrée le {on}.",),
        details=(("Échéance de la signature", day(until)),) if until else (),
    )


def _convention_signed(matter: Matter) -> Words:
    on = day(matter.event.signed_on)
    return Words(
        subject=f"Signée le {on} : {matter.about}",
        heading="La convention est signée",
        paragraphs=(f"Toutes les signatures requises sont réunies depuis le {on}.",),
        details=(("S’applique à compter du", day(matter.event.effective_from)),),
    )


def _avenant_signed(matter: Matter) -> Words:
    event, on = matter.event, day(matter.event.signed_on)
    return Words(
        subject=f"Avenant n° {event.no} signé le {on} : {matter.about}",
        heading=f"L’avenant n° {event.no} est signé",
        paragraphs=(
            f"Toutes les signatures requises sont réunies depuis le {on}.",
            f"La convention en est à sa version {event.version_no}.",
        ),
        details=(("S’applique à compter du", day(event.effective_from)),),
    )


def _joined(matter: Matter) -> Words:
    event, since, partner = matter.event, day(matter.event.since), matter.organization
    return Words(
        subject=f"Adhésion acceptée à compter du {since} : {matter.about}",
        heading="Votre adhésion est acceptée",
        paragraphs=(
            f"L’État et le Département sont d’accord : {partner} rejoint la convention.",
            f"L’adhésion prend effet le {since} et figure dans la version {event.version_no}.",
        ),
    )


def _refused(matter: Matter) -> Words:
    who = SIDES[matter.event.side]
    return Words(
        subject=f"Adhésion refusée par {who} : {matter.about}",
        heading="Votre demande d’adhésion est refusée",
        paragraphs=(
            f"La demande de votre organisme ({matter.organization}) a été refusée par {who}.",
            "Le motif est gardé avec la décision.",
        ),
    )


WORDS: dict[str, Callable[[Matter], Words]] = {
    "convention.signature_round_opened": _round_opened,
    "convention.convention_signed_by": _signed_by,
    "convention.convention_signed": _convention_signed,
    "convention.avenant_signed": _avenant_signed,
    "partner_joining.partner_joined": _joined,
    "partner_joining.partner_join_refused": _refused,
}
