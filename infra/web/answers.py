"""JSON as it leaves: UTF-8, the members in the order in which a schema states them."""

import json
from collections.abc import Mapping

from flask import Response

JSON = "application/json"


def json_response(
    body: object, status: int, headers: Mapping[str, str] | None = None, mimetype: str = JSON
) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, headers, mimetype=mimetype)
