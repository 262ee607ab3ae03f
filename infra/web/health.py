"""Is the process alive; can it serve; how far has everything come."""

from collections import Counter
from http import HTTPStatus

import psycopg
from flask import Flask, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from infra.store.schemas.shipped import shipped
from infra.store.watch.survey import WATCH
from infra.web.answers import json_response
from infra.web.callers.auth import loopback
from infra.web.context import wiring


def install(app: Flask) -> None:
    app.add_url_rule("/health/live", view_func=live)
    app.add_url_rule("/health/ready", view_func=ready)
    app.add_url_rule("/metrics", view_func=metrics)


def live() -> Response:
    return json_response({"status": "ok"}, HTTPStatus.OK)


def ready() -> Response:
    """503 when it cannot serve; `degraded` when it serves, but something is late or stopped.

    Of which tenants, `pacte projections status` says: this names none.
    """
    checks = {"redis": _redis()} | _database()
    serves = checks["database"] == "ok" and checks["migrations"] == "ok"
    well = serves and checks["redis"] == "ok" and not checks["stopped"]
    status = "ok" if well else "degraded" if serves else "down"
    number = HTTPStatus.OK if serves else HTTPStatus.SERVICE_UNAVAILABLE
    return json_response({"status": status} | checks, number)


def metrics() -> Response:
    """They name every tenant: told to this machine alone. 404, as where there is no address."""
    if not _from_here():
        abort(HTTPStatus.NOT_FOUND)
    return Response(generate_latest(wiring().metrics.registry), content_type=CONTENT_TYPE_LATEST)


def _from_here() -> bool:
    """Who connected, and whom the proxies name: a header alone brings nobody in."""
    connected = request.environ.get("werkzeug.proxy_fix.orig", request.environ)["REMOTE_ADDR"]
    return loopback(connected) and loopback(request.remote_addr or "")


def _redis() -> str:
    try:
        wiring().redis.ping()
    except RedisError:
        return "down"
    return "ok"


def _database() -> dict[str, object]:
    settings = wiring().settings
    newest = shipped(settings.engine)[-1].number
    try:
        seen = WATCH.seen(settings.database_url)
    except psycopg.Error:
        return {"database": "down", "migrations": "unknown", "stopped": [], "outbox_seconds": 0}
    late = any(number != newest for number in seen.levels.values())
    stopped = Counter(lag.projection for lag in seen.lags if lag.stopped)
    return {
        "database": "ok",
        "migrations": "ok" if seen.levels and not late else "late",
        "stopped": [{"projection": one, "tenants": stopped[one]} for one in sorted(stopped)],
        "outbox_seconds": round(max((each.overdue or 0 for each in seen.mails), default=0)),
    }
