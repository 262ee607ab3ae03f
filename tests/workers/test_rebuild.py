"""Rebuilding: beside the live rows, while people write and read, and never on trust."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import TypeGuard

import psycopg
import pytest

from domain.convention.procedure import avenants
from domain.convention.writing.funding import adjust_funding
from infra.store.connections.names import roles_of
from infra.store.readmodels.place import Place
from infra.store.rebuilding import loading
from infra.store.rebuilding import workshop as store
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas.migrate import migrate, owner
from infra.store.schemas.tables import described
from projections.catalogue import projections_of
from projections.change import Change, Projection, Recorded, Restore, Table, opened
from projections.national import overview
from projections.national import tables as shared
from projections.queries.convention.funding import FUNDING
from projections.queries.trail import AUDIT_TRAIL
from projections.tenant import funding
from projections.trail import audit
from tests.domain.convention import given
from tests.readside import EXAMPLES, Departement, Site, facts
from tests.workers.test_follower import conventions
from workers import rebuild as rebuilding
from workers.rebuild import RebuildFailed, Receipt, rebuild

TAMPER = "UPDATE {schema}.funding_lines SET amount_cents = amount_cents + 1"
SHADOWS = (
    "SELECT relname FROM pg_class WHERE relname LIKE '%%\\_\\_rebuild'"
    " AND relnamespace = %s::regnamespace"
)


def rebuilt(departement: Departement, projection: Projection, **how: bool) -> Receipt:
    return rebuild(OwnerWorkshop(departement.connection, departement.code, projection), **how)


def left_over(departement: Departement) -> list[tuple[object, ...]]:
    return departement.connection.execute(SHADOWS, [departement.schema]).fetchall()


def test_every_projection_comes_out_equal(departement: Departement) -> None:
    convention = given.with_parties(axes=(1,))
    given.matched(convention, 5, action_id=given.action(convention))
    given.to_running(convention)
    given.with_avenant(convention)
    given.matched(convention, 7, action_id=given.action(convention))
    avenants.abandon_avenant(convention)
    departement.record(convention)
    last = conventions(departement, 2)
    departement.follow()
    for projection in projections_of(departement.code):
        before = [departement.rows(t.name) for t in projection.tables if not t.shared]
        receipt = rebuilt(departement, projection)
        assert receipt.equal
        assert receipt.swapped
        assert receipt.position == last
        after = [departement.rows(t.name) for t in projection.tables if not t.shared]
        assert [sorted(map(str, rows)) for rows in after] == [
            sorted(map(str, rows)) for rows in before
        ]
    assert left_over(departement) == []


@pytest.mark.parametrize(("most", "batch"), [(2, 3), (1, 1), (20_000, 4)])
def test_rows_that_are_pushed_out_of_memory_are_the_same(
    departement: Departement, monkeypatch: pytest.MonkeyPatch, most: int, batch: int
) -> None:
    monkeypatch.setattr(loading, "MOST_STANDING", most)
    monkeypatch.setattr(rebuilding, "BATCH", batch)
    convention = given.with_parties(axes=(1,))
    actions = [given.action(convention) for _ in range(4)]
    lines = [given.line(convention, 1, action_id=action) for action in actions]
    for cents in range(2, 6):
        for line in lines:
            adjust_funding(convention, line_id=line, new_cents=cents, motive=given.SEAL)
    departement.record(convention)
    departement.follow()
    receipt = rebuilt(departement, funding.PROJECTION)
    assert receipt.equal
    assert receipt.swapped


def test_the_follower_goes_on_after_the_swap(departement: Departement) -> None:
    conventions(departement, 1)
    departement.follow()
    rebuilt(departement, funding.PROJECTION)
    last = conventions(departement, 1)
    departement.follow()
    assert departement.standing("funding") == (last, "running", None)
    assert len(departement.rows("funding_lines")) == 2


def test_rows_that_somebody_changed_are_not_hidden(departement: Departement) -> None:
    conventions(departement, 2)
    departement.follow()
    departement.run(TAMPER)
    tampered = departement.rows("funding_lines")
    for accept in (False, True):
        receipt = rebuilt(departement, funding.PROJECTION, accept=accept)
        assert (receipt.swapped, receipt.changed, receipt.added, receipt.gone) == (False, 2, 0, 0)
        assert departement.rows("funding_lines") == tampered
    assert left_over(departement) == []


WIDER = Table(
    name="funding_lines",
    key=funding.FUNDING_LINES.key,
    values={**funding.FUNDING_LINES.values, "doubled_cents": "bigint"},
)


def doubled(recorded: Recorded) -> Sequence[Change]:
    found = funding.rows(recorded)
    return [
        opened(WIDER, each.key, **each.values, doubled_cents=2 * each.values["amount_cents"])
        for each in found
        if isinstance(each, Change) and each.values
    ]


def test_a_new_version_is_shown_and_needs_to_be_accepted(departement: Departement) -> None:
    last = conventions(departement, 2)
    departement.follow()
    newer = Projection("funding", 2, (WIDER,), doubled)
    shown = rebuilt(departement, newer)
    assert (shown.version_before, shown.version, shown.swapped) == (1, 2, False)
    assert (shown.changed, shown.added, shown.gone) == (2, 0, 0)
    assert len(departement.rows("funding_lines")[0]) == len(WIDER.values) + 4 - 1
    accepted = rebuilt(departement, newer, accept=True)
    assert accepted.swapped
    assert [row[-3] for row in departement.rows("funding_lines")] == [10, 10]
    assert departement.standing("funding") == (last, "running", None)


def test_writes_go_on_while_it_runs(departement: Departement) -> None:
    conventions(departement, 5)
    departement.follow()
    follower = departement.another_follower()
    stop = Event()

    def write() -> int:
        last = 0
        while not stop.is_set():
            last = conventions(departement, 1)
            follower.turn(departement.code)
        return last

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        receipts = [rebuilt(departement, p) for p in projections_of(departement.code) * 2]
        stop.set()
        last = writing.result(60)
    assert all(receipt.equal and receipt.swapped for receipt in receipts)
    assert receipts[-1].position > receipts[0].position
    departement.follow()
    assert {departement.standing(p.name)[0] for p in projections_of(departement.code)} == {last}
    assert rebuilt(departement, funding.PROJECTION).equal


def test_readers_never_see_an_empty_table(departement: Departement) -> None:
    convention = given.with_parties(axes=(1,))
    given.matched(convention, 5, action_id=given.action(convention))
    departement.record(convention)
    departement.follow()
    expected = departement.reader.ask(departement.code, FUNDING, convention_id=convention.id)
    stop = Event()

    def read() -> int:
        count = 0
        while not stop.is_set():
            found = departement.reader.ask(departement.code, FUNDING, convention_id=convention.id)
            assert found == expected
            count += 1
        return count

    with ThreadPoolExecutor(2) as threads:
        reading = [threads.submit(read) for _ in range(2)]
        for _ in range(8):
            rebuilt(departement, funding.PROJECTION)
        stop.set()
        assert all(each.result(60) > 0 for each in reading)


def test_what_an_interrupted_rebuild_left_is_no_obstacle(
    departement: Departement, place: Site
) -> None:
    conventions(departement, 1)
    departement.follow()
    with psycopg.connect(str(place.settings.database_owner_url), autocommit=True) as dying:
        OwnerWorkshop(dying, departement.code, funding.PROJECTION).open()
    assert left_over(departement) == [("funding_lines__rebuild",)]
    assert rebuilt(departement, funding.PROJECTION).swapped
    assert left_over(departement) == []


def test_an_event_that_cannot_be_taken_in_leaves_all_as_it_was(departement: Departement) -> None:
    conventions(departement, 1)
    departement.follow()
    before = departement.rows("funding_lines")

    def fails(_recorded: Recorded) -> Sequence[Change]:
        raise KeyError("secret content")

    broken = Projection("funding", 2, funding.PROJECTION.tables, fails)
    with pytest.raises(RebuildFailed, match="KeyError") as failure:
        rebuilt(departement, broken, accept=True)
    assert "secret" not in str(failure.value)
    assert departement.rows("funding_lines") == before
    assert left_over(departement) == []


def test_the_web_and_the_follower_keep_their_rights(departement: Departement) -> None:
    conventions(departement, 1)
    departement.follow()
    rebuilt(departement, audit.PROJECTION)
    rights = "SELECT has_table_privilege(%s, %s, %s)"
    roles = roles_of(departement.pool.database, departement.code)
    table = f"{departement.schema}.trail"
    for role, right, given_ in (
        (roles.web, "SELECT", True),
        (roles.web, "INSERT", False),
        (roles.follow, "UPDATE", True),
        (roles.follow, "TRUNCATE", False),
    ):
        assert departement.connection.execute(rights, [role, table, right]).fetchone() == (given_,)
    assert departement.reader.ask(departement.code, AUDIT_TRAIL).body


def test_shared_rows_of_other_tenants_stay(place: Site) -> None:
    here, there = place.departement(), place.departement()
    for departement in (here, there):
        conventions(departement, 1)
        departement.follow()
    count = "SELECT tenant, count(*) FROM t_platform.national_funding GROUP BY 1 ORDER BY 1"
    before = place.connection.execute(count).fetchall()
    national = next(p for p in projections_of(here.code) if p.name == "national")
    assert rebuilt(here, national).swapped
    assert place.connection.execute(count).fetchall() == before


NEXT = overview.PROJECTION.version + 1


def national(
    values: Mapping[str, str], rows: Callable[[Recorded], Sequence[Change | Restore]]
) -> Projection:
    """The next version of the national projection: other columns of the funding lines."""
    table = replace(shared.FUNDING, values=values)
    tables = tuple(table if each is shared.FUNDING else each for each in shared.TABLES)

    def placed(recorded: Recorded) -> list[Change | Restore]:
        said = rows(recorded)
        return [each._replace(table=table) if is_funding(each) else each for each in said]

    return Projection("national", NEXT, tables, placed)


def is_funding(said: Change | Restore) -> TypeGuard[Change]:
    return isinstance(said, Change) and said.table is shared.FUNDING


def with_doubles(recorded: Recorded) -> Sequence[Change | Restore]:
    return [
        each._replace(values={**each.values, "doubled_cents": 2 * each.values["amount_cents"]})
        if is_funding(each) and each.values
        else each
        for each in overview.PROJECTION.rows(recorded)
    ]


def without_funder(recorded: Recorded) -> Sequence[Change | Restore]:
    return [
        each._replace(values={k: v for k, v in each.values.items() if k != "funder_id"})
        if is_funding(each) and each.values
        else each
        for each in overview.PROJECTION.rows(recorded)
    ]


def test_a_shared_table_gets_a_column_while_other_tenants_keep_their_rows(place: Site) -> None:
    """Each tenant is rebuilt at its own time, so the table is never replaced."""
    here, there = place.departement(), place.departement()
    for departement in (here, there):
        conventions(departement, 1)
        departement.follow()
    wider = national({**shared.FUNDING.values, "doubled_cents": "bigint"}, with_doubles)
    shown = rebuilt(here, wider)
    assert (shown.version_before, shown.swapped, shown.changed) == (NEXT - 1, False, 1)
    assert rebuilt(here, wider, accept=True).swapped
    again = rebuilt(here, wider)
    assert (again.equal, again.version_before) == (True, NEXT)
    select = "SELECT tenant, doubled_cents FROM t_platform.national_funding WHERE tenant = ANY (%s)"
    found: dict[str, int | None] = dict(
        place.connection.execute(select, [[here.code, there.code]]).fetchall()
    )
    assert found == {here.code: 10, there.code: None}
    assert rebuilt(there, overview.PROJECTION).equal


def test_a_column_that_a_shared_table_no_longer_has_is_no_difference(place: Site) -> None:
    departement = place.departement()
    conventions(departement, 1)
    departement.follow()
    values = {k: v for k, v in shared.FUNDING.values.items() if k != "funder_id"}
    narrower = national(values, without_funder)
    assert rebuilt(departement, narrower, accept=True).swapped
    assert rebuilt(departement, narrower).equal


def test_a_shared_table_cannot_take_another_type(place: Site) -> None:
    departement = place.departement()
    conventions(departement, 1)
    departement.follow()
    other = national({**shared.FUNDING.values, "amount_cents": "text"}, overview.PROJECTION.rows)
    with pytest.raises(RebuildFailed, match="amount_cents"):
        rebuilt(departement, other, accept=True)
    assert rebuilt(departement, overview.PROJECTION).equal


def test_a_migration_gives_shared_tables_their_new_columns(
    place: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a tenant that is declared today writes them."""
    wider = replace(shared.FUNDING, values={**shared.FUNDING.values, "tripled_cents": "bigint"})
    monkeypatch.setattr("projections.catalogue.SHARED", (wider,))
    migrate(place.settings)
    with place.connection.cursor() as cursor:
        found = described(cursor.connection, Place("t_platform"), wider)
    assert found["tripled_cents"] == "bigint"


def test_rebuilding_never_sends(departement: Departement) -> None:
    """What notifies is no projection: a rebuild cannot reach it."""
    assert "outbox" not in {p.name for p in projections_of(departement.code)}
    departement.record(*facts(*[kind for kind in EXAMPLES if "Round" in kind.__name__]))
    departement.follow()
    for projection in projections_of(departement.code):
        rebuilt(departement, projection)
    assert departement.rows("outbox") == []


def test_one_rebuild_at_a_time(departement: Departement, place: Site) -> None:
    conventions(departement, 1)
    departement.follow()
    with owner(place.settings) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [store.LOCK])
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(rebuilt, departement, funding.PROJECTION)
            busy = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while other.execute(busy).fetchone() != (1,):
                assert not waiting.done()
            other.execute("SELECT pg_advisory_unlock(%s)", [store.LOCK])
            assert waiting.result(30).swapped
