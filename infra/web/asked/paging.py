"""Pages of a list, all read at the position of the first one."""

from collections.abc import Callable
from dataclasses import dataclass
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
    """`position` is set from the second page on. One more item is read than shown."""

    paging: Paging
    scope: str
    limit: int
    position: int | None
    parameters: dict[str, Any]


def first_page(paging: Paging, asked: dict[str, Any]) -> Page:
    """Takes `limit` and `cursor` out of what is asked; the rest are filters. Raises Refused."""
    limit, cursor = asked.pop("limit", ITEMS), asked.pop("cursor", None)
    filters = "&".join(f"{name}={value}" for name, value in sorted(asked.items()))
    scope = f"{request.path}?{filters}"
    parameters: dict[str, Any] = {"limit": limit + 1}
    position = None
    if cursor is not None:
        position, (last,) = wiring().cursors.read(scope, cursor)
        parameters[paging.after] = paging.parse(last)
    return Page(paging, scope, limit, position, parameters)


def next_page(page: Page, found: Answer) -> str | None:
    """The cursor of the page that follows; cuts the answer to what is shown."""
    if len(found.body) <= page.limit:
        return None
    del found.body[page.limit :]
    last = str(found.body[-1][page.paging.key])
    return wiring().cursors.write(page.scope, found.position, [last])
