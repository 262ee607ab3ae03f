"""The nightly self-audit: what stands is what the log says, or the first difference is named."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from domain.upkeep import ProjectionRebuilt, SelfAuditFailed, SelfAuditPassed, upkeep_id
from infra.embedded.servers import Servers
from infra.evidence.self_audit import audit, examined
from infra.evidence.upkeep import note_rebuild
from infra.following import follower
from infra.store.connections.names import in_schema
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas.migrate import owner
from infra.wiring import Wiring
from projections.catalogue import projections_of
from tests.departement import PREFET, Departement
from tests.post import open_post
from tests.servers import Database
from workers.rebuild import rebuild

NIGHT, NEXT = date(2026, 11, 26), date(2026, 11, 27)


class Site(NamedTuple):
    wiring: Wiring
    lozere: Departement
    superuser: str

    def follow(self) -> None:
        following = follower(self.wiring, Event())
        while following.turn("48"):
            pass

    def owned(self, statement: str) -> None:
        with owner(self.wiring.settings) as connection:
            assert connection.execute(in_schema(statement, "t_48")).rowcount > 0

    def events(self) -> list[Any]:
        return list(self.wiring.pactes("48").events.get(upkeep_id("48")))


@pytest.fixture
def site(servers: Servers, database: Database, redis_url: str, tmp_path: Path) -> Iterator[Site]:
    with open_post(database, redis_url, tmp_path) as post:
        lozere = Departement(post.wiring).found()
        lozere.join()
        lozere.open_round()
        lozere.sign(PREFET)
        superuser = make_conninfo(servers.superuser_url, dbname=database.name)
        made = Site(post.wiring, lozere, superuser)
        made.follow()
        yield made


def test_everything_that_stands_is_compared_and_equal(site: Site) -> None:
    position, compared = examined(site.wiring, "48")
    names = {one.name for one in compared}
    assert position == site.wiring.pactes("48").recorder.max_notification_id()
    assert {table.name for each in projections_of("48") for table in each.tables} <= names
    assert audit(site.wiring, "48", NIGHT) == []
    [event] = site.events()
    assert isinstance(event, SelfAuditPassed)
    assert (event.night, event.position) == (NIGHT, position)


def test_once_a_night(site: Site) -> None:
    audit(site.wiring, "48", NIGHT)
    site.follow()
    audit(site.wiring, "48", NIGHT)
    assert len(site.events()) == 1
    audit(site.wiring, "48", NEXT)
    assert [event.night for event in site.events()] == [NIGHT, NEXT]


def test_a_row_that_somebody_changed_is_named(site: Site) -> None:
    site.owned("UPDATE {schema}.trail SET sentence = 'Autre chose.' WHERE position = 2")
    [wrong] = audit(site.wiring, "48", NIGHT)
    [event] = site.events()
    assert isinstance(event, SelfAuditFailed)
    assert (event.name, event.expected, event.found) == wrong
    assert event.name == "trail"


def test_a_snapshot_that_is_no_replay_is_named(site: Site) -> None:
    convention = site.lozere.convention()
    pactes = site.wiring.pactes("48")
    pactes.take_snapshot(convention.id, version=convention.version)
    assert audit(site.wiring, "48", NIGHT) == []
    site.owned(
        "UPDATE {schema}.snapshots SET state ="
        " convert_to(replace(convert_from(state, 'UTF8'), '2024', '2025'), 'UTF8')"
    )
    [wrong] = audit(site.wiring, "48", NEXT)
    assert wrong.name == f"snapshot {convention.id} {convention.version}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {schema}.positions SET version = version + 1 WHERE projection = 'trail'",
        "UPDATE {schema}.positions SET status = 'stopped' WHERE projection = 'trail'",
    ],
)
def test_what_could_not_be_compared_did_not_pass(site: Site, statement: str) -> None:
    site.owned(statement)
    [wrong] = audit(site.wiring, "48", NIGHT)
    assert wrong.name == "trail"
    assert isinstance(site.events()[0], SelfAuditFailed)


def test_a_rebuild_is_recorded_with_its_digest(site: Site) -> None:
    [projection] = [each for each in projections_of("48") if each.name == "trail"]
    with owner(site.wiring.settings) as connection:
        receipt = rebuild(OwnerWorkshop(connection, "48", projection))
    note_rebuild(site.wiring, receipt)
    [event] = site.events()
    assert isinstance(event, ProjectionRebuilt)
    assert (event.name, event.position, event.digest) == ("trail", receipt.position, receipt.digest)


def test_what_was_not_put_in_place_is_not_recorded(site: Site) -> None:
    site.owned("UPDATE {schema}.trail SET sentence = 'Autre chose.' WHERE position = 2")
    [projection] = [each for each in projections_of("48") if each.name == "trail"]
    with owner(site.wiring.settings) as connection:
        note_rebuild(site.wiring, rebuild(OwnerWorkshop(connection, "48", projection)))
    assert site.events() == []


def test_a_log_that_was_cut_does_not_pass(site: Site) -> None:
    """What stands was made of events that are gone; nothing waits for them for ever."""
    with psycopg.connect(site.superuser, autocommit=True) as connection:
        connection.execute("ALTER TABLE t_48.events DISABLE TRIGGER ALL")
        cut = "DELETE FROM t_48.events WHERE notification_id = (SELECT max(notification_id)"
        connection.execute(cut + " FROM t_48.events)")
    [first, *_] = audit(site.wiring, "48", NIGHT)
    assert (first.expected, first.found) == ("readable", "LogCut")


def test_an_event_that_cannot_be_read_does_not_pass(site: Site) -> None:
    with psycopg.connect(site.superuser, autocommit=True) as connection:
        connection.execute("ALTER TABLE t_48.events DISABLE TRIGGER ALL")
        connection.execute("UPDATE t_48.events SET state = '[]' WHERE notification_id = 3")
    [first, *_] = audit(site.wiring, "48", NIGHT)
    assert first.expected == "readable"


def test_a_log_in_which_nothing_happened_says_nothing(
    database: Database, redis_url: str, tmp_path: Path
) -> None:
    with open_post(database, redis_url, tmp_path) as post:
        assert audit(post.wiring, "48", NIGHT) == []
        assert post.wiring.pactes("48").recorder.max_notification_id() is None
