"""From marshmallow's nested messages to faults with JSON pointers (RFC 6901)."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.web.refusing.refusals import Fault

SCHEMA = "_schema"


def body_faults(messages: Mapping[Any, Any]) -> list[Fault]:
    return [Fault(pointer=pointer, detail=detail) for pointer, detail in _walk(messages, "")]


def parameter_faults(messages: Mapping[Any, Any]) -> list[Fault]:
    return [
        Fault(parameter=pointer.split("/")[1] if "/" in pointer else "", detail=detail)
        for pointer, detail in _walk(messages, "")
    ]


def _walk(messages: object, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _walk(inner, at if name == SCHEMA else f"{at}/{_escaped(str(name))}")
    elif isinstance(messages, list):
        for inner in messages:
            yield from _walk(inner, at)
    else:
        yield at, str(messages)


def _escaped(name: str) -> str:
    # A name comes from the caller: it may be long, or hold what UTF-8 cannot write.
    clean = name[:100].encode("utf-8", "replace").decode()
    return clean.replace("~", "~0").replace("/", "~1")
