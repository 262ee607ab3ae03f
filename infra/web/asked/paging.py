"""Pages of a list, all read at the position of the first one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from infra.web.context import wiring
from projections.queries.query import Answer

ITEMS = 50


@dataclass(frozen=True, slots=True)
class Paging:
    """`key`: the column that sorts the list; `after`: the parameter that takes its last value."""

    key: str
    after: str
    parse: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Page:
    """`position` and `day` are set from the second page on. One more item is read than shown."""

    paging: Paging
    scope: str
    limit: int
    position: int | None
    day: date | None
    parameters: dict[str, Any]


def first_page(paging: Paging, asked: dict[str, Any]) -> Page:
    """Takes `limit` and `cursor` out of what is asked; the rest are filters. Raises Refused."""
    limit, cursor = asked.pop("limit", ITEMS), asked.pop("cursor", None)
    filters = "&".join(f"{name}={value}" for name, value in sorted(asked.items()))
    scope = f"{request.path}?{filters}"
    parameters: dict[str, Any] = {"limit": limit + 1}
    position = day = None
    if cursor is not None:
        position, (last, judged) = wiring().cursors.read(scope, cursor)
        day = date.fromisoformat(judged)
        parameters[paging.after] = paging.parse(last)
    return Page(paging, scope, limit, position, day, parameters)


def next_page(page: Page, found: Answer) -> str | None:
    """The cursor of the page that follows; cuts the answer to what is shown."""
    items = found.body["items"] if isinstance(found.body, dict) else found.body
    if len(items) <= page.limit:
        return None
    del items[page.limit :]
    after = [str(items[-1][page.paging.key]), found.day.isoformat()]
    return wiring().cursors.write(page.scope, found.position, after)
