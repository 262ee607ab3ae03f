"""What leaves: JSON in the order in which a schema states it, and how long it may be kept."""

import json
from collections.abc import Mapping
from datetime import datetime

from flask import Response, g

from infra.web.callers.auth import caller
from services.policy import leaves_a_trace

JSON = "application/json"


def json_response(
    body: object, status: int, headers: Mapping[str, str] | None = None, mimetype: str = JSON
) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, headers, mimetype=mimetype)


def headers_of(position: int, as_of: int | datetime | None, *, apart: bool) -> dict[str, str]:
    """`apart`: whether something stands beside the answer that may be erased or lost."""
    g.position = position
    headers = {"Pacte-Position": str(position), "Vary": "Authorization, Cookie"}
    if leaves_a_trace(caller(), caller().tenant):
        headers["Cache-Control"] = "no-store"
    elif isinstance(as_of, int) and not apart:
        # By position it stays true for ever; names and uses do not.
        headers["Cache-Control"] = "private, max-age=3600, immutable"
    return headers
