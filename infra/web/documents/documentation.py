"""`/api/docs`: the document of the API for people, by files of ours and one named script."""

import re
from base64 import b64encode
from hashlib import sha256

from flask import Blueprint, Response
from flask_swagger_ui import get_swaggerui_blueprint

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Its bundle sets styles on elements; no script runs that is not of ours to the letter.
POLICY = (
    "default-src 'none'; script-src 'self' {}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def documentation(document: str) -> Blueprint:
    """`document`: the address of the OpenAPI document."""
    config = {"app_name": "Pacte", "validatorUrl": None, "docExpansion": "none"}
    pages: Blueprint = get_swaggerui_blueprint("/api/docs", document, config=config)
    pages.after_request(_policy)
    return pages


def _policy(response: Response) -> Response:
    if response.mimetype == "text/html":
        scripts = [_named(text) for text in INLINE.findall(response.get_data(as_text=True))]
        response.headers["Content-Security-Policy"] = POLICY.format(" ".join(scripts))
    return response


def _named(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
