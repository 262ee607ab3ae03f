"""Every service, asked by every role that may not: refused before it is known what exists."""

from dataclasses import replace

import pytest

from domain.errors import NotFound
from domain.roles import Role
from infra.store.persons.sides import TenantSides
from infra.store.persons.tenant_people import TenantPeople
from services.pactes import Pactes
from services.policy import Forbidden
from services.rights import LINES, RIGHTS
from tests.services.conftest import asks
from tests.services.every_command import COMMANDS, NOBODY, OF_THE_PLATFORM, Here


@pytest.fixture
def here(pactes: Pactes, platform: Pactes, people: TenantPeople, sides: TenantSides) -> Here:
    return Here(pactes, platform, people, sides)


def test_every_command_is_asked() -> None:
    assert set(COMMANDS) == {name for name, _ in LINES if not name.startswith("read_")}


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_right_is_refused_before_anything_is_read(
    here: Here, role: Role
) -> None:
    """Nothing of these commands exists: whoever looked first would say that it is not found."""
    without = {name for name in COMMANDS if (role, name) not in RIGHTS}
    assert without
    assert {name for name in without if refused(here, role, name)} == without


def refused(here: Here, role: Role, name: str) -> bool:
    ask = asks(role, organization_id=NOBODY)
    home = "platform" if name in OF_THE_PLATFORM else "48"
    ask = replace(ask, caller=replace(ask.caller, tenant=home))
    try:
        COMMANDS[name](here, ask)
    except Forbidden:
        return True
    except NotFound:
        return False
    return False
