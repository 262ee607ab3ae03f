"""What must hold when a machine is given a token or recognised as an OAuth client."""

import hmac
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from uuid import UUID

from domain import text
from domain.access.errors import ClientAlreadyRegistered, InvalidToken, UnknownClient, UnknownToken
from domain.access.facts import MemberKind, Scope
from domain.access.held import ApiToken
from domain.access.member import Member
from domain.access.membership import another, present
from domain.dates import last_day

LONGEST_MONTHS = 12


def issue(
    member: Member,
    *,
    token_id: UUID,
    secret: str,
    scopes: Sequence[Scope],
    today: date,
    expires_on: date,
    by: UUID,
) -> None:
    """At most a year, the last day included. The secret is shown once: its SHA-256 stays."""
    _machine(member, by)
    if not today <= expires_on <= last_day(today, LONGEST_MONTHS):
        raise InvalidToken("Un jeton dure au plus un an.", field="/expires_on")
    member.api_token_issued(
        token_id=token_id,
        secret_sha256=digest(secret),
        scopes=_scopes(scopes),
        expires_on=expires_on,
    )


def revoke(member: Member, *, token_id: UUID, motive: str) -> None:
    if not any(each.token_id == token_id for each in member.tokens):
        raise UnknownToken("Ce jeton n’existe pas, ou plus.", field="/token_id")
    member.api_token_revoked(token_id=token_id, motive=motive)


def register_client(
    member: Member, *, issuer: str, client_id: str, scopes: Sequence[Scope], by: UUID
) -> None:
    _machine(member, by)
    known = text.title(issuer, "/issuer"), text.title(client_id, "/client_id")
    if any((each.issuer, each.client_id) == known for each in member.clients):
        raise ClientAlreadyRegistered("Cette machine est déjà connue sous ce nom.")
    member.client_registered(issuer=known[0], client_id=known[1], scopes=_scopes(scopes))


def end_client(member: Member, *, issuer: str, client_id: str, motive: str) -> None:
    known = text.title(issuer, "/issuer"), text.title(client_id, "/client_id")
    if not any((each.issuer, each.client_id) == known for each in member.clients):
        raise UnknownClient("Cette machine n’est pas, ou plus, ce client.", field="/client_id")
    member.client_ended(issuer=known[0], client_id=known[1], motive=motive)


def usable(member: Member, secret: str, today: date) -> ApiToken | None:
    """The token that this secret is; every one is compared, in constant time."""
    given = digest(secret)
    found = [each for each in member.tokens if hmac.compare_digest(each.secret_sha256, given)]
    return next((each for each in found if today <= each.expires_on), None)


def digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _machine(member: Member, by: UUID) -> None:
    present(member)
    another(member, by)
    if member.kind is not MemberKind.MACHINE:
        raise InvalidToken(
            "Un jeton est pour une machine\N{NO-BREAK SPACE}: une personne s’identifie."
        )
    if not member.grants:
        raise InvalidToken("Cette machine ne tient aucun rôle\N{NO-BREAK SPACE}: donnez-lui-en un.")


def _scopes(scopes: Sequence[Scope]) -> tuple[Scope, ...]:
    found = tuple(scope for scope in Scope if scope in scopes)
    if not found:
        raise InvalidToken("Un jeton permet au moins de lire ou d’écrire.", field="/scopes")
    return found
