"""A person is forgotten: asked for by who administers, done by the process that holds the owner."""

from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from domain import erasing
from domain.access.held import MemberStatus
from domain.access.member import Member, member_id
from domain.convention.signature import Side
from domain.envelope import event_id
from domain.roles import Role
from domain.upkeep import ErasingLapsed, ErasingRequested, PersonalDataErased, upkeep_id
from infra.cli.processes import tick
from infra.store.connections.names import PLATFORM
from infra.store.following.unit import PostgresLog
from infra.store.persons import people
from infra.store.persons.wished import wished
from infra.store.schemas.migrate import owner as owner_of
from infra.tenants import administering
from infra.wiring import Wiring
from services.access import members
from services.imports.identities import of_the_house
from services.ports import Person
from tests.journeys.house import House, Resident, Visitor
from tests.journeys.test_bad_input import problem
from tests.post import worker


@pytest.fixture(autouse=True)
def owner(home: House) -> Iterator[None]:
    """`pacte work --admin` has nothing left to do but what a test asks for."""
    forget_jobs(home)
    with closing(Wiring(home.settings)) as wiring:
        administering.serve(wiring)
        yield


@pytest.fixture
def admin(home: House) -> Visitor:
    return home.inside(home.resident(Role.TENANT_ADMIN))


@pytest.fixture
def gone(home: House) -> Resident:
    who = home.resident(Role.DEPT_AGENT)
    home.remove(who)
    return who


def ask(by: Visitor, person_id: UUID, tenant: str = "48", **given: str) -> TestResponse:
    body = {"motive": "Elle l’a demandé."}
    return by.write(f"/persons/{person_id}/erasure", body, tenant, **given)


def forget_jobs(home: House) -> None:
    home.wiring.admin_queue.empty()  # type: ignore[no-untyped-call]  # RQ


def work(home: House) -> None:
    worker(home.wiring.admin_queue).work(burst=True, logging_level="ERROR")


def about(home: House, person_id: UUID, tenant: str = "48") -> list[Any]:
    """What the log says of that person’s erasing."""
    with PostgresLog(home.wiring.pool).unit(tenant) as unit:
        events = unit.read(0, 100_000).events
    kinds = ErasingRequested | ErasingLapsed | PersonalDataErased
    return [e for e in events if isinstance(e.event, kinds) and e.event.person_id == person_id]


def known(home: House, person_id: UUID, tenant: str = "48") -> bool:
    return person_id in home.wiring.people(tenant).many([person_id])


def test_it_is_done_by_the_owner_and_the_log_says_why(
    home: House, admin: Visitor, gone: Resident
) -> None:
    answer = ask(admin, gone.person_id)
    assert answer.status_code == 200, answer.text
    assert known(home, gone.person_id)
    work(home)
    problem(admin.read(f"/persons/{gone.person_id}"), 404, "not-found")
    requested, erased = about(home, gone.person_id)
    assert erased.envelope.causation_id == event_id(
        upkeep_id("48"), requested.event.originator_version
    )
    assert erased.envelope.correlation_id == requested.envelope.correlation_id
    assert erased.envelope.provenance.ref == "pacte work --admin"
    assert not administering.finish_erasing("48")
    assert len(about(home, gone.person_id)) == 2
    problem(ask(admin, gone.person_id), 409, "already-erased")


def test_who_was_never_a_member_is_forgotten_too(home: House, admin: Visitor) -> None:
    contact = uuid4()
    home.wiring.people("48").create(Person(person_id=contact, display_name="Camille Martin"))
    assert ask(admin, contact).status_code == 200
    work(home)
    assert not known(home, contact)


def test_it_is_asked_for_once(home: House, admin: Visitor, gone: Resident) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first, again = (ask(admin, gone.person_id, **key) for _ in range(2))
    assert (first.status_code, again.status_code, first.json) == (200, 200, again.json)
    problem(ask(admin, gone.person_id), 409, "erasing-already-requested")
    assert len(about(home, gone.person_id)) == 1
    work(home)
    afterwards = ask(admin, gone.person_id, **key)
    assert (afterwards.status_code, afterwards.json) == (200, first.json)


def test_who_may_not_and_who_cannot_be(home: House, admin: Visitor, gone: Resident) -> None:
    manager = home.resident(Role.DEPT_MANAGER)
    problem(ask(home.inside(manager), gone.person_id), 403, "forbidden")
    problem(ask(admin, manager.person_id), 409, "still-member")
    problem(ask(admin, uuid4()), 404, "not-found")
    elsewhere = home.resident(Role.DEPT_AGENT, "05")
    home.remove(elsewhere)
    problem(ask(admin, elsewhere.person_id), 404, "not-found")
    work(home)
    assert known(home, gone.person_id)
    assert known(home, elsewhere.person_id, "05")


def test_a_job_that_redis_lost_is_made_again(home: House, admin: Visitor, gone: Resident) -> None:
    ask(admin, gone.person_id)
    forget_jobs(home)
    pool, queue = home.wiring.pool, home.wiring.admin_queue
    assert gone.person_id in wished(pool, "48")
    assert tick.erase_requested(pool, queue) == 1
    assert tick.erase_requested(pool, queue) == 0
    work(home)
    assert not known(home, gone.person_id)
    assert gone.person_id not in wished(pool, "48")


def test_it_waits_while_nothing_may_be_written(home: House, admin: Visitor, gone: Resident) -> None:
    ask(admin, gone.person_id)
    home.suspend("48")
    try:
        work(home)
        assert known(home, gone.person_id)
    finally:
        home.reactivate("48")
    assert tick.erase_requested(home.wiring.pool, home.wiring.admin_queue)
    work(home)
    assert not known(home, gone.person_id)


def test_who_came_back_meanwhile_stays_also_when_they_leave_again(
    home: House, admin: Visitor, gone: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No log is read through for nothing."""
    ask(admin, gone.person_id)
    home.invite(Role.DEPT_AGENT, person_id=gone.person_id)
    with monkeypatch.context() as during:
        during.setattr("infra.access.erasing.isolated", pytest.fail)
        work(home)
    assert wished(home.wiring.pool, "48") == {}
    home.remove(gone)
    assert tick.erase_requested(home.wiring.pool, home.wiring.admin_queue) == 0
    assert known(home, gone.person_id)
    assert ask(admin, gone.person_id).status_code == 200
    work(home)
    assert not known(home, gone.person_id)
    requested, lapsed, again, erased = about(home, gone.person_id)
    assert isinstance(lapsed.event, ErasingLapsed)
    assert erased.envelope.causation_id == event_id(upkeep_id("48"), again.event.originator_version)
    assert requested.position < lapsed.position


def test_several_are_erased_while_all_logs_are_read_once(
    home: House, admin: Visitor, gone: Resident
) -> None:
    other = home.resident(Role.DEPT_AGENT)
    home.remove(other)
    for who in (gone, other):
        assert ask(admin, who.person_id).status_code == 200
    before = home.heads()[PLATFORM]
    work(home)
    assert home.heads()[PLATFORM] == before + 1
    assert not known(home, gone.person_id)
    assert not known(home, other.person_id)


def test_an_invitation_at_that_moment_wins(
    home: House, admin: Visitor, gone: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(admin, gone.person_id)
    record = erasing.erased_person

    def invited_first(*given: Any) -> None:
        elsewhere = Thread(target=home.invite, args=[Role.DEPT_AGENT, "48", None, gone.person_id])
        elsewhere.start()
        elsewhere.join()
        record(*given)

    monkeypatch.setattr(erasing, "erased_person", invited_first)
    work(home)
    assert known(home, gone.person_id)
    home.remove(gone)


def test_nobody_is_invited_who_is_erased_at_that_moment(
    home: House, admin: Visitor, gone: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite = members._invited

    def erased_first(*given: Any) -> Any:
        with owner_of(home.settings) as connection:
            people.erase(connection, "t_48", gone.person_id)
        return invite(*given)

    monkeypatch.setattr(members, "_invited", erased_first)
    body = {
        "person_id": str(gone.person_id),
        "role": "dept_agent",
        "organization_id": str(home.organization("48", Side.DEPARTEMENT)),
    }
    problem(admin.write("/members", body), 404, "not-found")
    stream = member_id("48", gone.person_id)
    assert home.wiring.pactes("48").load(Member, stream).status is MemberStatus.REMOVED


def test_the_names_of_the_house_stay(home: House, admin: Visitor) -> None:
    for person_id in of_the_house("48"):
        home.wiring.people("48").create(Person(person_id=person_id, display_name="Exploitation"))
        problem(ask(admin, person_id), 409, "of-the-house")
