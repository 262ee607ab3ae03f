"""Events out of rows: every type, every old version, and nothing that the program does not know."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import MapperDeserialisationError

from domain.canonical import NotCanonical
from domain.errors import NotFound
from infra.store.events.mapper import TypedMapper
from infra.store.events.state import shape_of
from infra.store.events.stored import LogRow
from infra.store.events.topics import UnknownTopic
from infra.store.recording.factory import Unused
from services.pactes import Pactes, VersionBeyondEnd
from tests.infra.store.ledger import Colour, Ledger, Line, Rank, ask

LINE_ID = UUID("6a2b0f0e-55a4-4a53-9d51-8e7f2f6f6b01")
RECORDED_AT = datetime(2024, 9, 2, 8, 30, 0, 123, tzinfo=UTC)
MAPPER = TypedMapper(Unused())


def row(topic: str, state: bytes) -> LogRow:
    return LogRow(LINE_ID, 2, topic, state, 7, RECORDED_AT)


def noted(**changed: Any) -> Ledger:
    ledger = Ledger("x")
    ledger.collect_events()
    values: dict[str, Any] = {
        "line": Line(-5, date(2024, 2, 29)),
        "colour": Colour.BLUE,
        "ranks": (Rank.TENTH, Rank.FIRST),
        "shares": {LINE_ID: 3},
        "labels": {"b": "é", "a": "œ"},
        "seen": datetime(2024, 1, 1, 12, tzinfo=UTC),
    }
    ledger.note(LINE_ID, **(values | changed))
    return ledger


def test_the_state_is_canonical_json_without_what_columns_say() -> None:
    (event,) = noted().collect_events()
    stored = MAPPER.to_stored_event(event)
    assert stored.topic == "ledger.line_noted.3"
    assert stored.state.decode() == (
        '{"colour":"blue","labels":{"a":"œ","b":"é"},"line":{"cents":-5,"note":null,'
        '"on":"2024-02-29"},"line_id":"6a2b0f0e-55a4-4a53-9d51-8e7f2f6f6b01","ranks":[10,1],'
        '"seen":"2024-01-01T12:00:00.000000Z",'
        '"shares":{"6a2b0f0e-55a4-4a53-9d51-8e7f2f6f6b01":3}}'
    )


def test_every_type_comes_back(pactes: Pactes) -> None:
    ledger = Ledger("x")
    ledger.note(LINE_ID, Line(-5, date(2024, 2, 29)), Colour.BLUE, (Rank.TENTH,), {LINE_ID: 3})
    sent = vars(ledger.pending_events[1])
    pactes.record(ask(), ledger)
    opened, found = pactes.events.get(ledger.id)
    got = vars(found)
    assert {**got, "timestamp": None} == {**sent, "timestamp": None}
    assert [type(value) for value in got.values()] != [str] * len(got)
    assert type(got["colour"]) is Colour
    assert type(got["ranks"][0]) is Rank
    assert vars(opened)["timestamp"] == got["timestamp"]


def test_an_event_was_when_the_database_recorded_it() -> None:
    event = MAPPER.to_domain_event(row("ledger.ledger_opened.1", _opened()))
    assert vars(event)["timestamp"] == RECORDED_AT


def test_an_old_version_is_lifted_step_by_step() -> None:
    old = b'{"euros":12,"line_id":"6a2b0f0e-55a4-4a53-9d51-8e7f2f6f6b01"}'
    event = vars(MAPPER.to_domain_event(row("ledger.line_noted.1", old)))
    assert event["line"] == Line(1200, date(2020, 1, 1))
    assert event["colour"] is Colour.BLUE
    assert event["line_id"] == LINE_ID
    second = b'{"line":{"cents":5,"on":"2021-01-01"},"line_id":"%s"}' % str(LINE_ID).encode()
    event = vars(MAPPER.to_domain_event(row("ledger.line_noted.2", second)))
    assert event["line"] == Line(5, date(2021, 1, 1))


@pytest.mark.parametrize(
    "topic",
    [
        "ledger.line_noted.4",
        "ledger.line_burnt.1",
        "ledger.event",
        "os.path.1",
        "os:system",
        "ledger",
        "",
        "ledger.line_noted.²",
        "snapshot.nothing.1",
    ],
)
def test_what_nobody_knows_is_refused_by_name(topic: str) -> None:
    with pytest.raises(UnknownTopic, match=re.escape(repr(topic))):
        MAPPER.to_domain_event(row(topic, b"{}"))


@pytest.mark.parametrize(
    "change",
    [
        {"cents": 1.0},
        {"cents": "1"},
        {"cents": None},
        {"note": 3},
        {"line_id": "nobody"},
        {"more": 1},
        {"note": ...},
    ],
)
def test_a_state_of_another_form_is_refused_with_its_place(change: dict[str, Any]) -> None:
    state = {"line_id": str(LINE_ID), "cents": 1, "note": "x"} | change
    state = {name: value for name, value in state.items() if value is not ...}
    with pytest.raises(MapperDeserialisationError, match=r"line_moved\.1 of 6a2b.*version 2"):
        MAPPER.to_domain_event(row("ledger.line_moved.1", json.dumps(state).encode()))


@pytest.mark.parametrize("value", [1.5, True, "1", None, 2**60])
def test_a_value_that_its_field_does_not_announce_is_never_written(value: Any) -> None:
    ledger = Ledger("x")
    ledger.collect_events()
    ledger.move(LINE_ID, value, "")
    with pytest.raises((NotCanonical, TypeError)):
        MAPPER.to_stored_event(ledger.collect_events()[0])


def test_texts_are_stored_composed() -> None:
    ledger = Ledger("x")
    ledger.collect_events()
    ledger.move(LINE_ID, 1, "e\u0301te\u0301")
    assert "été".encode() in MAPPER.to_stored_event(ledger.collect_events()[0]).state


def test_a_snapshot_is_used_and_its_tail_folded(pactes: Pactes) -> None:
    ledger = noted()
    whole = Ledger("y")
    whole.note(LINE_ID, Line(1, date(2024, 1, 1)))
    whole.move(uuid4(), 1, "")
    pactes.record(ask(), whole)
    pactes.take_snapshot(whole.id)
    whole.move(LINE_ID, 2, "tail")
    pactes.record(ask(), whole)
    assert pactes.snapshots is not None
    (taken,) = pactes.snapshots.get(whole.id)
    assert taken.originator_version == 3
    again = pactes.load(Ledger, whole.id)
    assert (again.lines, again.moved, again.version) == (whole.lines, whole.moved, 4)
    assert ledger.version == 2


def test_a_snapshot_of_another_state_version_is_as_if_it_were_not_there(
    pactes: Pactes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger("y")
    pactes.record(ask(), ledger)
    pactes.take_snapshot(ledger.id)
    monkeypatch.setattr(Ledger, "STATE_VERSION", 3)
    assert pactes.snapshots is not None
    assert list(pactes.snapshots.get(ledger.id)) == []
    assert pactes.load(Ledger, ledger.id).name == "y"


def test_a_field_that_the_aggregate_does_not_announce_makes_no_snapshot(pactes: Pactes) -> None:
    ledger = Ledger("y")
    pactes.record(ask(), ledger)
    state = vars(pactes.load(Ledger, ledger.id)) | {"surprise": 1}
    shape = shape_of(Ledger)
    state = {name: value for name, value in state.items() if name in {"name", "surprise"}}
    with pytest.raises((NotCanonical, TypeError)):
        shape.encode(state)


def test_a_past_version_comes_from_the_snapshot_before_it(pactes: Pactes) -> None:
    ledger = Ledger("y")
    for cents in range(5):
        ledger.move(LINE_ID, cents, "")
    pactes.record(ask(), ledger)
    for version in (2, 4):
        pactes.take_snapshot(ledger.id, version=version)
    for version in range(2, 7):
        found = pactes.at_version(Ledger, ledger.id, version)
        assert (found.version, found.lines[LINE_ID].cents) == (version, version - 2)


@pytest.mark.parametrize("version", [7, 100, 0, -1])
def test_a_version_beyond_the_end_is_an_error(pactes: Pactes, version: int) -> None:
    ledger = Ledger("y")
    pactes.record(ask(), ledger)
    pactes.take_snapshot(ledger.id)
    with pytest.raises(VersionBeyondEnd if version > 1 else NotFound):
        pactes.at_version(Ledger, ledger.id, version)


def _opened() -> bytes:
    return b'{"name":"x","originator_topic":"ledger"}'
