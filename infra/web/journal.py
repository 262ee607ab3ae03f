"""Around each request: an identity for its traces, headers for browsers, one line of log."""

import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from infra.web import edge
from infra.web.context import wiring

CONTENT_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
QUIET = ("/health/", "/metrics")

log = structlog.get_logger("access")


def install(app: Flask) -> None:
    app.before_request(begin)
    # Nothing else runs after every request: what raised there would take this away.
    app.after_request(end)


def begin() -> None:
    clear_contextvars()
    g.started = time.perf_counter()
    g.correlation_id = uuid4()
    bind_contextvars(correlation_id=str(g.correlation_id))


def end(response: Response) -> Response:
    for name, text in edge.headers(wiring().settings).items():
        response.headers.setdefault(name, text)
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Correlation-Id"] = str(g.correlation_id)
    if not request.path.startswith(QUIET):
        log.info(
            "request",
            method=request.method,
            # The rule, not the path: an address may hold what someone typed by mistake.
            route=str(request.url_rule) if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.started) * 1000, 1),
            position=g.get("position"),
        )
    return response
