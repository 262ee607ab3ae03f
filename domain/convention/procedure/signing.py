"""The round in which a frozen version is signed (rules 7, 8)."""

from datetime import date, datetime
from uuid import UUID

from domain.convention import guards
from domain.convention.convention import Convention
from domain.convention.errors import (
    AlreadySigned,
    DeadlinePast,
    HashMismatch,
    ImportCannotSign,
    NoOpenRound,
    NotFrozen,
    NotYetTheirTurn,
    OfficeNotHeld,
    OnePersonTwoSides,
    RoundExpired,
    RoundNotExpired,
    UnknownSignatory,
)
from domain.convention.signature import Method, Round, Slot
from domain.convention.stage import Stage
from domain.convention.version import Frozen
from domain.dates import bounded


def open_round(convention: Convention, *, round_id: UUID, deadline: date, today: date) -> None:
    """Opens the round and invites every signatory. `deadline` is the last day to sign."""
    frozen = convention.frozen
    if convention.stage is not Stage.FROZEN or frozen is None:
        raise NotFrozen("Aucune version figée n’attend de signature.")
    if deadline < today:
        raise DeadlinePast("L’échéance est déjà passée.", field="/deadline")
    bounded(deadline, "/deadline", today=today)
    slots = tuple(sorted(convention.terms.signatories.values(), key=_rank))
    convention.signature_round_opened(
        round_id=round_id,
        version_no=frozen.version_no,
        content_hash=frozen.content_hash,
        deadline=deadline,
        slots=slots,
    )
    for slot in slots:
        convention.signatory_invited(round_id=round_id, signatory_id=slot.signatory_id)


def sign(
    convention: Convention,
    *,
    signatory_id: UUID,
    person_id: UUID,
    holder: UUID | None,
    signed_at: datetime,
    signed_on: date,
    content_hash: str,
    imported: bool = False,
) -> None:
    """`holder` held the office of the slot on `signed_on`, the business day of `signed_at` (UTC).

    The last required signature puts the version in force.
    """
    if imported:
        raise ImportCannotSign("Un import reprend des signatures données, il n’en donne aucune.")
    signature_round, frozen = _open(convention)
    slot = _slot(convention, signature_round, signatory_id)
    _entitled(convention, slot, person_id, holder)
    if content_hash != frozen.content_hash:
        raise HashMismatch("Ce n’est pas le contenu figé.", field="/content_hash")
    if signed_on > signature_round.deadline:
        raise RoundExpired("L’échéance de signature est passée.")
    _in_turn(convention, signature_round, slot)
    convention.convention_signed_by(
        round_id=signature_round.round_id,
        version_no=frozen.version_no,
        signatory_id=signatory_id,
        office=slot.office,
        side=slot.side,
        person_id=person_id,
        signed_at=signed_at,
        method=Method.PLATFORM,
        content_hash=content_hash,
        evidence_sha256=None,
    )
    if _complete(convention, signature_round):
        _conclude(convention, frozen, signed_on)


def refuse(
    convention: Convention,
    *,
    signatory_id: UUID,
    person_id: UUID,
    holder: UUID | None,
    motive: str,
) -> None:
    """One refusal sends the version back to a draft. `motive` is a seal."""
    signature_round, _ = _open(convention)
    slot = _slot(convention, signature_round, signatory_id)
    _entitled(convention, slot, person_id, holder)
    convention.signature_refused(
        round_id=signature_round.round_id,
        signatory_id=signatory_id,
        motive=guards.seal(motive, "/motive"),
    )


def cancel_round(convention: Convention, *, motive: str) -> None:
    """`motive` is a seal."""
    signature_round, _ = _open(convention)
    convention.signature_round_cancelled(
        round_id=signature_round.round_id, motive=guards.seal(motive, "/motive")
    )


def expire_round(convention: Convention, *, today: date) -> None:
    signature_round, _ = _open(convention)
    if today <= signature_round.deadline:
        raise RoundNotExpired("L’échéance de signature n’est pas passée.")
    convention.signature_round_expired(round_id=signature_round.round_id)


def applicable(convention: Convention, signed_on: date) -> date:
    """From when it applies if it is signed on that day, and nobody agreed on another one.

    Not before the first day of the act, nor before what it amends applies.
    """
    before = [version.effective_from for version in convention.versions[-1:]]
    return max(signed_on, convention.terms.starts_on, *before)


def _open(convention: Convention) -> tuple[Round, Frozen]:
    if convention.signature_round is None or convention.frozen is None:
        raise NoOpenRound("Aucun tour de signature n’est ouvert.")
    return convention.signature_round, convention.frozen


def _slot(convention: Convention, signature_round: Round, signatory_id: UUID) -> Slot:
    """The slot, not yet signed."""
    found = next((s for s in signature_round.slots if s.signatory_id == signatory_id), None)
    if found is None:
        raise UnknownSignatory("Ce signataire n’est pas de ce tour.", field="/signatory_id")
    if signatory_id in convention.signatures:
        raise AlreadySigned("Ce signataire a déjà signé.", field="/signatory_id")
    return found


def _entitled(convention: Convention, slot: Slot, person_id: UUID, holder: UUID | None) -> None:
    if person_id != holder:
        raise OfficeNotHeld("Cette personne ne tient pas cette fonction à cette date.")
    given = convention.signatures.values()
    if any(one.person_id == person_id and one.side != slot.side for one in given):
        raise OnePersonTwoSides("Une même personne ne signe pas pour deux côtés.")


def _in_turn(convention: Convention, signature_round: Round, slot: Slot) -> None:
    if slot.order is None:
        return
    for other in signature_round.slots:
        before = other.required and other.order is not None and other.order < slot.order
        if before and other.signatory_id not in convention.signatures:
            raise NotYetTheirTurn("Un signataire précédent n’a pas encore signé.")


def _complete(convention: Convention, signature_round: Round) -> bool:
    signed = convention.signatures
    required = {slot.signatory_id for slot in signature_round.slots if slot.required}
    return required <= signed.keys() and set(guards.CONTRACTING) <= {
        one.side for one in signed.values()
    }


def _conclude(convention: Convention, frozen: Frozen, signed_on: date) -> None:
    effective_from = frozen.effective_from or applicable(convention, signed_on)
    if convention.avenant is None:
        convention.convention_signed(
            version_no=frozen.version_no,
            content_hash=frozen.content_hash,
            signed_on=signed_on,
            effective_from=effective_from,
        )
        return
    convention.avenant_signed(
        no=convention.avenant.no,
        version_no=frozen.version_no,
        content_hash=frozen.content_hash,
        signed_on=signed_on,
        effective_from=effective_from,
    )


def _rank(slot: Slot) -> tuple[bool, int, str]:
    return slot.order is None, slot.order or 0, str(slot.signatory_id)
