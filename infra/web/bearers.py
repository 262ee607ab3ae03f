"""Machines: API tokens of ours, and access tokens of the providers that we know (RFC 9068)."""

import re
from collections.abc import Callable
from uuid import UUID

from domain.access import tokens
from domain.access.facts import MemberKind, Scope
from domain.access.member import Member
from infra.admission import at_home, member_of, person_of, tenant_of
from infra.clock import day_of
from infra.sso.configured import provider_of
from infra.sso.machines import Machine, machine
from infra.sso.refusals import ProviderDown, SignInRefused
from infra.wiring import Wiring
from services.access.callers import machine_caller
from services.ask import Caller

Authenticate = Callable[[str], Caller | None]

OURS = re.compile(r"pacte_([0-9A-Za-z]{2,3})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
DOTS = 2
NAMES = {Scope.READ: "pacte:read", Scope.WRITE: "pacte:write"}


def machines(wiring: Wiring, code: str | None) -> Authenticate:
    """`code`: the tenant of the address, whose registry decides who an OAuth client is."""

    def authenticate(token: str) -> Caller | None:
        if given := OURS.fullmatch(token):
            return _by_token(wiring, given[1].upper(), UUID(given[2]), given[3])
        if code and token.count(".") == DOTS and tenant_of(wiring, code):
            return _by_client(wiring, code, token)
        return None

    return authenticate


def account_of(token: str) -> tuple[str, str] | None:
    """Whose token it says that it is: nothing to believe, but something to count by."""
    given = OURS.fullmatch(token)
    return (given[1].upper(), given[2]) if given else None


def _by_token(wiring: Wiring, tenant: str, person_id: UUID, secret: str) -> Caller | None:
    """A tenant that does not exist has no role in the database either."""
    member = _machine(wiring, tenant, person_id) if tenant_of(wiring, tenant) else None
    token = tokens.usable(member, secret, day_of(wiring.clock())) if member else None
    if member is None or token is None:
        return None
    caller = machine_caller(tenant, member, token.scopes, "api-token")
    return at_home(wiring, caller) if caller else None


def _by_client(wiring: Wiring, tenant: str, token: str) -> Caller | None:
    for configured in wiring.door.providers(tenant):
        try:
            found = machine(wiring.door.tokens, provider_of(configured), token)
        except (SignInRefused, ProviderDown):
            continue
        return _registered(wiring, tenant, found)
    return None


def _registered(wiring: Wiring, tenant: str, found: Machine) -> Caller | None:
    """What the token grants at most is what was registered for that client."""
    person_id = person_of(wiring, tenant, found.issuer, found.client_id)
    member = _machine(wiring, tenant, person_id) if person_id else None
    if member is None:
        return None
    known = [
        c for c in member.clients if (c.issuer, c.client_id) == (found.issuer, found.client_id)
    ]
    scopes = tuple(scope for one in known for scope in one.scopes if NAMES[scope] in found.scopes)
    caller = machine_caller(tenant, member, scopes, "client-credentials")
    return at_home(wiring, caller) if caller and scopes else None


def _machine(wiring: Wiring, tenant: str, person_id: UUID) -> Member | None:
    member = member_of(wiring, tenant, person_id)
    return member if member and member.kind is MemberKind.MACHINE else None
