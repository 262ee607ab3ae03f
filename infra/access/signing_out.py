"""Whose sessions end by what is decided about them here: all of them, for a login is one."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

import structlog

from infra.sso.refusals import SessionsDown
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins
from infra.wiring import Wiring
from services.access import commands, members
from services.ask import Ask
from services.pactes import Receipt

log = structlog.get_logger("sign-in")


def remove_member(wiring: Wiring, ask: Ask, command: commands.RemoveMember) -> Receipt:
    """Rights end with the fact. Sessions follow: those that cannot be reached open nothing here."""
    tenant = ask.caller.tenant
    known = _known(wiring, tenant, command.person_id)
    receipt = members.remove_member(wiring.pactes(tenant), ask, command)
    try:
        _end(wiring, known)
    except SessionsDown:
        log.warning("sessions of a removed member not ended", tenant=tenant)
    return receipt


def end_sessions(wiring: Wiring, ask: Ask, command: commands.EndSessions) -> Receipt:
    """Sessions first: no fact says that they ended while they have not. Raises SessionsDown."""
    known = _known(wiring, ask.caller.tenant, command.person_id)
    pactes = wiring.pactes(ask.caller.tenant)
    return members.end_sessions(pactes, ask, command, partial(_end, wiring, known))


def _known(wiring: Wiring, tenant: str, person_id: UUID) -> list[tuple[str, str]]:
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        return list(logins.of_person(connection, schema_of(tenant), person_id))


def _end(wiring: Wiring, identities: Iterable[tuple[str, str]]) -> None:
    for issuer, sub in identities:
        wiring.door.sessions.end_by(issuer, sub=sub)
