"""Bytes: what is stored equals what the domain defines, for every value that may be recorded."""

import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import canonical, envelope
from domain.canonical import LARGEST, NotCanonical, encode
from domain.dates import BusinessDate, Precision
from domain.envelope import Actor, Envelope, Provenance, ProvenanceKind
from infra.store.events.envelopes import encoded, envelope_of
from infra.store.events.state import Shape

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
names = st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=8)
integers = st.integers(-LARGEST, LARGEST)
scalars = (
    st.none() | st.booleans() | integers | texts | st.uuids() | st.dates(date(1, 1, 1)) | names
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=12
)
FORBIDDEN = [
    pytest.param(1.5, id="float"),
    pytest.param(1.0, id="whole-float"),
    pytest.param(float("nan"), id="nan"),
    pytest.param(2**53, id="too-large"),
    pytest.param(-(2**53), id="too-small"),
    pytest.param("a\x00b", id="nul"),
    pytest.param("\ud800", id="surrogate"),
    pytest.param({"é": 1}, id="name-not-ascii"),
    pytest.param(datetime(2024, 1, 1), id="no-zone"),  # noqa: DTZ001 - that is the point
    pytest.param(b"x", id="bytes"),
    pytest.param({1, 2}, id="set"),
]


class Ordinary(Enum):
    ONE = "un"


@given(values)
def test_canonical_json_is_json_that_says_the_same(value: Any) -> None:
    data = encode(value)
    assert json.loads(data) == json.loads(json.dumps(canonical.plain(value)))
    assert unicodedata.is_normalized("NFC", data.decode())
    assert encode(json.loads(data)) == data


@given(st.dictionaries(names, scalars))
def test_members_are_sorted_and_no_byte_is_wasted(value: dict[str, Any]) -> None:
    data = encode(value)
    assert [*json.loads(data)] == sorted(value)
    assert json.dumps(json.loads(data), ensure_ascii=False, separators=(",", ":")) == data.decode()


@pytest.mark.parametrize("value", FORBIDDEN)
@pytest.mark.parametrize("deep", [False, True])
def test_what_no_row_may_hold_is_refused(value: Any, *, deep: bool) -> None:
    with pytest.raises(NotCanonical):
        encode({"a": [value]} if deep else value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("e\u0301", b'"\xc3\xa9"'),
        ('\b\t\n\f\r"\\\x1f\x7f/', b'"\\b\\t\\n\\f\\r\\"\\\\\\u001f\x7f/"'),
        (LARGEST, b"9007199254740991"),
        ({"b": 1, "a": True, "C": None}, b'{"C":null,"a":true,"b":1}'),
        ((1, [2]), b"[1,[2]]"),
        (Ordinary.ONE, b'"un"'),
        (UUID(int=10), b'"00000000-0000-0000-0000-00000000000a"'),
        (date(987, 6, 5), b'"0987-06-05"'),
        (datetime(2024, 1, 1, tzinfo=UTC), b'"2024-01-01T00:00:00.000000Z"'),
        (
            datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
            b'"2024-01-01T00:00:00.000000Z"',
        ),
    ],
)
def test_known_values_have_known_bytes(value: Any, expected: bytes) -> None:
    assert encode(value) == expected


SHAPES: dict[str, Any] = {
    "text": str,
    "number": int,
    "maybe": int | None,
    "flag": bool,
    "day": date,
    "stream": UUID,
    "names": dict[str, str],
    "rows": tuple[tuple[str, int], ...],
}
PLAIN = Shape("Plain", SHAPES)
STAMPED = Shape("Stamped", SHAPES | {"at": datetime, "by_id": dict[UUID, int]})
plain_states = st.fixed_dictionaries(
    {
        "text": texts,
        "number": integers,
        "maybe": st.none() | integers,
        "flag": st.booleans(),
        "day": st.dates(date(1, 1, 1)),
        "stream": st.uuids(),
        "names": st.dictionaries(names, texts, max_size=3),
        "rows": st.lists(st.tuples(texts, integers), max_size=3).map(tuple),
    }
)
instants = st.datetimes(datetime(1970, 1, 2), timezones=st.timezones())  # noqa: DTZ001
stamped_states = st.builds(
    lambda state, at, by_id: state | {"at": at, "by_id": by_id},
    plain_states,
    instants,
    st.dictionaries(st.uuids(), integers, max_size=3),
)


@given(plain_states)
def test_stored_state_is_the_domains_canonical_json(state: dict[str, Any]) -> None:
    assert PLAIN.encode(state) == encode(state)


@given(stamped_states)
def test_so_it_is_for_instants_and_for_keys_that_are_no_text(state: dict[str, Any]) -> None:
    assert STAMPED.encode(state) == encode(state)


@given(stamped_states)
def test_what_is_stored_is_read_back_with_its_types(state: dict[str, Any]) -> None:
    stored = STAMPED.encode(state)
    again = STAMPED.decode(stored)
    assert STAMPED.encode(again) == stored
    assert {name: type(value) for name, value in again.items()} == {
        name: type(value) for name, value in state.items()
    }
    # In UTC: an hour that a zone repeats equals nothing in another zone.
    assert again["at"] == state["at"].astimezone(UTC)


@pytest.mark.parametrize("value", FORBIDDEN)
@pytest.mark.parametrize("shape", [PLAIN, STAMPED])
def test_no_state_holds_what_is_refused(shape: Shape, value: Any) -> None:
    state: dict[str, Any] = {
        "text": "é",
        "number": 1,
        "maybe": None,
        "flag": True,
        "day": date(2024, 1, 1),
        "stream": UUID(int=1),
        "names": {},
        "rows": (),
        "at": datetime(2024, 1, 1, tzinfo=UTC),
        "by_id": {},
    }
    if shape is PLAIN:
        del state["at"], state["by_id"]
    field = "names" if isinstance(value, dict) else "text" if isinstance(value, str) else "number"
    with pytest.raises((NotCanonical, TypeError)):
        shape.encode(state | {field: value})


actors = st.builds(
    Actor,
    person_id=st.uuids(),
    role=texts,
    auth_method=texts,
    office=st.none() | texts,
    organization_id=st.none() | st.uuids(),
    on_behalf_of=st.none() | st.uuids(),
)
envelopes = st.builds(
    Envelope,
    effective_on=st.builds(BusinessDate, st.dates(date(1000, 1, 1)), st.just(Precision.DAY))
    | st.builds(
        lambda day: BusinessDate(day.replace(day=1), Precision.MONTH), st.dates(date(1000, 1, 1))
    ),
    provenance=st.builds(Provenance, st.sampled_from(ProvenanceKind), st.none() | texts),
    correlation_id=st.uuids(),
    causation_id=st.none() | st.uuids(),
    actor=st.none() | actors,
    reason=st.none() | texts,
)


@given(envelopes)
def test_a_stored_envelope_is_the_domains_and_reads_back(made: Envelope) -> None:
    stored = encoded(made)
    assert stored == made.encode()
    assert envelope_of(stored) == envelope.read(json.loads(stored))
    assert encoded(envelope_of(stored)) == stored


@given(values, envelopes)
def test_the_bytes_of_an_event_are_canonical_around_what_is_stored(
    state: Any, made: Envelope
) -> None:
    stored = encode({"state": state})
    whole = canonical.event_bytes(
        tenant="2A",
        position=12,
        stream=UUID(int=7),
        version=3,
        topic="convention.funding_adjusted.1",
        recorded_at=datetime(2024, 1, 1, tzinfo=UTC),
        envelope=encoded(made),
        state=stored,
    )
    assert encode(json.loads(whole)) == whole
