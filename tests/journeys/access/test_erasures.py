"""A person is forgotten: asked for by who administers, done by the process that holds the owner."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from domain.envelope import event_id
from domain.roles import Role
from domain.upkeep import ErasingRequested, PersonalDataErased, upkeep_id
from infra.cli.processes import tick
from infra.store.following.unit import PostgresLog
from infra.store.persons.wished import wished
from infra.tenants import administering
from infra.wiring import Wiring
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
    kinds = ErasingRequested | PersonalDataErased
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
    assert not administering.finish_erasing("48", str(gone.person_id))
    assert len(about(home, gone.person_id)) == 2
    problem(ask(admin, gone.person_id), 404, "not-found")


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
    assert tick.erase_requested(pool, queue) == len(wished(pool, "48"))
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


def test_who_came_back_meanwhile_stays(
    home: House, admin: Visitor, gone: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No log is read through for nothing, however often it is tried."""
    ask(admin, gone.person_id)
    home.invite(Role.DEPT_AGENT, person_id=gone.person_id)
    with monkeypatch.context() as during:
        during.setattr("infra.access.erasing.isolated", pytest.fail)
        assert not administering.finish_erasing("48", str(gone.person_id))
    assert known(home, gone.person_id)
    home.remove(gone)
    work(home)
    assert not known(home, gone.person_id)
