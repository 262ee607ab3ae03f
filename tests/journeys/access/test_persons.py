"""A person is read, and corrected by those who have read what they correct."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from domain.roles import Role
from tests.journeys.access.membership import invite, organization, stream, told
from tests.journeys.test_bad_input import problem
from tests.journeys.world import Person, World

CAMILLE = {"display_name": "Camille Martin", "civility": "Madame", "email": "camille@exemple.fr"}


@pytest.fixture
def admin(here: World) -> Person:
    return here.person(Role.TENANT_ADMIN)


def created(by: Person) -> str:
    answer = by.post("/persons", CAMILLE)
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"v1"')
    return f"/persons/{(answer.json or {})['id']}"


def test_what_is_read_is_what_is_corrected(here: World, admin: Person) -> None:
    path = created(admin)
    shown = admin.get(path)
    assert (shown.status_code, shown.headers["ETag"]) == (200, '"v1"')
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.json == CAMILLE | {"id": path.rpartition("/")[2], "version": 1}
    corrected = admin.post(path, CAMILLE | {"email": None}, match=shown.headers["ETag"])
    assert (corrected.status_code, corrected.headers["ETag"]) == (200, '"v2"')
    assert (admin.get(path).json or {})["email"] is None
    assert here.person(Role.AUDITOR).get(path).status_code == 200


def test_a_correction_without_what_was_read_is_refused(admin: Person) -> None:
    path = created(admin)
    problem(admin.post(path, CAMILLE), 428, "if-match-missing")
    problem(admin.post(path, CAMILLE, match="*"), 400, "if-match-malformed")
    problem(admin.post(path, CAMILLE, match=2), 412, "stale-version")
    assert (admin.get(path).json or {})["version"] == 1


def test_of_two_corrections_at_once_one_is_stale(here: World, admin: Person) -> None:
    path = created(admin)

    def send(number: int) -> int:
        one = Person(here.app.test_client(), "48", admin.token, admin.caller)
        return one.post(path, {"display_name": f"Camille {number}"}, match=1).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [200, 412, 412, 412]
    assert (admin.get(path).json or {})["version"] == 2


def test_a_side_does_not_have_the_link_of_the_other_sent_to_itself(
    here: World, admin: Person
) -> None:
    """Where the address leads, there goes the invitation."""
    who = invite(admin, Role.PREFET_SIGNATORY, organization(here, "state_prefecture"))
    path, first = f"/persons/{who}", stream(here, who).invitation_id
    diverted = CAMILLE | {"email": "moi@departement.fr"}
    problem(here.person(Role.DEPT_MANAGER).post(path, diverted, match=1), 403, "forbidden")
    assert admin.get(path).headers["ETag"] == '"v1"'
    assert stream(here, who).invitation_id == first
    key, state = str(uuid4()), here.person(Role.STATE_AGENT)
    told(state.post(path, CAMILLE, match=1, key=key), 200)
    renewed = stream(here, who).invitation_id
    assert renewed != first
    assert told(state.post(path, CAMILLE, match=1, key=key), 200)["version"] == 2
    assert stream(here, who).invitation_id == renewed
    problem(state.post(path, CAMILLE | {"email": None}, match=1), 412, "stale-version")
    assert stream(here, who).invitation_id == renewed


def test_who_reads_a_person(here: World, admin: Person) -> None:
    path = created(admin)
    problem(here.person(Role.PARTNER_AGENT).get(path), 403, "forbidden")
    problem(admin.get(f"/persons/{uuid4()}"), 404, "not-found")
    problem(admin.get(path, as_of=1), 400, "invalid-parameter")
    assert (here.person(Role.DEPT_AGENT).get(path).json or {})["email"] is None
