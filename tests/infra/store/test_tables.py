"""Tables of read models that stand already get the indexes of a newer program."""

from collections.abc import Iterator

import pytest

from infra.embedded.servers import Servers
from infra.store.schemas.migrate import provision
from projections.catalogue import tables_in
from projections.tenant.funding import FUNDING_LINES
from tests.readside import Departement, Site, site


@pytest.fixture(scope="module")
def place(servers: Servers) -> Iterator[Site]:
    with site(servers) as made:
        yield made


def spans(departement: Departement, table: str) -> list[str]:
    """The indexes by which the rows of a moment are found."""
    found = departement.connection.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass"
        " AND pg_get_indexdef(indexrelid) LIKE '%%gist (int8range(from_position, to_position))'",
        [f"{departement.schema}.{table}"],
    )
    return [str(name) for (name,) in found.fetchall()]


def test_what_is_often_rewritten_has_one_index_of_spans(place: Site) -> None:
    departement = place.departement()
    provision(place.connection, departement.code, place.settings)
    for table in tables_in(departement.code):
        assert len(spans(departement, table.name)) == table.rewritten, table.name


def test_one_that_lacks_it_gets_it_with_the_next_migration(place: Site) -> None:
    departement = place.departement()
    (name,) = spans(departement, FUNDING_LINES.name)
    departement.connection.execute(f"DROP INDEX {name}".encode())
    assert spans(departement, FUNDING_LINES.name) == []
    provision(place.connection, departement.code, place.settings)
    assert len(spans(departement, FUNDING_LINES.name)) == 1
