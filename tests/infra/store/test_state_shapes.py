"""A snapshot is read only by a program whose aggregates hold the same: `STATE_VERSION` says so."""

import json
from dataclasses import fields, is_dataclass
from hashlib import sha256
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from eventsourcing.domain import Aggregate

from infra.wiring import AGGREGATES

# Aggregate, STATE_VERSION -> digest of the names and types of its state. A line is added with each
# new version; none is ever changed.
SHAPES = {
    ("convention", 1): "7871fe5d40c64b95",
    ("convention", 2): "80ff994b536d99a2",
    ("identity_provider", 1): "a6ee48f92ff76d58",
    ("instance", 1): "d802d1e947d09172",
    ("isolation", 1): "fd93421adc6a7717",
    ("member", 1): "8f6dbc36f6b43245",
    ("national_framework", 1): "b291664635fd5cf2",
    ("notification", 1): "4b7b251cde5bc47c",
    ("organization", 1): "b12bc751756dac7e",
    ("organization", 2): "2b9455f486e665ae",
    ("partner_joining", 1): "efce28dd85b23743",
    ("upkeep", 1): "e29a3e0750c72870",
    ("upkeep", 2): "a7df9d276aa9ffc5",
    ("tenant", 1): "2f223a54f2716e52",
    ("tenant", 2): "0d172278bfcf00bc",
    ("tenant", 3): "a6831d3a8c537c4a",
}


def described(kind: Any) -> Any:
    """Names and types, down to the last value object; the members of an enumeration may grow."""
    if get_origin(kind) is not None:
        origin = Union if get_origin(kind) is UnionType else get_origin(kind)
        return [str(origin), *(described(part) for part in get_args(kind))]
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return {field.name: described(hints[field.name]) for field in fields(kind)}
    return getattr(kind, "__qualname__", str(kind))


def shape(aggregate: type[Aggregate]) -> str:
    hints = get_type_hints(aggregate)
    state = {name: described(hints[name]) for name in vars(aggregate).get("__annotations__", {})}
    assert state, f"{aggregate.__name__} declares no state"
    return sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda kind: kind.TOPIC)
def test_a_state_that_changes_has_a_new_version(aggregate: Any) -> None:
    topic, version = aggregate.TOPIC, aggregate.STATE_VERSION
    assert shape(aggregate) == SHAPES.get((topic, version)), (
        f"The state of {topic} is no longer that of STATE_VERSION {version}, under which snapshots"
        f" are stored: raise it, and add ({topic!r}, {version + 1}) with the new digest"
    )


def test_every_aggregate_is_known() -> None:
    assert {kind.TOPIC for kind in AGGREGATES} == {topic for topic, _ in SHAPES}
