"""Bodies: organizations, office holders, persons."""

from domain.registry.facts import OrganizationKind
from infra.web.asked.fields import Body, Choice, Day, Identifier, Text
from services.people import LONGEST_ADDRESS, Civility


class OrganizationBody(Body):
    legal_name = Text(required=True)
    kind = Choice(OrganizationKind, required=True)
    short_name = Text(allow_none=True)
    siret = Text(32, allow_none=True)
    rna = Text(32, allow_none=True)


class OfficeHolderBody(Body):
    office = Text(64, required=True)
    person_id = Identifier(required=True)
    since = Day(required=True)


class OfficeEndBody(Body):
    office = Text(64, required=True)
    person_id = Identifier(required=True)
    until = Day(required=True)


class DelegationBody(Body):
    office = Text(64, required=True)
    delegate_person_id = Identifier(required=True)
    since = Day(required=True)
    until = Day(required=True)
    act_ref = Text(required=True)


class DelegationEndBody(Body):
    delegation_id = Identifier(required=True)
    until = Day(required=True)


class PersonBody(Body):
    display_name = Text(required=True)
    civility = Choice(Civility, allow_none=True)
    email = Text(LONGEST_ADDRESS, allow_none=True)
