"""Values that programs trip over, and requests in which each of them takes one place."""

from typing import Any
from uuid import UUID

from domain.roles import Role
from tests.journeys.story import CPT

NASTY: tuple[Any, ...] = (
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "x\udfff",
    "\u202eabc",
    "\x1b[31m",
    "\ufeff",
    "e\u0301" * 200,
    "x" * 20_000,
    0,
    -1,
    2**53,
    2**63,
    -(2**63),
    10**400,
    1.5,
    1e308,
    float("nan"),
    float("inf"),
    True,
    None,
    [],
    {},
    [[]],
    ["\x00"],
    [10**30],
    {"a": {"b": []}},
    "0001-01-01",
    "1900-01-01",
    "2199-12-31",
    "9999-12-31",
    "2024-02-30",
    "' OR 1=1 --",
    "%s%n{}",
    "00000000-0000-0000-0000-000000000000",
)

SOMEONE = str(UUID(int=7))
CONVENTION = "/conventions/{convention}"
TEXT = {"motive": "Un motif."}
FUNDING_LINE = {
    "funder_id": SOMEONE,
    "exercice": 2024,
    "amount_cents": 100,
    "action_id": None,
    "volet": None,
    "nature": "cash",
    "counts_as_match": True,
}
INDICATOR = {
    "name": "Personnes suivies",
    "unit": "person",
    "direction": "up",
    "definition": "File active.",
    "baseline": 3,
}
ACTION = {
    "title": "Action",
    "axe": 1,
    "volet": None,
    "code": "A1",
    "nature": "new",
    "description": "Texte.",
    "operator_ids": [SOMEONE],
    "public": "Tous.",
    "territory": "Tout.",
    "starts_on": "2024-01-01",
    "ends_on": "2024-12-31",
}
ORGANIZATION = {
    "legal_name": "Association",
    "kind": "association",
    "short_name": "A",
    "siret": "22480001100013",
    "rna": "W123456789",
}
JOINING = {
    "organization_id": SOMEONE,
    "convention_id": SOMEONE,
    "contribution_text": "Texte.",
    "signatory_office": "director",
    "amount_cents": 3,
}
VOLET = {"code": "V1", "title": "Volet", "starts_on": "2024-01-01", "ends_on": "2024-12-31"}
HOLDER = {"office": "director", "person_id": SOMEONE}

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

VALID: dict[str, tuple[Role, dict[str, Any]]] = {
    "/conventions": (Role.DEPT_AGENT, CPT | {"predecessor_id": None}),
    "/organizations": (Role.TENANT_ADMIN, ORGANIZATION),
    "/organizations/{ars}/office-holders": (Role.TENANT_ADMIN, HOLDER | {"since": "2024-01-01"}),
    "/organizations/{ars}/office-ends": (Role.TENANT_ADMIN, HOLDER | {"until": "2024-01-01"}),
    "/persons": (
        Role.TENANT_ADMIN,
        {"display_name": "Nom", "civility": "Madame", "email": "a@b.test"},
    ),
    "/joinings": (Role.DEPT_AGENT, JOINING),
    f"{CONVENTION}/articles": (Role.DEPT_AGENT, {"no": 1, "title": "Titre", "text": "Texte."}),
    f"{CONVENTION}/volets": (Role.DEPT_AGENT, VOLET),
    f"{CONVENTION}/parties": (Role.DEPT_AGENT, {"organization_id": SOMEONE, "side": "state"}),
    f"{CONVENTION}/actions": (Role.DEPT_AGENT, ACTION),
    f"{CONVENTION}/objectives": (Role.DEPT_AGENT, {"action_id": None, "text": "Objectif."}),
    f"{CONVENTION}/objectives/{SOMEONE}/indicators": (Role.DEPT_AGENT, INDICATOR),
    f"{CONVENTION}/ceilings": (Role.DEPT_AGENT, {"exercice": 2024, "amount_cents": 100}),
    f"{CONVENTION}/funding-lines": (Role.DEPT_AGENT, FUNDING_LINE),
    f"{CONVENTION}/funding-adjustments": (
        Role.DEPT_AGENT,
        {"line_id": SOMEONE, "amount_cents": 3} | TEXT,
    ),
    f"{CONVENTION}/versions": (Role.DEPT_MANAGER, {"effective_from": "2024-01-01"}),
    f"{CONVENTION}/signature-rounds": (Role.DEPT_MANAGER, {"deadline": "2024-01-01"}),
    f"{CONVENTION}/execution": (Role.DEPT_MANAGER, {"on": "2024-01-01"}),
    f"{CONVENTION}/avenants": (Role.DEPT_MANAGER, {"kind": "general"} | TEXT),
    f"{CONVENTION}/refusals": (Role.DEPT_SIGNATORY, {"signatory_id": SOMEONE} | TEXT),
    f"{CONVENTION}/signatures": (
        Role.DEPT_SIGNATORY,
        {"signatory_id": SOMEONE, "content_hash": "0" * 64},
    ),
    "/members": (Role.TENANT_ADMIN, ROLE | {"person_id": SOMEONE}),
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
    f"{MEMBER}/api-tokens": (Role.TENANT_ADMIN, {"expires_on": "2026-12-31"} | SCOPED),
    f"{MEMBER}/clients": (
        Role.TENANT_ADMIN,
        {"issuer": "https://sso.lozere.test", "client_id": "paie"} | SCOPED,
    ),
    f"{MEMBER}/regional-mandates": (Role.PLATFORM_ADMIN, {"region_code": "76"} | SPAN),
    "/break-glass": (Role.PLATFORM_ADMIN, GLASS),
    "/tenants": (Role.PLATFORM_ADMIN, DECLARED),
    "/providers": (Role.PLATFORM_ADMIN, PROVIDER),
}
