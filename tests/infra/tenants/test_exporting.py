"""The sealed export, against what the log and the access log hold."""

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.canonical import encode
from infra.store.connections.names import in_schema, roles_of
from infra.store.watch import looks
from infra.tenants.exporting import export
from infra.wiring import Wiring
from tests.departement import PREFET, Departement
from tests.furnished import furnished
from tests.post import open_post
from tests.servers import Database

database = furnished("48")

LOOK = looks.Look(
    person_id=PREFET,
    home="platform",
    role="commissioner",
    grant_id=None,
    query="read_convention",
    subject=UUID(int=7),
    moment=None,
    purpose=None,
    correlation_id=UUID(int=8),
)


@pytest.fixture
def wiring(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Wiring]:
    with open_post(database, redis_url, tmp_path) as post:
        lozere = Departement(post.wiring).found()
        lozere.join()
        lozere.open_round()
        looks.record(post.wiring.pool, ["48"], LOOK)
        yield post.wiring


def read(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines()


def stored(wiring: Wiring) -> list[tuple[Any, ...]]:
    statement = (
        "SELECT originator_id, originator_version, notification_id, topic, state, envelope,"
        " to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        " FROM {schema}.events ORDER BY notification_id"
    )
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").web) as connection:
        return connection.execute(in_schema(statement, "t_48")).fetchall()


def test_every_event_is_there_byte_for_byte(wiring: Wiring, tmp_path: Path) -> None:
    path, digest = export(wiring, "48", tmp_path / "out")
    assert digest == sha256(path.read_bytes()).hexdigest()
    manifest, *lines = read(path)
    events = stored(wiring)
    assert json.loads(manifest) == {
        "access_log": 1,
        "format": "pacte-export/1",
        "head": len(events),
        "program": version("pacte"),
        "tenant": "48",
    }
    assert len(lines) == len(events) + 1
    for line, (stream, number, position, topic, state, envelope, at) in zip(
        lines, events, strict=False
    ):
        kind, _, schema = topic.rpartition(".")
        assert line == encode(
            {
                "envelope": json.loads(envelope),
                "position": position,
                "recorded_at": at,
                "schema_version": int(schema),
                "state": json.loads(state),
                "stream": stream,
                "tenant": "48",
                "type": kind,
                "version": number,
            }
        )


def test_who_looked_comes_after_the_events(wiring: Wiring, tmp_path: Path) -> None:
    path, _ = export(wiring, "48", tmp_path)
    last = read(path)[-1]
    (look,) = looks.page(wiring.pool, "48")
    assert json.loads(last) == {
        "entry": json.loads(LOOK.encode()),
        "looked_at": look["looked_at"],
        "position": 1,
        "tenant": "48",
    }
    assert last == encode(json.loads(last))


def test_twice_the_same_bytes_and_another_name_after_one_more_event(
    wiring: Wiring, tmp_path: Path
) -> None:
    first, digest = export(wiring, "48", tmp_path / "one")
    again, same = export(wiring, "48", tmp_path / "two")
    assert (first.read_bytes(), digest, first.name) == (again.read_bytes(), same, again.name)
    assert digest[:16] in first.name
    Departement(wiring).found()
    later, other = export(wiring, "48", tmp_path / "one")
    assert (later.name, other) != (first.name, digest)
    assert {path.name for path in first.parent.iterdir()} == {first.name, later.name}


def test_an_empty_log_is_a_manifest(database: Database, redis_url: str, tmp_path: Path) -> None:
    with open_post(database, redis_url, tmp_path) as post:
        path, _ = export(post.wiring, "48", tmp_path / "out")
    (manifest,) = read(path)
    assert (json.loads(manifest)["head"], json.loads(manifest)["access_log"]) == (0, 0)


def test_memory_does_not_grow_with_the_log(
    wiring: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The peak of forty times the rows is that of one batch."""
    monkeypatch.setattr("infra.store.evidence.leaves.BATCH", 20)
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").web) as connection:
        fill = in_schema("SELECT {schema}.look(%s) FROM generate_series(1, %s)", "t_48")
        peaks = []
        for more in (100, 4000):
            connection.execute(fill, [LOOK.encode(), more])
            tracemalloc.start()
            export(wiring, "48", tmp_path)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 200_000
