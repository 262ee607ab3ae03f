"""Who looked into this tenant: auditors, those above, the hoster under break-glass."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from infra.store.watch import looks
from infra.web.answers import json_response
from infra.web.asked.paging import ITEMS
from infra.web.callers.auth import caller
from infra.web.callers.naming import lookers
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.schemas.access import LooksSchema
from infra.web.schemas.asked.reads import Paged
from services.policy import allow
from services.target import Target

family = Family("access_log", description="Qui a consulté le département.")


@family.get("/tenants/<code>/access-log")
@family.doc(summary="Qui a consulté le département, du plus récent au plus ancien")
@family.response(HTTPStatus.OK, LooksSchema, description="Lu.")
@family.arguments(Paged, location="query")
def access_log(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    tenant, limit = caller().tenant, asked.get("limit", ITEMS)
    allow(caller(), "read_access_log", Target(tenant=tenant))
    before = None
    if "cursor" in asked:
        _, (before,) = wiring().cursors.read(request.path, asked["cursor"])
    found = looks.page(wiring().pool, tenant, before=before, limit=limit + 1)
    shown, following = found[:limit], None
    headers = {}
    if len(found) > limit:
        # It has positions of its own: none of the journal’s goes into the cursor.
        following = wiring().cursors.write(request.path, 0, [shown[-1]["position"]])
        again = urlencode(request.args.to_dict() | {"cursor": following})
        headers["Link"] = f'<{request.path}?{again}>; rel="next"'
    body = {"items": shown, "next": following, **lookers(shown)}
    return json_response(body, HTTPStatus.OK, headers)
