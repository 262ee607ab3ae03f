"""What may be erased or lost, names, words and uses: beside an answer, never within."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from infra.web.callers.auth import caller
from infra.web.context import wiring
from services.policy import Forbidden, allow
from services.target import Target

PERSONS = ("person_id", "on_behalf_of")
SEALS = ("reason",)
ERASED = "effacé"


def named(body: Any) -> dict[str, dict[str, str]]:
    """`people` by person_id and `texts` by seal, for what the answer mentions."""
    tenant = caller().tenant
    apart = {}
    persons = sorted({each for each in _values(body, PERSONS) if isinstance(each, UUID)})
    if persons and _sees_names():
        apart["people"] = _names(tenant, persons)
    seals = sorted(set(_values(body, SEALS)))
    if seals:
        texts = wiring().texts(tenant, seals)
        apart["texts"] = {each: texts.get(each, ERASED) for each in seals}
    return apart


def used(body: Any) -> dict[str, dict[str, str]]:
    """`token_uses`: the day on which each token of the answer was used last, as known now."""
    tokens = {each for each in _values(body, ("token_id",)) if isinstance(each, UUID)}
    days = wiring().uses.last(tokens) if tokens else {}
    return {"token_uses": {str(each): str(days[each]) for each in sorted(days)}} if days else {}


def lookers(looks: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """`people`: who looked, from where they stand."""
    if not looks or not _sees_names():
        return {}
    by_home: dict[str, set[UUID]] = {}
    for look in looks:
        by_home.setdefault(look["home"], set()).add(UUID(look["person_id"]))
    people = [_names(home, sorted(persons)) for home, persons in by_home.items()]
    return {"people": {key: name for some in people for key, name in some.items()}}


def _names(tenant: str, persons: Sequence[UUID]) -> dict[str, str]:
    known = wiring().people(tenant).many(persons)
    return {str(each): known[each].display_name if each in known else ERASED for each in persons}


def _sees_names() -> bool:
    try:
        allow(caller(), "read_persons", Target(tenant=caller().tenant))
    except Forbidden:
        return False
    return True


def _values(body: Any, names: tuple[str, ...]) -> Iterator[Any]:
    if isinstance(body, dict):
        for name, value in body.items():
            if name in names and value is not None:
                yield value
            else:
                yield from _values(value, names)
    elif isinstance(body, list):
        for item in body:
            yield from _values(item, names)
