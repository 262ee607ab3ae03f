"""Organizations and the holders of their offices."""

from uuid import UUID

from infra.web.asked.paging import Paging
from infra.web.callers.auth import caller
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import registry as schemas
from infra.web.schemas.asked import reads as asked
from infra.web.schemas.shown import people as shown_people
from projections.queries.people import ORGANIZATIONS_LIST
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.registry import commands, delegations, organizations

family = Family("organizations", description="Organismes et titulaires de fonctions.")
ORGANIZATION = "/organizations/<uuid:organization_id>"


def appoint_office_holder(
    pactes: Pactes, ask: Ask, command: commands.AppointOfficeHolder
) -> Receipt:
    """The holder is one of the persons of the tenant."""
    people = wiring().people(caller().tenant)
    return organizations.appoint_office_holder(pactes, people, ask, command)


def grant_signing_delegation(
    pactes: Pactes, ask: Ask, command: commands.GrantSigningDelegation
) -> Receipt:
    """So is the delegate."""
    people = wiring().people(caller().tenant)
    return delegations.grant_signing_delegation(pactes, people, ask, command)


post(
    family,
    "/organizations",
    "Enregistrer un organisme",
    body=schemas.OrganizationBody,
    command=commands.RegisterOrganization,
    service=organizations.register_organization,
    creates=True,
    conditional=False,
)
post(
    family,
    f"{ORGANIZATION}/office-holders",
    "Nommer le titulaire d’une fonction",
    body=schemas.OfficeHolderBody,
    command=commands.AppointOfficeHolder,
    service=appoint_office_holder,
)
post(
    family,
    f"{ORGANIZATION}/office-ends",
    "Mettre fin à une fonction",
    body=schemas.OfficeEndBody,
    command=commands.EndOfficeHolder,
    service=organizations.end_office_holder,
)
post(
    family,
    f"{ORGANIZATION}/signing-delegations",
    "Déléguer la signature d’une fonction",
    body=schemas.DelegationBody,
    command=commands.GrantSigningDelegation,
    service=grant_signing_delegation,
    creates=True,
)
post(
    family,
    f"{ORGANIZATION}/signing-delegation-ends",
    "Mettre fin à une délégation de signature",
    body=schemas.DelegationEndBody,
    command=commands.EndSigningDelegation,
    service=delegations.end_signing_delegation,
)
get(
    family,
    "/organizations",
    "Les organismes et les titulaires de leurs fonctions",
    read=Read(
        query=ORGANIZATIONS_LIST,
        items=True,
        own=True,
        paging=Paging("organization_id", "after", UUID),
    ),
    parameters=asked.PageInForce,
    shows=shown_people.OrganizationSchema,
)
