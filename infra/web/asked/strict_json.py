"""A request body as JSON that means one thing only (RFC 8259, I-JSON)."""

import json
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from infra.web.refusing.refusals import Refused

# Python refuses to read integers of more than 4,300 digits; no amount has more than 16.
LONGEST_INTEGER = 20
BEYOND = 10**LONGEST_INTEGER


def read(request: Request) -> Any:
    """Raises Refused: another content type, not UTF-8, not JSON, a member given twice.

    Raises RequestEntityTooLarge.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset not in ("utf-8", "utf8"):
        raise Refused("unsupported-content-type", "Le corps attendu est « application/json ».")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refused("unsupported-content-type", "Le corps ne doit pas être compressé.")
    try:
        return loads(_whole(request).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(
            "malformed-request", "Le corps n’est pas un document JSON lisible."
        ) from error


def _whole(request: Request) -> bytes:
    """Of a body that comes in pieces Werkzeug gives what fits, and says nothing of the rest."""
    body = request.get_data(cache=True)
    cut = request.content_length is None and len(body) == request.max_content_length
    if cut and request.environ["wsgi.input"].read(1):
        raise RequestEntityTooLarge
    return body


def loads(text: str) -> Any:
    """Raises ValueError, also for NaN, Infinity and duplicate members."""
    return json.loads(
        text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_integer
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is given twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _integer(digits: str) -> int:
    return int(digits) if len(digits) <= LONGEST_INTEGER else BEYOND
