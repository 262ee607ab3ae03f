import pytest

from infra.store.tenant_people import TenantPeople
from services.pactes import Pactes
from tests.services.acts import Acts


@pytest.fixture
def acts(pactes: Pactes, people: TenantPeople) -> Acts:
    return Acts(pactes, people).registry()
