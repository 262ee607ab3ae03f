"""Pages for people: French, without script, in a frame whose templates and styles are a skin."""

from flask import Flask

from infra.web.pages import (
    account,
    arriving,
    comparing,
    declared,
    forms,
    frame,
    invited,
    signing,
    spaces,
)
from infra.web.pages.mailed import code, link

FAMILIES = (
    arriving.pages,
    link.pages,
    code.pages,
    spaces.pages,
    account.pages,
    invited.pages,
    signing.pages,
    comparing.pages,
    declared.pages,
)


def install(app: Flask) -> None:
    frame.install(app)
    app.before_request(forms.check)
    for family in FAMILIES:
        app.register_blueprint(family)
