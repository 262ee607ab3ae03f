"""A command that is sent again is done once, and answered as it was the first time."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from domain.convention.convention import Convention
from domain.roles import Role
from infra.store.connections.names import roles_of
from tests.journeys.world import CLS, Person, World

ACTION = {"title": "Mobilité solidaire", "axe": 1}


def told(response: TestResponse) -> tuple[Any, ...]:
    """What a caller can tell two answers apart by."""
    names = ("ETag", "Pacte-Position", "Content-Type")
    return response.status_code, response.data, *(response.headers.get(name) for name in names)


@pytest.fixture
def once() -> str:
    return str(uuid4())


def head(here: World) -> int:
    return here.wiring.pactes("48").recorder.max_notification_id() or 0


def test_a_creation_sent_twice_creates_once(once: str, here: World, agent: Person) -> None:
    before = head(here)
    first = agent.post("/conventions", CLS, key=once)
    again = agent.post("/conventions", CLS, key=once)
    assert first.status_code == 201
    assert told(again) == told(first)
    assert head(here) == before + 1


def test_white_space_and_order_make_no_other_request(once: str, agent: Person) -> None:
    first = agent.post("/conventions", b'{"kind":"CLS",' + REST, key=once)
    again = agent.post("/conventions", b"{ " + REST[:-1] + b', "kind": "CLS"}', key=once)
    assert first.status_code == 201
    assert told(again) == told(first)


REST = (
    b'"title":"CLS","starts_on":"2024-01-01","ends_on":"2027-12-31","territory_codes":["48"],'
    b'"axes":[1,3,4]}'
)


@pytest.mark.parametrize(
    ("path", "body"),
    [("/conventions", CLS | {"title": "Autre"}), ("/organizations", {"legal_name": "X"})],
)
def test_a_key_belongs_to_one_request(
    once: str, here: World, manager: Person, path: str, body: dict[str, Any]
) -> None:
    assert manager.post("/conventions", CLS, key=once).status_code == 201
    before = head(here)
    other = manager.post(path, body | {"kind": body.get("kind", "association")}, key=once)
    assert other.status_code == 422
    assert other.json is not None
    assert other.json["type"] == "urn:pacte:problem:idempotency-key-reused"
    assert head(here) == before


def test_a_key_is_the_persons_own(once: str, here: World, agent: Person, manager: Person) -> None:
    before = head(here)
    assert agent.post("/conventions", CLS, key=once).status_code == 201
    assert manager.post("/conventions", CLS, key=once).status_code == 201
    assert head(here) == before + 2


def test_an_old_if_match_gets_the_first_answer(once: str, agent: Person, draft: str) -> None:
    """What was done is said again, whatever has happened since; only new requests are stale."""
    path = f"/conventions/{draft}/actions"
    first = agent.post(path, ACTION, match=1, key=once)
    later = agent.post(path, ACTION | {"title": "Autre"}, match=2)
    assert (first.status_code, later.status_code) == (201, 201)
    assert told(agent.post(path, ACTION, match=1, key=once)) == told(first)
    assert told(agent.post(path, ACTION, match=3, key=once)) == told(first)
    assert agent.post(path, ACTION | {"title": "Troisième"}, match=1).status_code == 412
    other = agent.post(path, ACTION | {"title": "Troisième"}, match=1, key=once)
    assert other.status_code == 422


def test_a_rule_that_would_refuse_today_does_not_hide_the_first_answer(
    once: str, manager: Person, draft: str
) -> None:
    path, motive = f"/conventions/{draft}/abandonment", {"motive": "Le projet est repris ailleurs."}
    first = manager.post(path, motive, match=1, key=once)
    assert first.status_code == 200
    assert manager.post(path, motive, match=2).status_code == 409
    assert told(manager.post(path, motive, match=2, key=once)) == told(first)


def test_what_was_refused_may_be_asked_again_with_the_same_key(
    once: str, agent: Person, draft: str
) -> None:
    path = f"/conventions/{draft}/actions"
    assert agent.post(path, ACTION, match=7, key=once).status_code == 412
    assert agent.post(path, ACTION, match=1, key=once).status_code == 201


def test_the_identity_of_what_is_added_is_given(here: World, agent: Person, draft: str) -> None:
    answer = agent.post(f"/conventions/{draft}/actions", ACTION, match=1)
    assert answer.json is not None
    convention = here.wiring.pactes("48").load(Convention, UUID(draft))
    assert list(convention.terms.actions) == [UUID(answer.json["created"])]


@pytest.mark.parametrize("path", ["/conventions", "actions"])
def test_twins_at_the_same_time_are_done_once(here: World, draft: str, path: str) -> None:
    person = here.person(Role.DEPT_MANAGER)
    before = head(here)
    where, body, match = (
        ("/conventions", CLS, None)
        if path == "/conventions"
        else (f"/conventions/{draft}/actions", ACTION, 1)
    )

    def send(_: int) -> TestResponse:
        one = Person(here.app.test_client(), "48", person.token, person.caller)
        return one.post(where, body, match=match, key=f"twin-{draft}")

    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, range(8)))
        assert {told(answer) for answer in answers} == {told(answers[0])}
        assert answers[0].status_code == 201
    assert head(here) == before + 1


def test_of_rivals_one_wins_and_the_others_are_stale(here: World, draft: str) -> None:
    person = here.person(Role.DEPT_AGENT)

    def send(number: int) -> int:
        one = Person(here.app.test_client(), "48", person.token, person.caller)
        body = ACTION | {"title": f"Action {number}"}
        return one.post(f"/conventions/{draft}/actions", body, match=1).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(send, range(8)))
    assert answers == [201] + [412] * 7


def test_a_person_is_created_and_corrected_once(once: str, here: World) -> None:
    """No event says what a person is called: the key alone tells a request sent again."""
    admin = here.person(Role.TENANT_ADMIN)
    first = admin.post("/persons", {"display_name": "Camille Martin"}, key=once)
    assert first.status_code == 201
    path = f"/persons/{(first.json or {})['id']}"
    married = {"display_name": "Camille Durand"}
    corrected = admin.post(path, married, match=1, key=f"{once}-correction")
    assert corrected.status_code == 200
    assert admin.post(path, {"display_name": "Camille Petit"}, match=2).status_code == 200
    assert told(admin.post("/persons", {"display_name": "Camille Martin"}, key=once)) == told(first)
    for match in (None, 1, 3):
        again = admin.post(path, married, match=match, key=f"{once}-correction")
        assert told(again) == told(corrected)
    for where, body in (
        ("/persons", {"display_name": "Autre"}),
        ("/persons", {"display_name": "Autre", "email": "a@b"}),
        (path, {"display_name": "Camille Martin"}),
    ):
        other = admin.post(where, body, match=3, key=once)
        assert other.status_code == 422
        assert (other.json or {})["type"] == "urn:pacte:problem:idempotency-key-reused"


def test_a_correction_sent_again_does_not_undo_a_later_one(once: str, here: World) -> None:
    admin = here.person(Role.TENANT_ADMIN)
    made = admin.post("/persons", {"display_name": "Camille Martin"}).json or {}
    path, person_id = f"/persons/{made['id']}", UUID(made["id"])
    for body, match, key in (("Durand", 1, once), ("Petit", 2, ""), ("Durand", 1, once)):
        answer = admin.post(path, {"display_name": body}, match=match, key=key)
        assert answer.status_code == 200
    people = here.wiring.people("48")
    assert people.many([person_id])[person_id].display_name == "Petit"


def test_who_could_not_be_corrected_uses_up_no_key(once: str, here: World) -> None:
    admin = here.person(Role.TENANT_ADMIN)
    path, body = f"/persons/{uuid4()}", {"display_name": "Camille"}
    assert admin.post(path, body, match=1, key=once).status_code == 404
    assert admin.post("/persons", body, key=once).status_code == 201


def test_what_is_kept_of_a_request_confirms_no_guess(here: World, draft: str) -> None:
    """Keyed by what the client gave: without it nobody finds out which motive was written."""
    manager, path = here.person(Role.DEPT_MANAGER), f"/conventions/{draft}/abandonment"
    body = {"motive": "Le projet est repris ailleurs."}
    assert manager.post(path, body, match=1).status_code == 200
    said = f"POST\n{manager.url(path)}\n".encode() + b'{"motive":"Le projet est repris ailleurs."}'
    with here.wiring.pool.checkout(roles_of(here.wiring.pool.database, "48").web) as connection:
        kept = [row[0] for row in connection.execute("SELECT request_sha256 FROM t_48.commands")]
    assert kept
    assert sha256(said).digest() not in kept


def test_the_same_request_under_two_keys_leaves_two_marks(here: World) -> None:
    manager = here.person(Role.DEPT_MANAGER)
    made = [manager.post("/conventions", CLS).json or {} for _ in range(2)]
    with here.wiring.pool.checkout(roles_of(here.wiring.pool.database, "48").web) as connection:
        marks = connection.execute(
            "SELECT DISTINCT request_sha256 FROM t_48.commands WHERE stream = ANY (%s)",
            [[UUID(one["id"]) for one in made]],
        ).fetchall()
    assert len(marks) == 2
