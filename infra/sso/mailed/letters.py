"""What is written to somebody who signs in by mail: a link, and apart from it a code."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from domain.access.member import member_id
from domain.departement import name_of
from workers.notify.mail import Letter, Mail, Way

SIGN_IN = "/connexion/lien/"
ENTER = "/connexion/code/saisie"
CAPTION = "L’accès dont il s’agit"
ASKED = "Vous avez demandé à vous connecter à la plateforme des pactes locaux des solidarités."
LINK_ONCE = (
    "Le lien ci-dessous est personnel. Il sert une seule fois et reste valable 30 minutes. La page "
    "qu’il ouvre vous enverra un code, par un autre courriel."
)
CODE_ONCE = (
    "Il sert une seule fois et reste valable 10 minutes, dans le navigateur où vous l’avez demandé."
)
UNASKED = "Si vous n’avez rien demandé, ne faites rien : personne n’entre sans votre code."
TO_NOBODY = "Ne donnez ce code à personne : ni le Département ni l’État ne vous le demandera."


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Whom a letter goes to, and for which organization they act."""

    tenant: str
    person_id: UUID
    address: str = field(repr=False)
    organization: str | None = None

    def details(self) -> tuple[tuple[str, str], ...]:
        found = (("Territoire", name_of(self.tenant)),)
        return (*found, ("Pour", self.organization)) if self.organization else found


def link(to: Addressed, token: str) -> Letter:
    return Letter(
        subject=f"Votre lien de connexion : {name_of(to.tenant)}",
        heading="Votre lien de connexion",
        paragraphs=(
            ASKED,
            LINK_ONCE,
        ),
        details=to.details(),
        caption=CAPTION,
        notes=(UNASKED,),
        way=Way("Poursuivre la connexion", f"{SIGN_IN}{token}"),
    )


def code(to: Addressed, digits: str) -> Letter:
    return Letter(
        subject=f"Votre code de connexion : {name_of(to.tenant)}",
        heading="Votre code de connexion",
        paragraphs=(
            f"Votre code : {digits[:3]} {digits[3:]}",
            CODE_ONCE,
        ),
        details=to.details(),
        caption=CAPTION,
        notes=(TO_NOBODY, UNASKED),
        way=Way("Saisissez ce code sur la page où vous l’avez demandé", ENTER),
    )


def mail(to: Addressed, letter: Letter, platform: str, now: datetime) -> Mail:
    return Mail(
        outbox_id=uuid4(),
        address=to.address,
        sender=f"Pacte des solidarités ({name_of(to.tenant)})",
        letter=letter,
        platform=platform,
        at=now,
        member=member_id(to.tenant, to.person_id),
    )
