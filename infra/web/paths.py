"""Parts of an address that Werkzeug has no form for."""

from typing import Any

from werkzeug.routing import IntegerConverter


class VersionNo(IntegerConverter):
    """Not the library’s own: that one fails on more digits than Python reads."""

    regex = "[1-9][0-9]{0,3}"

    @staticmethod
    def described(_converter: IntegerConverter) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": 9999}
