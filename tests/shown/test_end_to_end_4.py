"""For any run of commands, read models equal the fold of the log, now and at every position.

One département lives through all runs. What a run writes is followed and compared, position by
position, with two other readings of the log: the aggregates as the library folds them, and the
projections applied, one change at a time, to dictionaries.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from domain.canonical import plain
from domain.convention.convention import Convention
from domain.joining.joining import PartnerJoining
from domain.registry.organization import Organization
from infra.embedded.servers import Servers
from infra.store.connections.names import roles_of
from infra.store.readmodels.asking import PostgresRows
from infra.store.readmodels.place import Place
from infra.store.rebuilding.digests import Lined
from projections import digest
from projections.catalogue import projections_of
from projections.change import Recorded, Table
from projections.memory import Memory
from tests.readside import Departement, site
from tests.shown import readings
from tests.shown.random_story import CUTS, Story
from workers import follower as following

FOLDS: dict[str, tuple[Any, Any]] = {
    "convention": (Convention, readings.of_convention),
    "partner_joining": (PartnerJoining, readings.of_joining),
    "organization": (Organization, readings.of_organization),
}


class Readings:
    """The rows of the store, and the same log in memory, at any position."""

    def __init__(self, departement: Departement) -> None:
        self.departement = departement
        self.projections = projections_of(departement.code)
        self.tables = {t.name: t for each in self.projections for t in each.tables}
        self.memory = Memory(*self.projections)

    def compare(self) -> None:
        """What came since the last comparison at each position, and all of it at the head."""
        self.departement.follow()
        log = self.departement.log()
        assert [recorded.position for recorded in log] == list(range(1, len(log) + 1))
        role = roles_of(self.departement.pool.database, self.departement.code).follow
        new = log[self.memory.position :]
        for recorded in new:
            self.memory.record(recorded)
        with self.departement.pool.checkout(role) as connection:
            for recorded in new:
                self._compare_at(connection, recorded)
        self._compare_history()

    def _compare_at(self, connection: Any, recorded: Recorded) -> None:
        position = recorded.position
        folded = self._folded(recorded)
        for name in folded.keys() | self._changed_at(position):
            table = self.tables[name]
            stored = self._stored(connection, table, position)
            in_memory = self.memory.rows_at(table, position)
            assert stored == {key: _as_stored(table, row) for key, row in in_memory.items()}, name
            if name in folded:
                _compare_fold(name, folded[name], stored, recorded.event.originator_id)

    def _changed_at(self, position: int) -> set[str]:
        """What changed where it should not have is found by the history."""
        return {
            name
            for name, rows in self.memory.rows.items()
            if any(position in (row.from_position, row.to_position) for row in rows)
        }

    def _folded(self, recorded: Recorded) -> readings.Said:
        kind, said = FOLDS[recorded.topic.partition(".")[0]]
        pactes = self.departement.wiring.pactes(self.departement.code)
        event = recorded.event
        found: readings.Said = said(
            pactes.at_version(kind, event.originator_id, event.originator_version)
        )
        return found

    def _stored(self, connection: Any, table: Table, position: int) -> dict[Any, Any]:
        moments = ((self.departement.code,), (position,)) if table.shared else None
        rows = PostgresRows(connection, self.departement.schema, (table,), position, moments)
        return {
            tuple(row[column] for column in table.key): {
                column: row[column] for column in table.values
            }
            for row in rows.all(f"SELECT * FROM {{{table.name}}}")  # noqa: S608 - a known table
        }

    def _compare_history(self) -> None:
        place = Place(self.departement.schema)
        head = self.memory.position
        for table in self.tables.values():
            lined = Lined(table, place, self.departement.code)
            in_memory = digest.sums(table, self.memory.history(table), head)
            assert lined.digest(self.departement.connection, head) == digest.digest(in_memory)


def _compare_fold(name: str, expected: readings.Rows, stored: dict[Any, Any], stream: UUID) -> None:
    rows = {key: row for key, row in stored.items() if _belongs(name, key, row, stream)}
    if name in ("slots", "versions"):
        # A fold forgets rounds that are over, and versions that were frozen in vain.
        rows = {key: row for key, row in rows.items() if key in expected}
    assert rows.keys() == expected.keys(), name
    for key, row in expected.items():
        assert {column: rows[key][column] for column in row} == row, name


def _belongs(name: str, key: Any, row: Any, stream: UUID) -> bool:
    owner: UUID = row["convention_id"] if name == "slots" else key[0]
    return owner == stream


def _as_stored(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Documents come back as JSON's own kinds."""
    return {
        column: plain(value) if table.values[column] == "json" else value
        for column, value in row.items()
    }


@pytest.mark.parametrize(("runs", "steps"), [(5, 12), pytest.param(12, 25, marks=pytest.mark.slow)])
def test_read_models_equal_the_fold_of_the_log_at_every_position(
    servers: Servers, monkeypatch: pytest.MonkeyPatch, runs: int, steps: int
) -> None:
    monkeypatch.setattr(following, "BATCH", 7)
    with site(servers) as place:
        departement = place.departement()
        compared = Readings(departement)

        class Compared(Story):
            def teardown(self) -> None:
                compared.compare()

        Compared.departement = departement
        _every_cut(Compared())
        assert len({recorded.topic for recorded in departement.log()}) > 15
        run_state_machine_as_test(
            Compared,
            settings=settings(
                max_examples=runs,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def _every_cut(story: Story) -> None:
    """What no run may leave out, whatever chance brings."""
    for number, cut in enumerate(sorted(CUTS)):
        story.draft(paper=cut == "imported")
        if cut in ("amended", "given up"):
            story.amend(number, cut)
        else:
            story.leap(number, cut)
    story.teardown()
