"""POST: organizations and the holders of their offices."""

from infra.web.openapi import Family
from infra.web.routes import post
from infra.web.schemas import registry as schemas
from services.registry import commands, organizations

family = Family("organizations", description="Organismes et titulaires de fonctions.")
ORGANIZATION = "/organizations/<uuid:organization_id>"

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
    service=organizations.appoint_office_holder,
)
post(
    family,
    f"{ORGANIZATION}/office-ends",
    "Mettre fin à une fonction",
    body=schemas.OfficeEndBody,
    command=commands.EndOfficeHolder,
    service=organizations.end_office_holder,
)
