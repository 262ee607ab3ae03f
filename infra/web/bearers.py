"""Machines: API tokens of ours, and access tokens of the providers that we know (RFC 9068)."""

import re
from dataclasses import replace
from uuid import UUID

from domain.access import tokens
from domain.access.member import Member
from domain.sso.configuring import serves
from infra.admission import at_home, member_of, person_of, tenant_of
from infra.clock import now, today
from infra.sso.configured import provider_of
from infra.sso.refusals import ProviderDown, SignInRefused
from infra.web.auth import Authenticate
from infra.wiring import Wiring
from services.access.callers import machine_caller
from services.ask import Caller

OURS = re.compile(r"pacte_([0-9a-z]{2,3})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
AUDIENCE = "urn:pacte:api"
# RFC 9068 tokens live ten minutes at most here, whatever their issuer thinks.
LONGEST_SECONDS = 600
NAMES = {"read": "pacte:read", "write": "pacte:write"}


def machines(wiring: Wiring, code: str | None) -> Authenticate:
    """`code`: the tenant of the address, whose registry decides who an OAuth client is."""

    def authenticate(token: str) -> Caller | None:
        if given := OURS.fullmatch(token):
            return _by_token(wiring, given[1].upper(), UUID(given[2]), given[3])
        if code and token.count(".") == 2:  # noqa: PLR2004 - a compact JWS has three parts
            return _by_client(wiring, code, token)
        return None

    return authenticate


def _by_token(wiring: Wiring, tenant: str, person_id: UUID, secret: str) -> Caller | None:
    member = _machine(wiring, tenant, person_id)
    token = tokens.usable(member, secret, today()) if member else None
    if member is None or token is None:
        return None
    caller = machine_caller(tenant, member, token.scopes, "api-token")
    return at_home(wiring, caller) if caller else None


def _by_client(wiring: Wiring, tenant: str, token: str) -> Caller | None:
    for configured in wiring.door.providers(tenant):
        provider = replace(provider_of(configured), client_id=AUDIENCE)
        if not serves(configured, tenant):
            continue
        try:
            claims = wiring.door.tokens.opened(
                provider, token, code="token-refused", types=("at+jwt",)
            )
        except (SignInRefused, ProviderDown):
            continue
        return _registered(wiring, tenant, provider.issuer, claims)
    return None


def _registered(
    wiring: Wiring, tenant: str, issuer: str, claims: dict[str, object]
) -> Caller | None:
    """What the token grants at most is what was registered for that client."""
    client_id, issued, expires = claims.get("client_id"), claims.get("iat"), claims.get("exp")
    if not isinstance(client_id, str) or not _short(issued, expires):
        return None
    if tenant_of(wiring, tenant) is None:
        return None
    person_id = person_of(wiring, tenant, issuer, client_id)
    member = _machine(wiring, tenant, person_id) if person_id else None
    client = next((c for c in member.clients if c.client_id == client_id), None) if member else None
    if member is None or client is None:
        return None
    asked = str(claims.get("scope", "")).split()
    scopes = tuple(scope for scope in client.scopes if NAMES[scope] in asked)
    caller = machine_caller(tenant, member, scopes, "client-credentials")
    return at_home(wiring, caller) if caller and scopes else None


def _short(issued: object, expires: object) -> bool:
    """Both are said, and lie ten minutes apart at most."""
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        return False
    return expires - issued <= LONGEST_SECONDS and issued <= now().timestamp() + 30


def _machine(wiring: Wiring, tenant: str, person_id: UUID) -> Member | None:
    """A tenant that does not exist has no role in the database either."""
    if tenant_of(wiring, tenant) is None:
        return None
    member = member_of(wiring, tenant, person_id)
    return member if member and member.kind == "machine" else None
