"""Erasing a person, or one text, by the owner: rows and certificate in one transaction.

Their events stay, and every proof with them: they name a person by an identifier that then leads to
nobody, and a text by a seal that nobody can open any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.access.member import member_id
from domain.errors import NotFound
from domain.isolation import Act
from infra.evidence.isolation import Oracle, Proof, isolated
from infra.mail import inbox
from infra.store.connections.names import roles_of, schema_of
from infra.store.connections.owned import owned
from infra.store.notices import written
from infra.store.persons import logins, people, texts
from infra.wiring import Wiring
from services import erasing
from services.ask import Ask
from services.erasing import StillMember


@dataclass(frozen=True, slots=True)
class Erased:
    """How many logins are forgotten, and sessions and copies of mails gone."""

    logins: int
    sessions: int
    mails: int
    proof: Proof = field(compare=False)


def erase_person(wiring: Wiring, ask: Ask, person_id: UUID) -> Erased | None:
    """None: the person was erased before. Raises NotFound, Forbidden, StillMember, OfTheHouse.

    Raises SessionsDown, OSError, IsolationBroken, after which it can be done again.
    """
    tenant = ask.caller.tenant
    if _known(wiring, tenant, person_id).erased:
        return None
    # Before all logs are read through for somebody who has to wait.
    erasing.demand_erasable(wiring.pactes(tenant), ask, person_id)
    with isolated(wiring, Act.ERASE_PERSON) as oracle:
        counts = _erase(oracle, ask, person_id)
    wiring.wake(tenant)
    return Erased(*counts, oracle.proof)


def erase_wished(wiring: Wiring, asks: Mapping[UUID, Ask]) -> int:
    """How many are erased, all logs being read through once; who came back meanwhile stays.

    Raises as `erase_person`.
    """
    erasable = {who: ask for who, ask in asks.items() if not _lapsed(wiring, ask, who)}
    if erasable:
        with isolated(wiring, Act.ERASE_PERSON) as oracle:
            for who, ask in erasable.items():
                _erase(oracle, ask, who)
                wiring.wake(ask.caller.tenant)
    return len(erasable)


def _lapsed(wiring: Wiring, ask: Ask, person_id: UUID) -> bool:
    pactes = wiring.pactes(ask.caller.tenant)
    try:
        erasing.demand_erasable(pactes, ask, person_id)
    except StillMember:
        erasing.lapse_erasing(pactes, ask, person_id)
        wiring.wake(ask.caller.tenant)
        return True
    return False


def _erase(oracle: Oracle, ask: Ask, person_id: UUID) -> tuple[int, int, int]:
    """Sessions and copies first: whatever stops it leaves the rows that tell of them.

    The next run then does all of it.
    """
    wiring, tenant = oracle.wiring, ask.caller.tenant
    schema = schema_of(tenant)
    with owned(wiring.settings) as connection:
        identities = logins.of_person(connection, schema, person_id)
        erasing.erase_person(wiring.pactes(tenant), ask, person_id)
        ended = sum(wiring.door.sessions.end_by(issuer, sub=sub) for issuer, sub in identities)
        mails = written.of_person(connection, schema, person_id) | {member_id(tenant, person_id)}
        copies = inbox.forget(wiring.settings.home, mails)
        people.erase(connection, schema, person_id)
        oracle.before_commit(connection, appended=tenant)
    return len(identities), ended, copies


def erase_text(wiring: Wiring, ask: Ask, seal: str) -> Proof | None:
    """None: there is no such text, or no more. Raises Forbidden, IsolationBroken."""
    tenant = ask.caller.tenant
    if not wiring.texts(tenant, [seal]):
        return None
    with isolated(wiring, Act.ERASE_TEXT) as oracle, owned(wiring.settings) as connection:
        if not texts.erase(connection, schema_of(tenant), seal):
            return None
        erasing.erase_text(wiring.pactes(tenant), ask, seal)
        oracle.before_commit(connection, appended=tenant)
    wiring.wake(tenant)
    return oracle.proof


def _known(wiring: Wiring, tenant: str, person_id: UUID) -> people.Person:
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        found = people.many(connection, schema_of(tenant), [person_id])
    if person_id not in found:
        raise NotFound("Personne de cet identifiant n’est connu ici.")
    return found[person_id]
