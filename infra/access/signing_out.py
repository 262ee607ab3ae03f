"""Whose sessions end by what is decided about them here: all of them, for a login is one."""

from collections.abc import Iterable

import structlog

from infra.sso.refusals import SessionsDown
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins
from infra.store.recording.recorder import joined
from infra.wiring import Wiring
from services.access import commands, members
from services.ask import Ask
from services.pactes import Receipt

log = structlog.get_logger("sign-in")


def remove_member(wiring: Wiring, ask: Ask, command: commands.RemoveMember) -> Receipt:
    """Rights end with the fact. Sessions follow: those that cannot be reached open nothing here."""
    tenant, person_id = ask.caller.tenant, command.person_id
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        known = logins.of_person(connection, schema_of(tenant), person_id)
    receipt = members.remove_member(wiring.pactes(tenant), ask, command)
    try:
        _end(wiring, known)
    except SessionsDown:
        log.warning("sessions of a removed member not ended", tenant=tenant)
    return receipt


def end_sessions(wiring: Wiring, ask: Ask, command: commands.EndSessions) -> Receipt:
    """Without them no fact says that they ended. Raises SessionsDown."""
    tenant, person_id = ask.caller.tenant, command.person_id
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):
        receipt = members.end_sessions(wiring.pactes(tenant), ask, command)
        _end(wiring, logins.of_person(connection, schema_of(tenant), person_id))
    return receipt


def _end(wiring: Wiring, identities: Iterable[tuple[str, str]]) -> None:
    for issuer, sub in identities:
        wiring.door.sessions.end_by(issuer, sub=sub)
