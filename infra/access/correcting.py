"""Correcting a person, and the invitation that stands with them, in one transaction."""

from infra.store.connections.names import roles_of
from infra.store.recording.recorder import joined
from infra.wiring import Wiring
from services.ask import Ask
from services.people import CorrectPerson, correct_person


def correct(wiring: Wiring, ask: Ask, command: CorrectPerson) -> int:
    """The new version. Raises as `correct_person`."""
    tenant = ask.caller.tenant
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):
        version = correct_person(wiring.pactes(tenant), wiring.people(tenant), ask, command)
    wiring.wake(tenant)
    return version
