"""`ETag` = `"v17"`, the version of the stream; `If-Match` gives back what the caller has seen."""

import re

from infra.web.refusing.refusals import Refused

FORM = re.compile(r'"v([0-9]{1,9})"')


def tag(version: int) -> str:
    return f'"v{version}"'


def expected(header: str | None) -> int:
    """Raises Refused. One strong tag: a list or `*` would say that any version will do."""
    if header is None:
        raise Refused("if-match-missing", "Indiquez dans If-Match la version lue (en-tête ETag).")
    found = FORM.fullmatch(header.strip())
    if not found:
        raise Refused("if-match-malformed", "If-Match attend une seule version, telle que reçue.")
    return int(found[1])
