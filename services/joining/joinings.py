"""A partner asks; the State and the Département each agree; the second agreement adds its slot."""

from domain.convention.convention import Convention
from domain.convention.procedure.joining import join_partner, open_to_partners
from domain.convention.signature import Side
from domain.errors import Invalid, RuleBroken
from domain.joining import agreement
from domain.joining.joining import PartnerJoining
from domain.registry.offices import side_of
from domain.registry.organization import Organization
from services.ask import Ask
from services.free_text import sealed
from services.joining.commands import (
    AgreePartnerJoining,
    RefusePartnerJoining,
    RequestPartnerJoining,
)
from services.pactes import Pactes, Receipt
from services.policy import allow
from services.target import Target


class AlreadyRequested(RuleBroken):
    code = "joining-already-requested"


class NotAPartner(Invalid):
    """The State and the Département are parties, never partners (rule 5)."""

    code = "not-a-partner"


def request_partner_joining(pactes: Pactes, ask: Ask, command: RequestPartnerJoining) -> Receipt:
    target = Target(tenant=pactes.tenant, organization_id=command.organization_id)
    allow(ask, "request_partner_joining", target)
    open_to_partners(pactes.load(Convention, command.convention_id))
    _is_partner(pactes.load(Organization, command.organization_id))
    joining = agreement.request(
        organization_id=command.organization_id,
        convention_id=command.convention_id,
        contribution_text=command.contribution_text,
        amount_cents=command.amount_cents,
        signatory_office=command.signatory_office,
        by=ask.caller.person_id,
    )
    if joining.id in pactes.repository:
        raise AlreadyRequested("Ce partenaire a déjà demandé à rejoindre cette convention.")
    return pactes.record(ask, joining)


def agree_partner_joining(pactes: Pactes, ask: Ask, command: AgreePartnerJoining) -> Receipt:
    """The second agreement makes the partner a signatory, in the same append.

    The slot comes first: whoever reads the content where the partner joined finds it there.
    """
    allow(ask, "agree_partner_joining", Target(tenant=pactes.tenant))
    joining = pactes.load(PartnerJoining, command.joining_id, ask)
    _agree(joining, ask, command)
    if not agreement.agreed_by_both(joining):
        return pactes.record(ask, joining)
    convention = pactes.load(Convention, joining.convention_id)
    join_partner(
        convention,
        organization_id=joining.organization_id,
        joining_id=joining.id,
        signatory_id=ask.minted(),
        office=joining.signatory_office,
    )
    agreement.join(joining, since=ask.today, version_no=len(convention.versions) + 1)
    return pactes.record(ask, joining, before=[convention])


def refuse_partner_joining(pactes: Pactes, ask: Ask, command: RefusePartnerJoining) -> Receipt:
    allow(ask, "refuse_partner_joining", Target(tenant=pactes.tenant))
    joining = pactes.load(PartnerJoining, command.joining_id, ask)
    motive = sealed(command.motive, "/motive")
    agreement.refuse(
        joining, side=Side(ask.caller.side), motive=motive.seal, by=ask.caller.person_id
    )
    return pactes.record(ask, joining, texts=[motive])


def _agree(joining: PartnerJoining, ask: Ask, command: AgreePartnerJoining) -> None:
    """The side is the caller’s: nobody agrees for the other one (rule 24)."""
    by, by_office = ask.caller.person_id, ask.caller.office
    if ask.caller.side == Side.STATE:
        agreement.agree_for_state(joining, by=by, by_office=by_office)
    else:
        agreement.agree_for_departement(
            joining, by=by, by_office=by_office, deliberation_ref=command.deliberation_ref
        )


def _is_partner(organization: Organization) -> None:
    if side_of(organization.kind) is not Side.PARTNER:
        raise NotAPartner(
            "L’État et le Département sont parties, jamais partenaires.", field="/organization_id"
        )
