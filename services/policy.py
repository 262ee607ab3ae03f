"""Whether this caller may do or read this: asked of the rights table, denied by default."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import NotFound, RuleBroken
from domain.roles import MACHINES, Role
from services.ask import Ask, Caller
from services.rights import RIGHTS
from services.target import Predicate, Target

FRESH = timedelta(minutes=5)
SKEW = timedelta(seconds=30)
SEEN: dict[str, str] = {Role.COMMISSIONER: "submitted", Role.NATIONAL_VIEWER: "signed"}
REFUSAL = "Votre rôle ne permet pas cette action."
NOT_OPEN = "Ici on lit, on n’écrit pas : le département n’est pas ouvert."
FROM_ABOVE = "Ici on lit, on n’écrit pas : vous n’êtes pas membre de ce département."


class Forbidden(RuleBroken):
    """The person belongs to this tenant, but this is not theirs to do."""

    code = "forbidden"


class TenantReadOnly(RuleBroken):
    """The tenant is suspended or closed, or is looked into from above."""

    code = "tenant-read-only"


class FreshAuthenticationRequired(RuleBroken):
    """Nobody signs by a session that somebody else may have found open (ASVS 7.5.3)."""

    code = "fresh-authentication-required"


def allow(who: Ask | Caller, name: str, target: Target) -> None:
    """Raises Forbidden, or NotFound for another tenant: a guess learns nothing."""
    caller = who.caller if isinstance(who, Ask) else who
    if not _held(caller, name, target.tenant)(caller, target):
        raise Forbidden(REFUSAL)


def admit(caller: Caller, name: str, tenant: str) -> None:
    """Asked before anything is loaded: whether there is a condition under which the role may.

    Raises as `allow`, which still has to be asked once the target is known.
    """
    _held(caller, name, tenant)


def _held(caller: Caller, name: str, tenant: str) -> Predicate:
    if tenant != caller.tenant:
        raise NotFound("Cet élément n’existe pas.")
    predicate = RIGHTS.get((caller.role, name))
    reading = name.startswith("read_")
    if predicate is None or not _in_scope(caller, reading=reading):
        raise Forbidden(REFUSAL)
    if caller.read_only and not reading:
        raise TenantReadOnly(FROM_ABOVE if from_above(caller, tenant) else NOT_OPEN)
    return predicate


def _in_scope(caller: Caller, *, reading: bool) -> bool:
    if caller.scopes is None:
        return caller.role not in MACHINES
    return ("read" if reading else "write") in caller.scopes


def fresh(ask: Ask) -> None:
    """Raises FreshAuthenticationRequired unless the person has just proved who they are."""
    if not is_fresh(ask.caller, ask.now):
        raise FreshAuthenticationRequired("Confirmez votre identité pour signer ou refuser.")


def is_fresh(caller: Caller, now: datetime) -> bool:
    at = caller.authenticated_at
    return at is not None and now - FRESH <= at <= now + SKEW


def only_of(caller: Caller) -> UUID | None:
    """The organization to whose conventions the lists of this caller are limited, if any.

    A partner without organization is allowed no list at all.
    """
    return caller.organization_id if caller.side == "partner" else None


def seen_by(caller: Caller) -> str:
    """How far a convention must have come to be shown: `all`, `submitted` or `signed`."""
    return SEEN.get(caller.role, "all")


def leaves_a_trace(caller: Caller, tenant: str) -> bool:
    """Whether what this caller reads of that tenant is kept in its access log."""
    return from_above(caller, tenant) or caller.role == Role.AUDITOR


def from_above(caller: Caller, tenant: str) -> bool:
    """Whether this caller looks into that tenant from the platform."""
    return (caller.home or caller.tenant) != tenant
