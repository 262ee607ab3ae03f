"""Let another person sign for the holder of an office, for some time."""

from domain.errors import NotFound
from domain.registry import delegations
from domain.registry.offices import side_of
from domain.registry.organization import Organization
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.policy import admit, allow
from services.ports import People
from services.registry.commands import EndSigningDelegation, GrantSigningDelegation
from services.target import Target


def grant_signing_delegation(
    pactes: Pactes, people: People, ask: Ask, command: GrantSigningDelegation
) -> Receipt:
    """An event names only a person who stands beside the log."""
    organization = _opened(pactes, ask, "grant_signing_delegation", command)
    if command.delegate_person_id not in people.many([command.delegate_person_id]):
        raise NotFound("Cette personne n’existe pas.", field="/delegate_person_id")
    delegations.grant(
        organization,
        delegation_id=ask.minted(),
        office=command.office,
        delegate_person_id=command.delegate_person_id,
        since=command.since,
        until=command.until,
        act_ref=command.act_ref,
    )
    return pactes.record(ask, organization)


def end_signing_delegation(pactes: Pactes, ask: Ask, command: EndSigningDelegation) -> Receipt:
    organization = _opened(pactes, ask, "end_signing_delegation", command)
    delegations.end(organization, delegation_id=command.delegation_id, until=command.until)
    return pactes.record(ask, organization)


def _opened(
    pactes: Pactes, ask: Ask, name: str, command: GrantSigningDelegation | EndSigningDelegation
) -> Organization:
    """The State keeps its own delegations; the side is that of the organization."""
    admit(ask.caller, name, pactes.tenant)
    organization = pactes.load(Organization, command.organization_id, ask)
    side = side_of(organization.kind)
    allow(ask, name, Target(tenant=pactes.tenant, side=side))
    return organization
