"""The WSGI application: what is asked of every request, then the families of routes."""

from functools import partial
from importlib.metadata import version

from flask import Flask

from infra.web import edge, health, journal, limits, pages
from infra.web.api import FAMILIES
from infra.web.callers import auth, moved
from infra.web.callers.bearers import Authenticate, machines
from infra.web.documents import openapi
from infra.web.paths import VersionNo
from infra.web.refusing import problems
from infra.wiring import Wiring

LARGEST_BODY = 1_000_000


def create_app(wiring: Wiring, authenticate: Authenticate) -> Flask:
    """`authenticate` is asked about bearer tokens before the registry of machines."""
    app = Flask("infra.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["wiring"] = wiring
    app.url_map.strict_slashes = True
    problems.install(app)
    journal.install(app)
    edge.install(app)
    moved.install(app)
    auth.install(app, authenticate, partial(machines, wiring))
    health.install(app)
    api = openapi.install(app, version("pacte"))
    api.register_converter(VersionNo, VersionNo.described)
    app.url_map.converters["no"] = VersionNo
    for family in FAMILIES:
        api.register_blueprint(family)
    pages.install(app)
    limits.install(app)
    return app
