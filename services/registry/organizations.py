"""Register an organization; appoint and end the holders of its offices."""

from uuid import UUID

from domain.errors import NotFound
from domain.registry import offices
from domain.registry.offices import side_of
from domain.registry.organization import Organization
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.policy import admit, allow
from services.ports import People
from services.registry.commands import AppointOfficeHolder, EndOfficeHolder, RegisterOrganization
from services.target import Target


def register_organization(pactes: Pactes, ask: Ask, command: RegisterOrganization) -> Receipt:
    allow(ask, "register_organization", Target(tenant=pactes.tenant))
    organization = offices.register(
        organization_id=ask.minted(),
        legal_name=command.legal_name,
        short_name=command.short_name,
        kind=command.kind,
        siret=command.siret,
        rna=command.rna,
    )
    return pactes.record(ask, organization)


def appoint_office_holder(
    pactes: Pactes, people: People, ask: Ask, command: AppointOfficeHolder
) -> Receipt:
    """An event names only a person who stands beside the log, so that they can be told."""
    organization = opened(pactes, ask, "appoint_office_holder", command.organization_id)
    if command.person_id not in people.many([command.person_id]):
        raise NotFound("Cette personne n’existe pas.", field="/person_id")
    offices.appoint(
        organization,
        office=command.office,
        person_id=command.person_id,
        since=command.since,
        by=ask.caller.person_id,
        today=ask.today,
    )
    return pactes.record(ask, organization)


def end_office_holder(pactes: Pactes, ask: Ask, command: EndOfficeHolder) -> Receipt:
    organization = opened(pactes, ask, "end_office_holder", command.organization_id)
    offices.end(
        organization,
        office=command.office,
        person_id=command.person_id,
        until=command.until,
        today=ask.today,
    )
    return pactes.record(ask, organization)


def opened(pactes: Pactes, ask: Ask, name: str, organization_id: UUID) -> Organization:
    """Each side keeps its own offices: the side is that of the organization."""
    admit(ask.caller, name, pactes.tenant)
    organization = pactes.load(Organization, organization_id, ask)
    side = side_of(organization.kind)
    allow(ask, name, Target(tenant=pactes.tenant, side=side))
    return organization
