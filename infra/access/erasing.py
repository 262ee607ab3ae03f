"""Erasing a person, or one text, by the owner: rows and certificate in one transaction.

Their events stay, and every proof with them: they name a person by an identifier that then leads to
nobody, and a text by a seal that nobody can open any more.
"""

from dataclasses import dataclass
from uuid import UUID

from domain.errors import NotFound
from infra.mail import inbox
from infra.store.connections.names import schema_of
from infra.store.connections.owned import owned
from infra.store.persons import logins, people, texts
from infra.wiring import Wiring
from services import erasing
from services.ask import Ask


@dataclass(frozen=True, slots=True)
class Erased:
    """How many logins are forgotten, and sessions and copies of mails gone."""

    logins: int
    sessions: int
    mails: int


def erase_person(wiring: Wiring, ask: Ask, person_id: UUID) -> Erased | None:
    """None: the person was erased before. Raises NotFound, Forbidden, StillMember.

    Sessions and copies go first, by what the rows say: whatever stops it leaves the rows, and the
    next run does all of it. Raises SessionsDown, OSError.
    """
    tenant, schema = ask.caller.tenant, schema_of(ask.caller.tenant)
    with owned(wiring.settings) as connection:
        known = people.many(connection, schema, [person_id]).get(person_id)
        if known is None:
            raise NotFound("Personne de cet identifiant n’est connu ici.")
        if known.erased:
            return None
        identities = logins.of_person(connection, schema, person_id)
        erasing.erase_person(wiring.pactes(tenant), ask, person_id)
        ended = sum(wiring.door.sessions.end_by(issuer, sub=sub) for issuer, sub in identities)
        copies = inbox.forget(wiring.settings.home, known.email) if known.email else 0
        people.erase(connection, schema, person_id)
    wiring.wake(tenant)
    return Erased(len(identities), ended, copies)


def erase_text(wiring: Wiring, ask: Ask, seal: str) -> bool:
    """False: there is no such text, or no more. Raises Forbidden."""
    tenant = ask.caller.tenant
    with owned(wiring.settings) as connection:
        if not texts.erase(connection, schema_of(tenant), seal):
            return False
        erasing.erase_text(wiring.pactes(tenant), ask, seal)
    wiring.wake(tenant)
    return True
