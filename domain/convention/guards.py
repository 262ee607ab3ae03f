"""What several rules ask: may the content change, does this exist, is this in the period."""

import re
from collections.abc import Container
from datetime import date
from uuid import UUID

from domain import text
from domain.convention.action import Action
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.convention.errors import (
    ActionGone,
    ContentFrozen,
    EffectiveOutOfPeriod,
    ExerciceOutOfPeriod,
    IdentityTaken,
    InvalidCode,
    InvalidPeriod,
    InvalidSeal,
    UnknownAction,
    UnknownVolet,
)
from domain.convention.signature import Side
from domain.convention.stage import Life, Stage

CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
SHA256 = re.compile(r"[0-9a-f]{64}")
CONTRACTING = (Side.STATE, Side.DEPARTEMENT)
FIRST_YEAR, LAST_YEAR = 1998, 2100

WHY_FROZEN = {
    Stage.UNDER_REVIEW: "Les deux parties ont convenu de ce contenu : renvoyez-le d’abord.",
    Stage.FROZEN: "Le contenu est figé pour la signature : renvoyez-le d’abord.",
    Stage.SIGNING: "Le contenu est en signature : annulez d’abord le tour de signature.",
    None: "Le contenu ne change que par un avenant : ouvrez-en un d’abord.",
}


def editable(convention: Convention) -> None:
    """Raises ContentFrozen."""
    stage = convention.stage
    if convention.life is Life.ABANDONED:
        raise ContentFrozen("La convention est abandonnée.")
    if stage in (Stage.PAPER, Stage.DRAFT):
        return
    if stage is Stage.UNDER_REVIEW and not agreed(convention):
        return
    raise ContentFrozen(WHY_FROZEN[stage])


def agreed(convention: Convention) -> bool:
    """Whether both sides agreed to the content as it stands now."""
    given = convention.agreements
    if any(side not in given for side in CONTRACTING):
        return False
    now = content_hash(convention)
    return all(given[side].content_hash == now for side in CONTRACTING)


def fresh(identity: UUID, known: Container[UUID], field: str) -> None:
    if identity in known:
        raise IdentityTaken("Cet identifiant est déjà pris.", field=field)


def action(convention: Convention, action_id: UUID) -> Action:
    found = convention.terms.actions.get(action_id)
    if found is None:
        raise UnknownAction("Cette action n’existe pas dans la convention.", field="/action_id")
    if found.withdrawn:
        raise ActionGone("Cette action a été retirée.", field="/action_id")
    return found


def in_order(starts_on: date, ends_on: date) -> None:
    if starts_on > ends_on:
        raise InvalidPeriod("La fin précède le début.", field="/ends_on")
    in_years(starts_on, "/starts_on")
    in_years(ends_on, "/ends_on")


def in_years(day: date, field: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidPeriod("Une période se situe entre 1998 et 2100.", field=field)


def exercice(convention: Convention, year: int, volet: str | None = None) -> None:
    """The year lies in the period of the convention, and of the volet if there is one."""
    spans = [(convention.terms.starts_on, convention.terms.ends_on)]
    if volet is not None:
        defined = convention.terms.volets[volet]
        spans.append((defined.starts_on, defined.ends_on))
    if any(not start.year <= year <= end.year for start, end in spans):
        raise ExerciceOutOfPeriod(
            f"L’exercice {year} est hors de la période prévue.", field="/exercice"
        )


def after_what_it_amends(convention: Convention, effective_from: date) -> None:
    if convention.versions and effective_from < convention.versions[-1].effective_from:
        raise EffectiveOutOfPeriod(
            "L’avenant s’appliquerait avant la version qu’il modifie.", field="/effective_from"
        )


def volet(convention: Convention, code: str | None) -> None:
    if code is not None and code not in convention.terms.volets:
        raise UnknownVolet("Ce volet n’est pas défini dans la convention.", field="/volet")


def code(value: str, field: str) -> str:
    if not CODE.fullmatch(value):
        raise InvalidCode(
            "Un code s’écrit en minuscules sans accent, chiffres et « _ ».", field=field
        )
    return value


def seal(value: str, field: str) -> str:
    """SHA-256 in hex. Raises InvalidSeal: a text must never slip into an event."""
    if not SHA256.fullmatch(value):
        raise InvalidSeal("Une empreinte compte 64 chiffres hexadécimaux.", field=field)
    return value


def optional_text(value: str, field: str) -> str:
    return text.free_text(value, field) if value.strip() else ""
