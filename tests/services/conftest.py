"""A département and the platform on a real database, and the people who ask."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.roles import SIDES, Role
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.pool import pool_for
from infra.store.persons.sides import TenantSides
from infra.store.persons.tenant_people import TenantPeople
from infra.store.recording.factory import application_env
from infra.store.schemas.migrate import migrate, owner, provision
from services.ask import Ask, Caller
from services.pactes import Pactes
from tests.servers import fresh_database

NOW = datetime(2024, 9, 2, 8, 30, tzinfo=UTC)
TODAY = date(2024, 9, 2)


@pytest.fixture(scope="module")
def app_url(servers: Servers) -> Iterator[str]:
    """One database for the tests of a module: each of them makes its own things."""
    with fresh_database(servers) as database:
        settings = Settings(
            home=servers.home,
            database_url=database.app_url,
            database_owner_url=database.owner_url,
        )
        migrate(settings)
        with owner(settings) as connection:
            provision(connection, "48", settings)
        yield database.app_url
        pool_for(database.app_url).close()


@pytest.fixture
def pactes(app_url: str) -> Pactes:
    return Pactes("48", application_env("48", app_url))


@pytest.fixture
def platform(app_url: str) -> Pactes:
    return Pactes("platform", application_env("platform", app_url))


@pytest.fixture
def people(app_url: str) -> TenantPeople:
    return TenantPeople(pool_for(app_url), "48")


@pytest.fixture
def sides(app_url: str) -> TenantSides:
    return TenantSides(pool_for(app_url), "48")


def asks(
    role: Role,
    *,
    person_id: UUID | None = None,
    organization_id: UUID | None = None,
    office: str | None = None,
    expected_version: int | None = None,
) -> Ask:
    return Ask(
        caller=Caller(
            tenant="platform" if role is Role.PLATFORM_ADMIN else "48",
            person_id=person_id or uuid4(),
            role=role,
            side=SIDES[role],
            auth_method="demo",
            office=office,
            organization_id=organization_id,
            authenticated_at=NOW,
        ),
        provenance=Provenance(ProvenanceKind.API),
        correlation_id=uuid4(),
        now=NOW,
        today=TODAY,
        effective_on=BusinessDate(TODAY),
        expected_version=expected_version,
    )
