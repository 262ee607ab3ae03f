import pytest

from infra.store.persons.sides import TenantSides
from infra.store.persons.tenant_people import TenantPeople
from services.pactes import Pactes
from tests.services.acts import Acts


@pytest.fixture
def acts(pactes: Pactes, people: TenantPeople, sides: TenantSides) -> Acts:
    return Acts(pactes, people, sides).registry()
