"""The state of an event or aggregate: canonical JSON out, typed values in (ADR 1)."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, get_type_hints

import msgspec
from eventsourcing.domain import Aggregate
from msgspec import inspect

from domain import canonical
from infra.store.events.quick import quick

# What stands in columns of its own.
OUTSIDE = frozenset({"originator_id", "originator_version", "timestamp"})
# What the library keeps on an aggregate besides its fields, and wants back.
STAMPS = {"_created_on": datetime, "_modified_on": datetime}

SIMPLE = (
    inspect.BoolType,
    inspect.DateType,
    inspect.DictType,
    inspect.EnumType,
    inspect.IntType,
    inspect.LiteralType,
    inspect.NoneType,
    inspect.StrType,
    inspect.UUIDType,
)


class Shape:
    """The fields of one class, with one decoder for all its states.

    What msgspec writes of plain types is canonical but for a few texts and numbers, found by a
    look at the bytes; those, and every other type, go through the domain's own encoder.
    """

    def __init__(self, name: str, described: Mapping[str, Any]) -> None:
        struct = msgspec.defstruct(name, list(described.items()), forbid_unknown_fields=True)
        self._decoder = msgspec.json.Decoder(struct)
        kinds = list(_kinds(inspect.type_info(struct)))
        self._plain = all(isinstance(kind, SIMPLE) for kind in kinds)
        self._keyed = any(isinstance(kind, inspect.DictType) for kind in kinds)
        self.struct = struct

    def encode(self, state: Mapping[str, Any]) -> bytes:
        """Raises NotCanonical, or TypeError for a value that its field does not announce."""
        data = quick(state, keyed=self._keyed) if self._plain else None
        if data is None:
            data = canonical.encode(_members(state))
        try:
            self._decoder.decode(data)
        except msgspec.ValidationError as error:
            canonical.encode(_members(state))
            raise TypeError(f"{self.struct.__name__}: {error}") from error
        return data

    def decode(self, data: bytes) -> dict[str, Any]:
        """Raises msgspec.DecodeError for anything but exactly these fields."""
        return msgspec.structs.asdict(self._decoder.decode(data))

    def convert(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """The same from untyped JSON values."""
        return msgspec.structs.asdict(msgspec.convert(state, self.struct, str_keys=True))


_shapes: dict[type[Any], Shape] = {}


def shape_of(kind: type[Any]) -> Shape:
    """Of an event class, or of an aggregate for its snapshots."""
    if kind not in _shapes:
        stamps = STAMPS if issubclass(kind, Aggregate) else {}
        _shapes[kind] = Shape(kind.__name__, _fields(kind) | stamps)
    return _shapes[kind]


def _fields(kind: type[Any]) -> dict[str, Any]:
    if not dataclasses.is_dataclass(kind):
        return {}
    hints = get_type_hints(kind)
    return {
        field.name: hints[field.name]
        for field in dataclasses.fields(kind)
        if field.name not in OUTSIDE
    }


def _kinds(kind: inspect.Type) -> Iterator[inspect.Type]:
    """Every kind of value that may be met below; lists and objects themselves are no question."""
    match kind:
        case inspect.StructType() | inspect.DataclassType():
            below = [field.type for field in kind.fields]
        case inspect.ListType() | inspect.VarTupleType():
            below = [kind.item_type]
        case inspect.TupleType():
            below = [*kind.item_types]
        case inspect.UnionType():
            below = [*kind.types]
        case inspect.DictType():
            below = [kind.key_type, kind.value_type]
            yield kind
        case _:
            below = []
            yield kind
    for each in below:
        yield from _kinds(each)


def _members(value: Any) -> Any:
    """Dataclasses as objects: the canonical encoder knows JSON's own kinds and scalars."""
    if dataclasses.is_dataclass(value):
        named = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return _members(named)
    if isinstance(value, Mapping):
        return {key: _members(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_members(item) for item in value]
    return value
