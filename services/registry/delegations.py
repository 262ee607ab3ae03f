"""Let another person sign for the holder of an office, for some time."""

from domain.errors import NotFound
from domain.registry import delegations
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.ports import People
from services.registry.commands import EndSigningDelegation, GrantSigningDelegation
from services.registry.organizations import opened


def grant_signing_delegation(
    pactes: Pactes, people: People, ask: Ask, command: GrantSigningDelegation
) -> Receipt:
    """An event names only a person who stands beside the log."""
    organization = opened(pactes, ask, "grant_signing_delegation", command.organization_id)
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
        by=ask.caller.person_id,
        today=ask.today,
    )
    return pactes.record(ask, organization)


def end_signing_delegation(pactes: Pactes, ask: Ask, command: EndSigningDelegation) -> Receipt:
    organization = opened(pactes, ask, "end_signing_delegation", command.organization_id)
    delegations.end(
        organization,
        delegation_id=command.delegation_id,
        until=command.until,
        today=ask.today,
    )
    return pactes.record(ask, organization)
