"""How the people of the demo come in: the local provider, invitations accepted, mandates.

Said by the system, not by the demo: nobody is to be told by mail of what nobody decided.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.access.member import member_id
from domain.envelope import Provenance, ProvenanceKind
from domain.roles import MANDATED, Role
from domain.sso.facts import ClientAuth, Configuration
from domain.sso.provider import provider_id
from infra.demo import provider
from infra.demo.living.scene import ask
from infra.demo.personas import PERSONAS, Persona, persona
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.persons import logins
from infra.wiring import Wiring
from services.access import commands, mandates, members
from services.ask import Ask
from services.imports.identities import person_id
from services.platform.commands import ConfigureSso
from services.platform.providers import configure_sso
from services.ports import Person

OPERATOR = "Exploitation de la démonstration"
SINCE, UNTIL = date(2026, 1, 1), date(2027, 12, 31)
REGION = "76"


def configure_provider(wiring: Wiring) -> None:
    if provider_id(provider.SLUG) in wiring.platform().repository:
        return
    known = provider.provider(wiring.settings)
    configuration = Configuration(
        name="Service d’identité de la démonstration",
        client_id=known.client_id,
        client_ref=known.client_ref,
        client_auth=ClientAuth(known.auth_method),
        algorithms=known.algorithms,
        acr_values=known.acr_values,
        scopes=known.scopes,
        claim_map={},
        signed_userinfo=known.signed_userinfo,
        tenants=(),
    )
    command = ConfigureSso(slug=known.slug, issuer=known.issuer, configuration=configuration)
    configure_sso(wiring.platform(), _system(persona(PLATFORM, "platform")), command)


def let_in(wiring: Wiring, tenant: str) -> None:
    """The hoster lets the administrator in, who lets in all the others."""
    own = [one for one in PERSONAS if one.tenant == tenant]
    first = persona(tenant, "platform" if tenant == PLATFORM else "admin")
    _member(wiring, first, _operator(wiring, tenant))
    for one in own:
        _member(wiring, one, _system(first))
        _mandate(wiring, one, _system(first))
    wiring.wake(tenant)


def _member(wiring: Wiring, one: Persona, by: Ask) -> None:
    pactes = wiring.pactes(one.tenant)
    if member_id(one.tenant, one.person_id) in pactes.repository:
        return
    invitation = commands.InviteMember(
        person_id=one.person_id,
        role=one.role,
        organization_id=one.organization_id,
        office=one.office,
    )
    _bind(wiring, one)
    members.invite_member(pactes, wiring.people(one.tenant), by, invitation)
    members.accept_invitation(pactes, _system(one))


def _bind(wiring: Wiring, one: Persona) -> None:
    issuer = provider.issuer(wiring.settings)
    with wiring.pool.checkout(roles_of(wiring.pool.database, one.tenant).web) as connection:
        logins.bind(connection, schema_of(one.tenant), issuer, provider.sub(one), one.person_id)


def _mandate(wiring: Wiring, one: Persona, by: Ask) -> None:
    pactes = wiring.pactes(one.tenant)
    if one.role not in MANDATED or members.found(pactes, one.person_id).mandates:
        return
    if one.role is Role.AUDITOR:
        given = commands.GrantAuditMandate(
            person_id=one.person_id,
            auditor_body="Contrôle de démonstration",
            since=SINCE,
            until=UNTIL,
            legal_basis="Aucune\N{NO-BREAK SPACE}: mandat de démonstration",
        )
        mandates.grant_audit_mandate(pactes, by, given)
    elif one.role is Role.COMMISSIONER:
        regional = commands.GrantRegionalMandate(
            person_id=one.person_id, region_code=REGION, since=SINCE, until=UNTIL
        )
        mandates.grant_regional_mandate(pactes, by, regional)
    else:
        national = commands.GrantNationalMandate(person_id=one.person_id, since=SINCE, until=UNTIL)
        mandates.grant_national_mandate(pactes, by, national)


def _operator(wiring: Wiring, tenant: str) -> Ask:
    operator = operator_id(tenant)
    wiring.people(tenant).create(Person(person_id=operator, display_name=OPERATOR))
    hosting = _system(persona(PLATFORM, "platform"))
    return replace(hosting, caller=replace(hosting.caller, tenant=tenant, person_id=operator))


def operator_id(tenant: str) -> UUID:
    return person_id(tenant, "demo:operator")


def _system(one: Persona) -> Ask:
    asked = ask(one.caller("demo"), "démonstration")
    return replace(asked, provenance=Provenance(ProvenanceKind.SYSTEM, "démonstration"))
