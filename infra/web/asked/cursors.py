"""Where the next page starts: opaque, signed, and bound to one list at one position."""

import base64
import hmac
import json
from hashlib import sha256
from typing import Any

from infra.web.refusing.refusals import Refused

SIGNATURE = 16
LONGEST = 2_000


class Cursors:
    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"pacte cursor", "sha256")

    def write(self, scope: str, position: int, after: list[Any]) -> str:
        """`scope` names the list and its filters, `after` is the sort key of the last item."""
        body = json.dumps([position, after], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._sign(scope, body) + body).decode().rstrip("=")

    def read(self, scope: str, cursor: str) -> tuple[int, list[Any]]:
        """Raises Refused for a cursor of another list, filter or server, or one made up."""
        raw = _decoded(cursor)
        signature, body = raw[:SIGNATURE], raw[SIGNATURE:]
        if not hmac.compare_digest(signature, self._sign(scope, body)):
            raise Refused(
                "invalid-parameter",
                "Ce curseur n’est pas valable pour cette liste.",
                [{"parameter": "cursor", "detail": "Reprenez la valeur de « next »."}],
            )
        position, after = json.loads(body)
        return position, after

    def _sign(self, scope: str, body: bytes) -> bytes:
        text = scope.encode("utf-8", "surrogatepass") + b"\n" + body
        return hmac.new(self._key, text, sha256).digest()[:SIGNATURE]


def _decoded(cursor: str) -> bytes:
    """Nothing when it is no base64: that bears no signature."""
    try:
        return base64.b64decode(cursor[:LONGEST] + "=" * (-len(cursor) % 4), b"-_", validate=True)
    except ValueError:
        return b""
