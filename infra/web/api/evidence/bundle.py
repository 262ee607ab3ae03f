"""The audit bundle of an auditor, who takes away what the proofs stand for."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock
from typing import IO, Any

from flask import Response

from infra.evidence.bundle.reaching import size_asked
from infra.evidence.bundle.zipped import zipped
from infra.web.answers import headers_of
from infra.web.callers.auth import caller
from infra.web.callers.traces import let_look
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.refusing.refusals import Refused
from infra.web.routes import BINARY
from infra.web.schemas import evidence as schemas
from services.target import Target

family = Family("bundle", description="Le paquet d’audit d’un département.")
BUNDLE = "read_bundle"
ZIP = "application/zip"
PART = 65_536
# Each holds a connection and a thread as long as it is being made.
MAKING = Lock()


@family.get("/tenants/<code>/evidence/bundle")
@family.doc(summary="Le paquet d’audit du département, en un fichier")
@family.response(HTTPStatus.OK, BINARY, content_type=ZIP, description="Lu.")
@family.arguments(schemas.Bundle, location="query")
def bundle(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    """The look is committed before there is any file: of the present, it stands in it."""
    tenant, as_of = caller().tenant, asked.get("as_of")
    let_look(caller(), BUNDLE, Target(tenant=tenant))
    size_asked(wiring(), tenant, as_of)
    with _alone():
        made, file = zipped(wiring(), tenant, as_of)
    headers = headers_of(made.checkpoint.head.size, as_of, apart=True)
    headers["Content-Disposition"] = f'attachment; filename="{made.path.name}.zip"'
    headers["Content-Length"] = str(file.tell())
    answer = Response(_leaving(file), HTTPStatus.OK, headers, mimetype=ZIP)
    # Also where nobody reads it: a request for the headers alone.
    answer.call_on_close(file.close)
    return answer


def _leaving(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while part := file.read(PART):
            yield part


@contextmanager
def _alone() -> Iterator[None]:
    """Raises Refused."""
    if not MAKING.acquire(blocking=False):
        raise Refused(
            "bundle-under-way", "Un autre paquet est en cours\N{NO-BREAK SPACE}: réessayez."
        )
    try:
        yield
    finally:
        MAKING.release()
