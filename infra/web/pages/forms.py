"""Every form of every page, before its route is asked: sent by a page of ours, in this session."""

from flask import request

from infra.web.callers import browser
from infra.web.pages.ways import person

READING = ("GET", "HEAD", "OPTIONS")
# What a provider says behind our back comes with no browser, and bears a token of its own.
TOKENLESS = frozenset(("page_arriving.told_behind_our_back",))

# Who signs in by mail has no session yet.
BEFORE_SESSIONS = frozenset(
    ("page_link.asked", "page_code.send", "page_code.verify"),
)


def check() -> None:
    """Raises Elsewhere for those who are not signed in, Refused for a form of elsewhere."""
    if request.method in READING or not (request.endpoint or "").startswith("page_"):
        return
    if request.endpoint in BEFORE_SESSIONS:
        browser.must_be_of_this_browser(request.form.get("csrf", ""))
    elif request.endpoint not in TOKENLESS:
        browser.must_be_ours(person(), request.form.get("csrf", ""))
