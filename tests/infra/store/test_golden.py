"""What was stored once is read for ever, and is written today as it was then."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from infra.store.events.mapper import TypedMapper
from infra.store.events.stored import LogRow
from infra.store.events.topics import topic_of
from infra.store.recording.factory import Unused
from tests.goldens import EXAMPLES, FOLDER, RECORDED_AT, STREAM, event_classes, golden, stored

MAPPER = TypedMapper(Unused())
FILES = sorted(FOLDER.glob("*.json"))


def read(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_every_event_has_an_example_and_a_golden_file() -> None:
    kinds = list(event_classes())
    assert len(kinds) > 40
    assert {kind.__qualname__ for kind in kinds if kind not in EXAMPLES} == set()
    assert {topic_of(kind) for kind in kinds} - {path.stem for path in FILES} == set()


@pytest.mark.parametrize("kind", [*event_classes()], ids=topic_of)
def test_an_event_is_stored_as_it_always_was(kind: Any) -> None:
    assert golden(stored(kind)) == read(FOLDER / f"{topic_of(kind)}.json")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_stored_is_still_read(path: Path) -> None:
    content = read(path)
    row = LogRow(STREAM, 3, content["topic"], content["state"].encode(), 12, RECORDED_AT)
    event = MAPPER.to_domain_event(row)
    again = MAPPER.to_stored_event(event)
    if again.topic == content["topic"]:
        assert again.state.decode() == content["state"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_leaf_follows_from_its_bytes(path: Path) -> None:
    content = read(path)
    whole = content["canonical"].encode()
    assert sha256(b"\x00" + whole).hexdigest() == content["leaf_sha256"]
    parts = json.loads(whole)
    assert parts["state"] == json.loads(content["state"])
    assert parts["envelope"] == json.loads(content["envelope"])
    assert f"{parts['type']}.{parts['schema_version']}" == content["topic"]
