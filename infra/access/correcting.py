"""Correcting a person, with what rests on their address: an invitation, a sign-in by mail."""

from infra.sso.mailed.identity import issuer_of
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins
from infra.store.recording.recorder import joined
from infra.wiring import Wiring
from services.ask import Ask
from services.people import CorrectPerson, correct_person


def correct(wiring: Wiring, ask: Ask, command: CorrectPerson) -> int:
    """The new version. Raises as `correct_person`.

    Codes would go to the new address: whoever corrects it must not come in as that person. Another
    invitation, which the log shows, lets them in again.
    """
    tenant, who = ask.caller.tenant, command.person_id
    people, schema = wiring.people(tenant), schema_of(tenant)
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):
        before = people.many([who])
        version = correct_person(wiring.pactes(tenant), people, ask, command)
        if before and before[who].email != people.many([who])[who].email:
            logins.unbind(connection, schema, issuer_of(tenant), who)
    wiring.wake(tenant)
    return version
