"""A machine recognised as an OAuth client: the event, and the login by which its tokens find it."""

from domain.access.member import Member
from infra.access.accepting import IdentityTaken
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins
from infra.store.recording.recorder import joined
from infra.wiring import Wiring
from services.access import machines
from services.access.commands import RegisterClient
from services.ask import Ask
from services.pactes import Receipt

TAKEN = (
    "Ce client est, ou a été, une autre machine ou personne d’ici : "
    "demandez au fournisseur d’identité un autre client_id."
)


def register_client(wiring: Wiring, ask: Ask, command: RegisterClient) -> Receipt:
    """Raises IdentityTaken: a login is one person or machine for ever."""
    tenant = ask.caller.tenant
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):
        pactes = wiring.pactes(tenant)
        receipt = machines.register_client(pactes, ask, command)
        # As the rule has cleaned them.
        client = pactes.load(Member, receipt.stream).clients[-1]
        login = client.issuer, client.client_id
        if not logins.bind(connection, schema_of(tenant), *login, command.person_id):
            raise IdentityTaken(TAKEN, field="/client_id")
    return receipt
