"""Machines: API tokens of ours, and access tokens of the providers that we know (RFC 9068)."""

import re
from collections.abc import Callable
from uuid import UUID

from domain.access import tokens
from domain.access.facts import MemberKind, Scope
from domain.access.member import Member
from domain.sso.configuring import serves
from infra.access.admission import at_home, member_of, person_of, tenant_of
from infra.clock import day_of
from infra.sso.openid.machines import Machine, issuer_named, machine
from infra.sso.providers.configured import provider_of
from infra.sso.refusals import ProviderDown, SignInRefused
from infra.store.connections.names import PLATFORM
from infra.wiring import Wiring
from services.access.callers import OPEN, machine_caller
from services.ask import Caller

Authenticate = Callable[[str], Caller | None]

OURS = re.compile(r"pacte_([0-9A-Za-z]{2,3})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
NAMES = {Scope.READ: "pacte:read", Scope.WRITE: "pacte:write"}


def machines(wiring: Wiring, code: str | None) -> Authenticate:
    """`code`: the tenant of the address, whose registry decides who an OAuth client is."""

    def authenticate(token: str) -> Caller | None:
        if given := OURS.fullmatch(token):
            return _by_token(wiring, given[1].upper(), UUID(given[2]), given[3])
        return _by_client(wiring, code, token) if code else None

    return authenticate


def account_of(token: str) -> tuple[str, str] | None:
    """Whose token it says that it is: nothing to believe, but something to count by."""
    given = OURS.fullmatch(token)
    return (given[1].upper(), given[2]) if given else None


def _by_token(wiring: Wiring, tenant: str, person_id: UUID, secret: str) -> Caller | None:
    member = _machine(wiring, _place(wiring, tenant), person_id)
    token = tokens.usable(member, secret, day_of(wiring.clock())) if member else None
    if member is None or token is None:
        return None
    caller = machine_caller(tenant, member, token.scopes, "api-token")
    found = at_home(wiring, caller) if caller else None
    if found:
        wiring.uses.note(token.token_id)
    return found


def _by_client(wiring: Wiring, tenant: str, token: str) -> Caller | None:
    """Before its signature holds nothing is asked for a token, whatever tenant it comes for."""
    door, issuer = wiring.door, issuer_named(token)
    for listed in door.listed.by_name() if issuer else ():
        if listed.issuer != issuer:
            continue
        try:
            found = machine(door.tokens, provider_of(listed), token)
        except (SignInRefused, ProviderDown):
            continue
        provider = door.provider(listed.slug)
        if provider and serves(provider, tenant):
            return _registered(wiring, tenant, found)
    return None


def _registered(wiring: Wiring, tenant: str, found: Machine) -> Caller | None:
    """What the token grants at most is what was registered for that client."""
    place = _place(wiring, tenant)
    person_id = person_of(wiring, place, found.issuer, found.client_id)
    member = _machine(wiring, place, person_id) if person_id else None
    if member is None:
        return None
    known = [
        c for c in member.clients if (c.issuer, c.client_id) == (found.issuer, found.client_id)
    ]
    scopes = tuple(scope for one in known for scope in one.scopes if NAMES[scope] in found.scopes)
    caller = machine_caller(tenant, member, scopes, "client-credentials")
    return at_home(wiring, caller) if caller and scopes else None


def _place(wiring: Wiring, tenant: str) -> str:
    """Where to look for a machine: for a tenant that is not here as much is done elsewhere.

    What is found there comes in nowhere: `at_home` has no such tenant.
    """
    found = tenant_of(wiring, tenant)
    return tenant if found and found.status in OPEN else PLATFORM


def _machine(wiring: Wiring, place: str, person_id: UUID) -> Member | None:
    member = member_of(wiring, place, person_id)
    return member if member and member.kind is MemberKind.MACHINE else None
