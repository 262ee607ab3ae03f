"""What must be true of every projection, whatever it says."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from domain.envelope import Provenance, ProvenanceKind
from infra.store.events.topics import event_classes
from infra.store.schemas.tables import TYPES
from projections.catalogue import OF_PLATFORM, OF_TENANT, SHARED, owner_of, tables_in
from projections.change import Change, Projection, Recorded, Restore, Table
from projections.trail import audit
from tests.readside import ENVELOPE, EXAMPLES, fact

# Some tell of a tenant and of the platform alike.
EVERYONE = tuple(dict.fromkeys((*OF_TENANT, *OF_PLATFORM)))
STREAM = UUID("c0ffee00-0000-4000-8000-000000000001")
# Words for what names a person; persons are `person_id` in every row.
PERSONAL = {"email", "phone", "display_name", "civility", "first_name", "last_name"}


def tables() -> Iterator[Table]:
    for projection in EVERYONE:
        yield from projection.tables


def recorded(kind: type) -> Recorded:
    event = fact(kind, STREAM, 1)
    topic = event.TOPIC
    return Recorded("48", 5, topic, event, ENVELOPE, event.timestamp)


def test_names_are_unique_and_types_known() -> None:
    names = [table.name for table in tables()]
    assert len(set(names)) == len(names)
    for table in tables():
        assert {*table.key.values(), *table.values.values()} <= TYPES.keys()
        assert not {*table.key, *table.values} & (PERSONAL | {"from_position", "to_position"})
        assert {column for index in table.indexes for column in index} <= {
            *table.key,
            *table.values,
        }


def test_shared_tables_begin_with_their_tenant_and_stand_with_the_platform() -> None:
    assert SHARED
    for table in SHARED:
        assert next(iter(table.key)) == "tenant"
    assert set(SHARED) <= set(tables_in("platform"))
    assert not set(SHARED) & set(tables_in("48"))


def test_every_table_has_one_projection() -> None:
    for projection in EVERYONE:
        assert all(owner_of(table) is projection for table in projection.tables)


@pytest.mark.parametrize("projection", EVERYONE, ids=lambda projection: projection.name)
def test_changes_fit_their_tables(projection: Projection) -> None:
    said = [change for kind in EXAMPLES for change in projection.rows(recorded(kind))]
    assert said
    for change in said:
        assert change.table in projection.tables
        if isinstance(change, Restore):
            assert change.group.keys() <= change.table.key.keys()
        else:
            fits(change)


def fits(change: Change) -> None:
    assert change.key.keys() == change.table.key.keys()
    assert None not in change.key.values()
    assert (change.values or {}).keys() <= change.table.values.keys()
    assert not change.fresh or len(change.values or ()) == len(change.table.values)


def test_an_event_that_concerns_nobody_changes_nothing() -> None:
    """All but the trail say nothing of most events; nothing says something of none."""
    speaking = {
        projection.name
        for projection in OF_TENANT
        for kind in event_classes()
        if kind in EXAMPLES and projection.rows(recorded(kind))
    }
    assert speaking == {projection.name for projection in OF_TENANT}


def test_the_trail_says_where_an_event_came_from() -> None:
    imported = replace(
        ENVELOPE, provenance=Provenance(ProvenanceKind.IMPORT, "42_loire.json"), actor=None
    )
    (line,) = audit.PROJECTION.rows(recorded(next(iter(EXAMPLES)))._replace(envelope=imported))
    assert isinstance(line, Change)
    assert line.values is not None
    assert (line.values["provenance"], line.values["provenance_ref"]) == ("import", "42_loire.json")
    assert line.values["person_id"] is None
