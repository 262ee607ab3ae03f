"""Forms of people who have no session yet; mails that leave after the answer."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, request

from infra.web.callers import browser
from infra.web.context import wiring
from infra.web.limits import TooMany
from infra.web.pages.frame import page
from workers.notify.mail import Mail

BUSY_SECONDS = 30
HOURS = 8 * 3600


def form(name: str, status: int = 200, /, **given: Any) -> Response:
    """A page whose form this browser alone can send."""
    cookie = request.cookies.get(browser.FORM) or secrets.token_urlsafe(32)
    answer = page(name, status, csrf=browser.form_token(cookie), **given)
    browser.give(answer, browser.FORM, cookie, HOURS)
    return answer


def later(write: Callable[[], Iterable[Mail]]) -> None:
    """Raises TooMany, whoever asks, while the mail server lags too far behind."""
    if not wiring().door.post.later(write):
        raise TooMany(BUSY_SECONDS)
