"""À signer: what it is, what changed, who signed; to sign or to refuse; the receipt."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from domain.convention.convention import Convention
from domain.convention.facts.procedure import ConventionSignedBy
from domain.errors import RuleBroken
from domain.registry.organization import Organization
from domain.text import InvalidText
from infra.evidence.proving import NotSealed, checkpoint
from infra.store.evidence.trees import Tree
from infra.web.callers.naming import named
from infra.web.callers.traces import let_look, traced
from infra.web.context import wiring
from infra.web.pages.acts import INCOMPLETE, new_key, performed
from infra.web.pages.frame import page
from infra.web.pages.sheet import sheet
from infra.web.pages.ways import entered, to
from infra.web.reads import own_of_caller
from infra.web.refusing.errors import problem_of
from infra.web.refusing.refusals import Refused
from projections.queries.convention.conventions import CONVENTION
from projections.queries.people import SIGNATURES_AWAITED
from projections.queries.signatures import SIGNATURES_GIVEN
from services.ask import Caller
from services.policy import FreshAuthenticationRequired, admit, allow, is_fresh, only_of
from services.signing import commands, rounds
from services.target import Target

pages = Blueprint("page_signing", __name__)
OK = 200
ONE = "/t/<code>/a-signer/<uuid:convention_id>"


@pages.get("/t/<code>/a-signer")
def awaited(code: str) -> Response:
    """What waits for the organization of this person first, then for others."""
    caller = entered(code)
    own = only_of(caller)
    partners = frozenset((own,) if own else ())
    target = Target(tenant=caller.tenant, partners=partners)
    let_look(caller, SIGNATURES_AWAITED.name, target)
    found = wiring().reader.ask(caller.tenant, SIGNATURES_AWAITED, own=own_of_caller()).body
    mine = [one for one in found if one["organization_id"] == caller.organization_id]
    others = [one for one in found if one not in mine]
    return page(
        "a_signer.html",
        mine=mine,
        others=others,
        given=_given(caller),
        refused=request.args.get("refus"),
    )


@pages.get(ONE)
def show(code: str, convention_id: UUID) -> Response:
    """A GET signs nothing, whoever follows the link."""
    return _sheet(entered(code), convention_id)


def _sheet(
    caller: Caller, convention_id: UUID, refusal: RuleBroken | None = None, motive: str = ""
) -> Response:
    """`refusal`: why the motive that was sent is not kept yet; nobody has to write it twice."""
    _may_read(caller, convention_id)
    moment = wiring().clock()
    found = sheet(wiring().pactes(caller.tenant), caller, convention_id, moment)
    if found is None:
        given = [one for one in _given(caller) if one["convention_id"] == convention_id]
        return page("rien_a_signer.html", given=given)
    return page(
        "signer.html",
        problem_of(refusal).status if refusal else OK,
        sheet=found,
        here=f"/t/{caller.tenant}/a-signer/{convention_id}",
        people=_people([seat.person_id for seat in found.seats]),
        fresh=is_fresh(caller, moment),
        key=new_key(),
        refusal=refusal,
        motive=motive,
    )


def _given(caller: Caller) -> list[dict[str, Any]]:
    own, ask = own_of_caller(), wiring().reader.ask
    answer = ask(caller.tenant, SIGNATURES_GIVEN, person_id=caller.person_id, own=own)
    found: list[dict[str, Any]] = answer.body
    return found


@pages.post(f"{ONE}/signature")
def sign(code: str, convention_id: UUID) -> Response:
    caller = entered(code)
    command = commands.Sign(
        convention_id=convention_id,
        signatory_id=_identity("signatory"),
        content_hash=request.form.get("hash", ""),
    )
    receipt = performed(
        caller, lambda ask: rounds.sign(wiring().pactes(caller.tenant), ask, command)
    )
    return to(f"/t/{caller.tenant}/a-signer/{convention_id}/recu/{receipt.version}")


@pages.post(f"{ONE}/refus")
def refuse(code: str, convention_id: UUID) -> Response:
    caller = entered(code)
    command = commands.RefuseSignature(
        convention_id=convention_id,
        signatory_id=_identity("signatory"),
        motive=request.form.get("motive", ""),
    )
    pactes = wiring().pactes(caller.tenant)
    try:
        performed(caller, lambda ask: rounds.refuse_signature(pactes, ask, command))
    except (InvalidText, FreshAuthenticationRequired) as refusal:
        return _sheet(caller, convention_id, refusal, command.motive)
    return to(f"/t/{caller.tenant}/a-signer?refus=1")


@pages.get(f"{ONE}/recu/<int:version>")
def receipt(code: str, convention_id: UUID, version: int) -> Response:
    """From the log itself: true at once, whatever follows it."""
    caller = entered(code)
    convention = _may_read(caller, convention_id)
    found = _signature(caller, convention_id, version)
    if found is None:
        raise Refused("unknown-address", "Aucune signature de vous à cet endroit du journal.")
    event, position = found
    pactes = wiring().pactes(caller.tenant)
    signed = pactes.at_version(Convention, convention_id, event.originator_version)
    return page(
        "recu.html",
        title=convention.terms.title,
        event=event,
        position=position,
        checkpoint=_checkpoint(caller.tenant, position),
        organization=_organization(caller.tenant, signed, event.signatory_id),
        effective_from=signed.frozen.effective_from if signed.frozen else None,
        people=_people([event.person_id]),
    )


def _checkpoint(tenant: str, position: int) -> dict[str, Any] | None:
    """None: the seal follows within a moment."""
    try:
        return checkpoint(wiring(), tenant, Tree.LOG, position)
    except NotSealed:
        return None


def _signature(caller: Caller, convention_id: UUID, version: int) -> tuple[Any, int] | None:
    """The signature of this person that the save ended with: at that version, or just before."""
    pactes = wiring().pactes(caller.tenant)
    stored = pactes.recorder.select_events(convention_id, gt=max(version - 3, 0), lte=version)
    for row in reversed(stored):
        event = pactes.mapper.to_domain_event(row)
        if isinstance(event, ConventionSignedBy) and event.person_id == caller.person_id:
            return event, getattr(row, "position", 0)
    return None


def _organization(tenant: str, signed: Convention, signatory_id: UUID) -> str:
    """Whoever looks may stand in another space by now: what was signed for says the slot."""
    slot = signed.terms.signatories[signatory_id]
    return wiring().pactes(tenant).load(Organization, slot.organization_id).legal_name


def _may_read(caller: Caller, convention_id: UUID) -> Convention:
    """A partner reads what it is invited to; its signing slot makes it so.

    Whoever is refused what is there knows that it is: that look is kept too.
    """
    admit(caller, CONVENTION.name, caller.tenant)
    traced(caller, CONVENTION.name, [caller.tenant], convention_id)
    pactes = wiring().pactes(caller.tenant)
    convention = pactes.load(Convention, convention_id)
    partners = frozenset(slot.organization_id for slot in convention.terms.signatories.values())
    target = Target(tenant=caller.tenant, partners=partners, convention_id=convention_id)
    allow(caller, CONVENTION.name, target)
    return convention


def _identity(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError as error:
        raise Refused("malformed-request", INCOMPLETE) from error


def _people(ids: list[UUID | None]) -> dict[str, str]:
    """Names for those who may see them."""
    return named([{"person_id": each} for each in ids if each]).get("people", {})
