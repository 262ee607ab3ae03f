"""Whose sessions end by what is decided about them here: all of them, for a login is one."""

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
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        identities = logins.of_person(connection, schema_of(tenant), command.person_id)
    receipt = members.remove_member(wiring.pactes(tenant), ask, command)
    try:
        for issuer, sub in identities:
            wiring.door.sessions.end_by(issuer, sub=sub)
    except SessionsDown:
        log.warning("sessions of a removed member not ended", tenant=tenant)
    return receipt
