"""Requests about members, mandates, machines, tenants and providers: role, then body.

They name people and things that do not exist: what they try is what is read before.
"""

from typing import Any

from domain.roles import Role

SOMEONE = "00000000-0000-4000-8000-000000000001"
TEXT = {"motive": "Un motif."}
MEMBER = f"/members/{SOMEONE}"
ROLE = {"role": "dept_agent", "organization_id": SOMEONE, "office": "director"}
SPAN = {"since": "2026-01-01", "until": "2026-12-31"}
SCOPED = {"scopes": ["read"]}
PROVIDER = {
    "slug": "lozere",
    "issuer": "https://sso.lozere.test",
    "name": "Annuaire",
    "client_id": "pacte",
    "client_ref": "lozere",
    "client_auth": "client_secret_post",
    "algorithms": ["ES256"],
    "acr_values": ["eidas2"],
    "scopes": ["openid"],
    "claim_map": {"email": "mail"},
    "signed_userinfo": False,
    "tenants": ["48"],
}
DECLARED = {
    "code": "2A",
    "name": "Corse-du-Sud",
    "kind": "departement",
    "territory_codes": ["2A"],
    "region_code": "94",
    "siret": "22480001100013",
}
GLASS = {"tenant": "48", "until": "2026-01-01T12:00:00Z", "reason": "Une panne."}

# Their bodies are those of the ones that are tried.
ALIKE = {
    "/members/{person_id}/removal",
    "/members/{person_id}/session-endings",
    "/persons/{person_id}/erasure",
    "/members/{person_id}/audit-mandate-revocations",
    "/members/{person_id}/api-token-revocations",
}
NEW = ("/members", "/machines", "/break-glass", "/tenants", "/providers")

VALID: dict[str, tuple[Role, dict[str, Any]]] = {
    "/members": (Role.TENANT_ADMIN, ROLE | {"person_id": SOMEONE}),
    f"{MEMBER}/invitations": (Role.TENANT_ADMIN, {}),
    f"{MEMBER}/roles": (Role.TENANT_ADMIN, ROLE),
    f"{MEMBER}/role-revocations": (Role.TENANT_ADMIN, {"grant_id": SOMEONE} | TEXT),
    f"{MEMBER}/audit-mandates": (
        Role.TENANT_ADMIN,
        {"auditor_body": "Cour", "legal_basis": "Loi", "convention_ids": [SOMEONE]} | SPAN,
    ),
    "/machines": (
        Role.TENANT_ADMIN,
        {"label": "Paie", "role": "dept_machine", "organization_id": SOMEONE},
    ),
    f"{MEMBER}/api-tokens": (Role.DEPT_MANAGER, {"expires_on": "2026-12-31"} | SCOPED),
    f"{MEMBER}/clients": (
        Role.DEPT_MANAGER,
        {"issuer": "https://sso.lozere.test", "client_id": "paie"} | SCOPED,
    ),
    f"{MEMBER}/client-ends": (
        Role.TENANT_ADMIN,
        {"issuer": "https://sso.lozere.test", "client_id": "paie"} | TEXT,
    ),
    f"{MEMBER}/regional-mandates": (Role.PLATFORM_ADMIN, {"region_code": "76"} | SPAN),
    "/break-glass": (Role.PLATFORM_ADMIN, GLASS),
    "/tenants": (Role.PLATFORM_ADMIN, DECLARED),
    "/providers": (Role.PLATFORM_ADMIN, PROVIDER),
}
