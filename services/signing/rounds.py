"""Open, sign, refuse and cancel a signature round."""

from dataclasses import replace
from uuid import UUID

from domain.convention.convention import Convention
from domain.convention.errors import UnknownSignatory
from domain.convention.procedure import signing as rules
from domain.convention.signature import Slot
from domain.envelope import ProvenanceKind
from domain.registry.delegations import signs_for
from domain.registry.organization import Organization
from services.ask import Ask
from services.conventions.desk import about, opened
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.policy import admit, allow, fresh
from services.signing import commands


def open_round(pactes: Pactes, ask: Ask, command: commands.OpenRound) -> Receipt:
    convention = opened(pactes, ask, "open_round", command.convention_id)
    rules.open_round(convention, round_id=ask.minted(), deadline=command.deadline, today=ask.today)
    return pactes.record(ask, convention)


def sign(pactes: Pactes, ask: Ask, command: commands.Sign) -> Receipt:
    """A simple electronic signature: this person, in this office, this content, now."""
    admit(ask.caller, "sign", pactes.tenant)
    fresh(ask)
    convention = pactes.load(Convention, command.convention_id, ask)
    slot = _slot(convention, command.signatory_id)
    allow(ask, "sign", about(pactes, slot.side, slot.organization_id))
    who = _in_office(pactes, ask, slot)
    rules.sign(
        convention,
        signatory_id=command.signatory_id,
        person_id=ask.caller.person_id,
        holder=ask.caller.person_id if who else None,
        signed_at=ask.now,
        signed_on=ask.today,
        content_hash=command.content_hash,
        imported=ask.provenance.kind is ProvenanceKind.IMPORT,
    )
    return pactes.record(_for(ask, who), convention)


def refuse_signature(pactes: Pactes, ask: Ask, command: commands.RefuseSignature) -> Receipt:
    admit(ask.caller, "refuse_signature", pactes.tenant)
    fresh(ask)
    convention = pactes.load(Convention, command.convention_id, ask)
    slot = _slot(convention, command.signatory_id)
    allow(ask, "refuse_signature", about(pactes, slot.side, slot.organization_id))
    motive = sealed(command.motive, "/motive")
    who = _in_office(pactes, ask, slot)
    rules.refuse(
        convention,
        signatory_id=command.signatory_id,
        person_id=ask.caller.person_id,
        holder=ask.caller.person_id if who else None,
        motive=motive.seal,
    )
    return pactes.record(_for(ask, who), convention, texts=[motive])


def cancel_round(pactes: Pactes, ask: Ask, command: commands.CancelRound) -> Receipt:
    convention = opened(pactes, ask, "cancel_round", command.convention_id)
    motive = sealed(command.motive, "/motive")
    rules.cancel_round(convention, motive=motive.seal)
    return pactes.record(ask, convention, texts=[motive])


def _slot(convention: Convention, signatory_id: UUID) -> Slot:
    slot = convention.terms.signatories.get(signatory_id)
    if slot is None:
        raise UnknownSignatory("Ce signataire n’existe pas.", field="/signatory_id")
    return slot


def _in_office(pactes: Pactes, ask: Ask, slot: Slot) -> UUID | None:
    """The holder of the office, if the caller is that, or signs for them by delegation today."""
    organization = pactes.load(Organization, slot.organization_id)
    return signs_for(organization, slot.office, ask.caller.person_id, ask.today)


def _for(ask: Ask, holder: UUID | None) -> Ask:
    """The envelope says for whom a delegate acted."""
    if holder in (None, ask.caller.person_id):
        return ask
    return replace(ask, caller=replace(ask.caller, on_behalf_of=holder))
