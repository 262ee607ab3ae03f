"""The canary in little: what everybody reads by every GET, of the own département and of the other.

The whole of it (changes, mails, tables, files, keys, logs) is `test_canary`, which is slow.
"""

from collections.abc import Iterator
from itertools import permutations

import pytest

from domain.roles import Role
from infra.embedded.servers import Servers
from tests.furnished import furnished_database
from tests.isolation.canary import Canary, Given, everything_logged
from tests.isolation.marks import MARKS, holds
from tests.journeys.world import world
from tests.mailbox import open_inbox

READER = Role.DEPT_MANAGER


@pytest.fixture(scope="module")
def canary(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    folder = tmp_path_factory.mktemp("canary")
    with (
        furnished_database(servers, *MARKS) as database,
        open_inbox(folder / "mail") as inbox,
        everything_logged() as logged,
        world(database, servers.redis_url, folder / "home") as here,
    ):
        made = Canary(here, inbox, logged)
        for tenant in MARKS:
            made.live(tenant)
        made.followed()
        for tenant in MARKS:
            read(made, tenant, of=tenant)
        made.learn()
        yield made


def read(canary: Canary, tenant: str, *, of: str) -> list[Given]:
    """By every GET, what it names being of one of the two."""
    first = len(canary.given)
    for method, url, _ in canary.routes(tenant, of):
        if method == "GET":
            canary.request(tenant, READER, method, url)
    return canary.given[first:]


@pytest.mark.parametrize(("mine", "theirs"), list(permutations(MARKS, 2)))
def test_no_reader_is_given_the_mark_of_the_other(canary: Canary, mine: str, theirs: str) -> None:
    read(canary, mine, of=theirs)
    given = [each for each in canary.given if each.tenant == mine]
    assert [each.by for each in given if holds(each.text, MARKS[theirs])] == []
    assert sum(holds(each.text, MARKS[mine]) for each in given if each.by.startswith("GET")) > 15
