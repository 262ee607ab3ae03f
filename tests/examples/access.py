"""One example of the fields of each event of members, providers and the life of tenants."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.access.facts import MemberKind, Scope
from domain.access.member import Member
from domain.platform.tenant import Tenant
from domain.roles import Role
from domain.sso.facts import ClientAuth, Configuration
from domain.sso.provider import IdentityProvider


def _id(number: int) -> UUID:
    return UUID(f"9c4d2b1e-3f60-4e0c-9a11-0000000000{number:02}")


PERSON, GRANT, ORGANIZATION, MANDATE = _id(1), _id(2), _id(3), _id(4)
CONVENTION, OPENING, TOKEN = _id(5), _id(6), _id(7)
SEAL = "5f" * 32
SINCE, UNTIL = date(2026, 1, 1), date(2027, 12, 31)
CONFIGURATION = Configuration(
    name="ProConnect",
    client_id="pacte",
    client_ref="proconnect",
    client_auth=ClientAuth.SECRET_POST,
    algorithms=("RS256", "ES256"),
    acr_values=("eidas1-mfa", "eidas2", "eidas3"),
    scopes=("openid", "given_name", "usual_name", "email", "siret"),
    claim_map={"email": "email", "siret": "siret"},
    signed_userinfo=True,
    tenants=("48",),
)

EXAMPLES: dict[type, dict[str, Any]] = {
    Member.MemberInvited: {
        "tenant": "48",
        "person_id": PERSON,
        "kind": MemberKind.HUMAN,
        "grant_id": GRANT,
        "role": Role.STATE_AGENT,
        "organization_id": ORGANIZATION,
        "office": None,
    },
    Member.MemberInvitedAgain: {
        "person_id": PERSON,
        "grant_id": GRANT,
        "role": Role.DEPT_AGENT,
        "organization_id": ORGANIZATION,
        "office": None,
    },
    Member.InvitationRenewed: {"person_id": PERSON, "invitation_id": GRANT},
    Member.MemberActivated: {"person_id": PERSON},
    Member.MemberRemoved: {"person_id": PERSON, "motive": SEAL},
    Member.SessionsEnded: {"person_id": PERSON, "motive": SEAL},
    Member.RoleGranted: {
        "grant_id": GRANT,
        "role": Role.PREFET_SIGNATORY,
        "organization_id": ORGANIZATION,
        "office": "prefet",
    },
    Member.RoleRevoked: {"grant_id": GRANT, "motive": SEAL},
    Member.AuditMandateGranted: {
        "mandate_id": MANDATE,
        "auditor_body": "Chambre régionale des comptes Occitanie",
        "convention_ids": (CONVENTION,),
        "since": SINCE,
        "until": UNTIL,
        "legal_basis": "Code des juridictions financières, article L. 211-3",
    },
    Member.AuditMandateRevoked: {"mandate_id": MANDATE, "motive": SEAL},
    Member.RegionalMandateGranted: {
        "mandate_id": MANDATE,
        "person_id": PERSON,
        "region_code": "76",
        "since": SINCE,
        "until": UNTIL,
    },
    Member.NationalMandateGranted: {
        "mandate_id": MANDATE,
        "person_id": PERSON,
        "since": SINCE,
        "until": UNTIL,
    },
    Member.MandateRevoked: {"mandate_id": MANDATE, "reason": SEAL},
    Member.BreakGlassOpened: {
        "opening_id": OPENING,
        "tenant": "48",
        "reason": SEAL,
        "until": datetime(2026, 1, 2, 12, 0, tzinfo=UTC),
    },
    Member.BreakGlassClosed: {"opening_id": OPENING},
    Member.ApiTokenIssued: {
        "token_id": TOKEN,
        "secret_sha256": SEAL,
        "scopes": (Scope.READ, Scope.WRITE),
        "expires_on": UNTIL,
    },
    Member.ApiTokenRevoked: {"token_id": TOKEN, "motive": SEAL},
    Member.ClientRegistered: {
        "issuer": "https://sso.lozere.test",
        "client_id": "paie",
        "scopes": (Scope.READ,),
    },
    Member.ClientEnded: {
        "issuer": "https://sso.lozere.test",
        "client_id": "paie",
        "motive": SEAL,
    },
    Tenant.TenantSuspended: {"reason": SEAL},
    Tenant.TenantReactivated: {},
    Tenant.TenantClosed: {"reason": SEAL, "export_sha256": "c0" * 32},
    Tenant.TenantClosingRequested: {"reason": SEAL},
    Tenant.TenantExported: {"position": 41, "root": "ab" * 32, "to": "https://pacte.test"},
    Tenant.TenantMailSignInOpened: {},
    Tenant.TenantMailSignInClosed: {},
    IdentityProvider.TenantSsoConfigured: {
        "slug": "proconnect",
        "issuer": "https://sso.lozere.test",
        "configuration": CONFIGURATION,
    },
    IdentityProvider.TenantSsoChanged: {"configuration": CONFIGURATION},
    IdentityProvider.TenantSsoEnded: {},
}
