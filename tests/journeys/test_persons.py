"""A person is read, and corrected by those who have read what they correct."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from domain.roles import Role
from tests.journeys.test_bad_input import problem
from tests.journeys.world import Person, World

CAMILLE = {"display_name": "Camille Martin", "civility": "Madame", "email": "camille@exemple.fr"}


def created(manager: Person) -> str:
    answer = manager.post("/persons", CAMILLE)
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"v1"')
    return f"/persons/{(answer.json or {})['id']}"


def test_what_is_read_is_what_is_corrected(here: World, manager: Person) -> None:
    path = created(manager)
    shown = manager.get(path)
    assert (shown.status_code, shown.headers["ETag"]) == (200, '"v1"')
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.json == CAMILLE | {"id": path.rpartition("/")[2], "version": 1}
    corrected = manager.post(path, CAMILLE | {"email": None}, match=shown.headers["ETag"])
    assert (corrected.status_code, corrected.headers["ETag"]) == (200, '"v2"')
    assert (manager.get(path).json or {})["email"] is None
    assert here.person(Role.AUDITOR).get(path).status_code == 200


def test_a_correction_without_what_was_read_is_refused(manager: Person) -> None:
    path = created(manager)
    problem(manager.post(path, CAMILLE), 428, "if-match-missing")
    problem(manager.post(path, CAMILLE, match="*"), 400, "if-match-malformed")
    problem(manager.post(path, CAMILLE, match=2), 412, "stale-version")
    assert (manager.get(path).json or {})["version"] == 1


def test_of_two_corrections_at_once_one_is_stale(here: World, manager: Person) -> None:
    path = created(manager)

    def send(number: int) -> int:
        one = Person(here.app.test_client(), "48", manager.token, manager.caller)
        return one.post(path, {"display_name": f"Camille {number}"}, match=1).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [200, 412, 412, 412]
    assert (manager.get(path).json or {})["version"] == 2


def test_who_reads_a_person(here: World, manager: Person) -> None:
    path = created(manager)
    problem(here.person(Role.PARTNER_AGENT).get(path), 403, "forbidden")
    problem(manager.get(f"/persons/{uuid4()}"), 404, "not-found")
    problem(manager.get(path, as_of=1), 422, "invalid")
    assert (here.person(Role.DEPT_AGENT).get(path).json or {})["email"] is None
