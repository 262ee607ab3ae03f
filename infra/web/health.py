"""Is the process alive; can it serve; what do its gauges say."""

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


def install(app: Flask) -> None:
    app.add_url_rule("/health/live", view_func=live)
    app.add_url_rule("/metrics", view_func=metrics)


def live() -> dict[str, str]:
    return {"status": "ok"}


def metrics() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
