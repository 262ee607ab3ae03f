"""A role revoked between two requests: the second is refused, although no follower runs."""

from collections.abc import Iterator

import pytest

from domain.roles import Role
from infra.embedded.servers import Servers
from services.access import commands, members
from tests.furnished import furnished_database
from tests.journeys.access.test_machines import issued
from tests.journeys.house import House, house
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS


@pytest.fixture(scope="module")
def home(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with (
        furnished_database(servers, "48", "05") as database,
        house(database, servers.redis_url, folder, following=False) as made,
    ):
        yield made


def test_the_next_request_of_a_person_is_refused(home: House) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.inside(agent)
    assert visitor.write("/conventions", CLS).status_code == 201
    home.revoke(agent)
    heads = home.heads()
    problem(visitor.write("/conventions", CLS), 401, "authentication-required")
    problem(visitor.read("/conventions"), 401, "authentication-required")
    assert visitor.get("/t/48/a-signer").headers["Location"].startswith("/espaces")
    assert home.heads() == heads


def test_the_next_request_of_a_machine_is_refused(home: House) -> None:
    machine = issued(home)
    assert machine.post("/conventions", CLS).status_code == 201
    member = members.found(home.wiring.pactes("48"), machine.person_id)
    command = commands.RevokeRole(
        person_id=machine.person_id, grant_id=member.grants[0].grant_id, motive="Un motif."
    )
    members.revoke_role(home.wiring.pactes("48"), home.asking(Role.TENANT_ADMIN, "48"), command)
    heads = home.heads()
    problem(machine.post("/conventions", CLS), 401, "authentication-required")
    assert home.heads() == heads
