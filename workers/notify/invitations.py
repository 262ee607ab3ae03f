"""What is written to somebody who is invited: one personal link, and whom it lets in as what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.access import facts
from domain.departement import name_of
from domain.roles import SIDES, Role
from projections.change import Recorded
from projections.trail.accesses import ROLES
from projections.trail.french import office
from workers.notify.due import Notice
from workers.notify.mail import Letter, Way
from workers.notify.paths import invitation
from workers.notify.ports import Roster

PROPOSED = (
    "Un accès à la plateforme des pactes locaux des solidarités vous est proposé, pour le "
    "territoire suivant : {}."
)
RENEWED = (
    "Voici un nouveau lien pour accéder à la plateforme des pactes locaux des solidarités, pour le "
    "territoire suivant : {}. Il remplace les précédents, qui n’ouvrent plus rien."
)
ONCE = (
    "Le lien ci-dessous est personnel. Il sert une seule fois et reste valable 72 heures ; passé "
    "ce délai, demandez une nouvelle invitation à la personne qui administre les comptes de votre "
    "territoire."
)
OWN_ACCOUNT = (
    "Vous vous identifierez avec votre compte professionnel habituel : la plateforme ne vous "
    "demandera pas de choisir un mot de passe."
)
WITHOUT_ACCOUNT = (
    "Si vous n’avez aucun compte de ce genre et que votre territoire l’a permis, la page de "
    "connexion vous proposera d’entrer avec un code reçu par courriel, à cette adresse."
)
CAPTION = "L’accès dont il s’agit"
NOTES = (
    "Le lien de ce message ouvre un accès à votre nom : ne le transmettez à personne.",
    "Si vous n’attendiez pas cette invitation, ne faites rien : aucun accès ne sera ouvert.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """`token` was made for this one mail."""

    recorded: Recorded
    roster: Roster
    notice: Notice
    token: str = field(repr=False)

    @property
    def event(self) -> Any:
        return self.recorded.event


def invitation_of(event: Any) -> UUID:
    """Which of a person's invitations it is: see `Member.invitation_id`."""
    renewed = isinstance(event, facts.InvitationRenewed)
    return UUID(str(event.invitation_id if renewed else event.grant_id))


def written(matter: Invitation) -> Letter:
    return WORDS[matter.notice.kind](matter)


def _member_invited(matter: Invitation) -> Letter:
    return _letter(matter, PROPOSED)


def _invitation_renewed(matter: Invitation) -> Letter:
    return _letter(matter, RENEWED)


def _letter(matter: Invitation, first: str) -> Letter:
    tenant = matter.recorded.tenant
    return Letter(
        subject=f"Votre accès à la plateforme des pactes des solidarités : {name_of(tenant)}",
        heading="Votre invitation",
        paragraphs=(first.format(name_of(tenant)), ONCE, OWN_ACCOUNT, *_without(matter.event)),
        details=tuple(_details(matter)),
        caption=CAPTION,
        notes=NOTES,
        way=Way("Accepter l’invitation", invitation(tenant, matter.token)),
    )


def _without(event: Any) -> tuple[str, ...]:
    """For partners alone; of whom another link is for, its event does not say the role."""
    role: Role | None = getattr(event, "role", None)
    return (WITHOUT_ACCOUNT,) if role and SIDES[role] == "partner" else ()


def _details(matter: Invitation) -> list[tuple[str, str]]:
    event, organization_id = matter.event, matter.notice.organization_id
    found = [("Territoire", name_of(matter.recorded.tenant))]
    if isinstance(event, facts.InvitationRenewed):
        return found
    found.append(("Rôle", ROLES[event.role]))
    if organization_id is not None:
        found.append(("Pour", matter.roster.organization(organization_id)))
    if event.office:
        found.append(("Fonction", office(event.office)))
    return found


WORDS: dict[str, Callable[[Invitation], Letter]] = {
    "member.member_invited": _member_invited,
    "member.member_invited_again": _member_invited,
    "member.invitation_renewed": _invitation_renewed,
}
