"""The people of the platform, too."""

import pytest

from infra.store.connections.pool import pool_for
from infra.store.persons.tenant_people import TenantPeople


@pytest.fixture
def above(app_url: str) -> TenantPeople:
    return TenantPeople(pool_for(app_url), "platform")
