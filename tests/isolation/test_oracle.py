"""No administrative act changes a log: what does is caught before it commits, or named after."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from domain.errors import NotFound
from domain.evidence import merkle
from domain.isolation import ISOLATION, Act, Isolation, IsolationBroken, IsolationChecked
from domain.platform.facts import TenantKind
from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from domain.roles import Role
from infra.access.erasing import erase_person
from infra.doctor.seals import seals
from infra.embedded.servers import Servers
from infra.evidence import isolation
from infra.evidence.isolation import harmed, isolated
from infra.evidence.sealing import seal_behind
from infra.store.connections.names import PLATFORM, in_schema, schema_of
from infra.store.evidence import payload
from infra.store.evidence.leaves import all_leaves
from infra.store.evidence.trees import Tree
from infra.store.persons import people
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas import migrate as migrating
from infra.store.schemas.migrate import migrate
from infra.store.schemas.shipped import Migration, shipped
from infra.tenants.migrating import bring_up_to_date
from infra.tenants.operating import operator
from infra.tenants.tenancy import open_tenant
from projections.catalogue import projections_of
from services.platform.commands import DeclareTenant
from tests.departement import ARS
from tests.isolation.three import CODES, Three, publish, three_tenants
from workers.rebuild import rebuild

UNGUARD = "ALTER TABLE t_2a.events DISABLE TRIGGER ALL"
OVERWRITE = "UPDATE t_2a.events SET state = state || ' ' WHERE notification_id = 3"
Stated = Callable[[], list[Any]]
ATTACKS = {
    "one byte": (UNGUARD, OVERWRITE),
    "one event less": (UNGUARD, "DELETE FROM t_2a.events WHERE notification_id = 2"),
    "all but one": (UNGUARD, "DELETE FROM t_2a.events WHERE notification_id > 1"),
    "emptied": (UNGUARD, "TRUNCATE t_2a.events"),
    "dropped": ("DROP TABLE t_2a.events CASCADE",),
    "another in its place": (
        "ALTER TABLE t_2a.events RENAME TO old",
        "CREATE TABLE t_2a.events (LIKE t_2a.old)",
    ),
    "its schema away": ("ALTER SCHEMA t_2a RENAME TO elsewhere",),
    "rewritten": (
        UNGUARD,
        "ALTER TABLE t_2a.events ALTER COLUMN envelope TYPE bytea USING envelope || ' '",
    ),
    "a look": (
        "ALTER TABLE t_2a.access_log DISABLE TRIGGER ALL",
        "UPDATE t_2a.access_log SET entry = 'x'",
    ),
}
RESTORE = (
    "ALTER TABLE t_2a.events DISABLE TRIGGER ALL; TRUNCATE t_2a.events;"
    " INSERT INTO t_2a.events TABLE public.kept;"
    " ALTER TABLE t_2a.events ENABLE ALWAYS TRIGGER unchanged, ENABLE ALWAYS TRIGGER untruncated"
)
FORGET = "DELETE FROM {schema}.migrations WHERE number = 9999"


@pytest.fixture(scope="module")
def shared(servers: Servers) -> Iterator[Three]:
    with three_tenants(servers) as made:
        publish(made.wiring)
        seal_behind(made.wiring)
        made.owned.execute("CREATE TABLE public.kept AS TABLE t_2a.events")
        with isolated(made.wiring, Act.IMPORT):
            pass
        yield made


@pytest.fixture
def here(shared: Three) -> Iterator[Three]:
    """Every test finds the logs, and the state of what was stated, as the first one did."""
    yield shared
    shared.owned.execute(RESTORE)
    for schema in ("t_05", "t_2a", "t_48", "t_platform"):
        shared.owned.execute(in_schema(FORGET, schema))
    for act in shared.wiring.platform().load_short(Isolation, ISOLATION).failing:
        with isolated(shared.wiring, act):
            pass


@pytest.fixture
def stated(here: Three) -> Stated:
    """What the log of the platform says of isolation since the test began."""
    before = len(events(here))
    return lambda: events(here)[before:]


def events(here: Three) -> list[Any]:
    return list(here.wiring.platform().events.get(ISOLATION))


def overwrite(connection: psycopg.Connection[Any]) -> None:
    connection.execute(UNGUARD)
    connection.execute(OVERWRITE)


def strike(here: Three, act: Act, *attack: str) -> None:
    """In a transaction of the act."""
    with isolated(here.wiring, act) as oracle, here.owned.transaction():
        for statement in attack:
            here.owned.execute(statement.encode())
        oracle.before_commit(here.owned)


def harm(here: Three, error: Exception | None = None) -> None:
    """Committed on another connection: no transaction of the act knows of it."""
    with isolated(here.wiring, Act.IMPORT):
        overwrite(here.owned)
        if error:
            raise error


def log_of(here: Three, code: str) -> list[Any]:
    statement = "SELECT * FROM {schema}.events ORDER BY notification_id"
    return here.owned.execute(in_schema(statement, schema_of(code))).fetchall()


def ship(monkeypatch: pytest.MonkeyPatch, *hostile: str) -> None:
    added = Migration(9999, "9999_hostile.sql", "0" * 64, hostile)
    known = shipped("postgres")
    monkeypatch.setattr(migrating, "shipped", lambda _engine: [*known, added])


def test_the_server_hashes_what_is_put_together_here(
    here: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = [
        ("2026-01-01 00:00:00+05", b'{"a":"\\u00e9 %s {}"}', "é".encode()),
        ("2024-02-29 23:59:59.999999Z", b"{}", b"\x00\\"),
        ("2026-07-01 12:00:00.00012+02", b"", b"{}"),
    ]
    ((head,),) = here.ask("SELECT max(notification_id) FROM t_2a.events")
    for at, (moment, state, envelope) in enumerate(odd, head + 1):
        here.owned.execute(
            "INSERT INTO t_2a.events VALUES (%s, 7, %s, %s, 'x.y.12', %s, %s)",
            [uuid4(), at, moment, state, envelope],
        )
    for code in (*CODES, PLATFORM):
        for tree in Tree:
            leaves = [merkle.leaf_hash(one) for one in all_leaves(here.owned, code, tree)]
            for at_once in (1 << 16, 4, 1):
                monkeypatch.setattr(payload, "AT_ONCE", at_once)
                found = payload.root(here.owned, code, tree, len(leaves))
                assert found == merkle.root(leaves), (code, tree)


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_a_transaction_does_to_a_neighbour_is_rolled_back(
    here: Three, stated: Stated, attack: str
) -> None:
    before = here.content()
    with pytest.raises(isolation.IsolationBroken, match=r"2A.* annulée"):
        strike(here, Act.REBUILD, *ATTACKS[attack])
    after = here.content()
    assert {where: after[where] for where in before if where[0] != "t_platform"} == {
        where: rows for where, rows in before.items() if where[0] != "t_platform"
    }
    [event] = stated()
    assert isinstance(event, IsolationBroken)
    assert (event.act, event.altered.tenant, event.undone) == (Act.REBUILD, "2A", True)
    assert harmed(here.wiring) == []


def test_a_migration_that_overwrites_a_neighbour_is_rolled_back(
    here: Three, stated: Stated, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = log_of(here, "2A")
    ship(monkeypatch, "ALTER TABLE {schema}.person ADD COLUMN x int", UNGUARD, OVERWRITE)
    with pytest.raises(isolation.IsolationBroken, match=r"journal de 2A \(position 3\)"):
        bring_up_to_date(here.settings)
    assert log_of(here, "2A") == before
    assert here.ask("SELECT count(*) FROM t_platform.migrations WHERE number = 9999") == [(0,)]
    [event] = stated()
    assert event.altered.position == 3


def test_without_the_oracle_the_overwrite_stays(
    here: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = log_of(here, "2A")
    ship(monkeypatch, UNGUARD, OVERWRITE)
    migrate(here.settings)
    assert log_of(here, "2A") != before


def test_a_migration_that_harms_nobody_has_a_receipt(
    here: Three, stated: Stated, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(monkeypatch, "ALTER TABLE {schema}.events SET (fillfactor = 90)")
    done = bring_up_to_date(here.settings)
    assert len(done.applied) == 4
    assert done.proof
    [event] = stated()
    assert isinstance(event, IsolationChecked)
    assert event.tenants == ("05", "2A", "48", PLATFORM)
    assert event.roots_digest == done.proof.roots_digest
    assert bring_up_to_date(here.settings).proof is None
    assert len(stated()) == 1


def test_the_receipt_can_be_made_again_from_what_it_says(here: Three, stated: Stated) -> None:
    with isolated(here.wiring, Act.IMPORT):
        pass
    [event] = stated()
    sizes = zip(event.tenants, event.events, event.looks, strict=True)
    lines = sorted(
        f"{code} {tree} {size} {payload.root(here.owned, code, tree, size).hex()}\n"
        for code, events, looks in sizes
        for tree, size in ((Tree.LOG, events), (Tree.ACCESS, looks))
        if size
    )
    assert sha256("".join(lines).encode()).hexdigest() == event.roots_digest
    assert len(lines) == 7


def test_growth_is_fine(here: Three, stated: Stated) -> None:
    with isolated(here.wiring, Act.REBUILD) as oracle, here.owned.transaction():
        operator(here.wiring, PLATFORM, "essai")
        with isolated(here.wiring, Act.IMPORT):
            pass
        oracle.before_commit(here.owned)
    assert [event.act for event in stated()] == [Act.IMPORT, Act.REBUILD]


def test_what_was_damaged_before_is_no_acts_fault(here: Three, stated: Stated) -> None:
    overwrite(here.owned)
    with isolated(here.wiring, Act.REBUILD):
        pass
    assert isinstance(stated()[0], IsolationChecked)


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_not_undone_is_said_until_it_is_put_back(
    here: Three, stated: Stated, *, fails: bool
) -> None:
    kept = here.ask("SELECT state FROM t_2a.events WHERE notification_id = 3")
    with pytest.raises(isolation.IsolationBroken, match=r"position 3.*sauvegarde"):
        harm(here, NotFound("Essai.") if fails else None)
    [event] = stated()
    assert not event.undone
    assert event.altered in harmed(here.wiring)
    assert seals(here.settings)[-1].text == "journaux changés par une opération (2A)"
    here.owned.execute("UPDATE t_2a.events SET state = %s WHERE notification_id = 3", kept[0])
    assert harmed(here.wiring) == []


def test_an_act_that_fails_by_itself_has_no_receipt(here: Three, stated: Stated) -> None:
    with pytest.raises(NotFound), isolated(here.wiring, Act.IMPORT):
        raise NotFound("Essai.")
    assert stated() == []


def test_what_is_undone_each_time_is_stated_once(here: Three, stated: Stated) -> None:
    for _ in range(2):
        with pytest.raises(isolation.IsolationBroken):
            strike(here, Act.PROVISION, UNGUARD, OVERWRITE)
    assert len(stated()) == 1
    assert "ouverture d’un département" in seals(here.settings)[-1].text
    with isolated(here.wiring, Act.PROVISION):
        pass
    assert seals(here.settings)[-1].remedy is None
    found = here.wiring.platform().load_short(Isolation, ISOLATION)
    assert found.failing == ()


def test_a_rebuild_that_overwrites_a_neighbour_puts_nothing_in_place(here: Three) -> None:
    [trail] = [one for one in projections_of("48") if one.name == "trail"]
    live = here.ask("SELECT 't_48.trail'::regclass::oid")

    class Hostile(OwnerWorkshop):
        def swap(self, position: int) -> None:
            overwrite(self.connection)
            super().swap(position)

    before = log_of(here, "2A")

    def act() -> None:
        with isolated(here.wiring, Act.REBUILD) as oracle:
            rebuild(Hostile(here.owned, "48", trail, oracle.before_commit))

    with pytest.raises(isolation.IsolationBroken):
        act()
    assert log_of(here, "2A") == before
    assert here.ask("SELECT 't_48.trail'::regclass::oid") == live


def test_an_erasing_that_overwrites_a_neighbour_erases_nobody(
    here: Three, stated: Stated, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase = people.erase

    def hostile(connection: psycopg.Connection[Any], schema: str, person: Any) -> None:
        erase(connection, schema, person)
        overwrite(connection)

    monkeypatch.setattr(people, "erase", hostile)
    asking = operator(here.wiring, PLATFORM, "essai")
    caller = replace(
        asking.caller, tenant="48", home="48", role=Role.PLATFORM_ADMIN.value, read_only=False
    )
    logs = {code: log_of(here, code) for code in CODES}
    with pytest.raises(isolation.IsolationBroken):
        erase_person(here.wiring, replace(asking, caller=caller), ARS)
    assert here.wiring.people("48").many([ARS])
    assert {code: log_of(here, code) for code in CODES} == logs
    monkeypatch.undo()
    done = erase_person(here.wiring, replace(asking, caller=caller), ARS)
    assert done
    assert stated()[-1].act is Act.ERASE_PERSON


def test_a_tenant_is_not_opened_by_an_act_that_overwrites_a_neighbour(
    here: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(monkeypatch, UNGUARD, OVERWRITE)
    declaration = DeclareTenant(
        code="42",
        name="Loire",
        kind=TenantKind.DEPARTEMENT,
        territory_codes=("42",),
        region_code="84",
        siret="22420001400013",
    )
    ask = operator(here.wiring, PLATFORM, "essai")
    with pytest.raises(isolation.IsolationBroken):
        open_tenant(here.wiring, here.settings, ask, declaration)
    declared = here.wiring.platform().load(Tenant, tenant_id("42"))
    assert declared.status is TenantStatus.DECLARED
    assert here.ask("SELECT to_regnamespace('t_42') IS NULL") == [(True,)]
    monkeypatch.undo()
    opened = open_tenant(here.wiring, here.settings, ask, declaration)
    assert opened.now
    assert opened.proof
    last = here.wiring.platform().load(Tenant, tenant_id("42"))
    assert last.status is TenantStatus.ACTIVE
