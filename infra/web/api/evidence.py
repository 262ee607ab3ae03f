"""Proofs that somebody keeps elsewhere: hashes and signatures, and nothing of what they stand for.

Not of one position of the read models: a seal comes behind the log, and never changes; its
time-stamp comes later still. The bundle of an auditor holds what they stand for, too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock
from typing import IO, Any

from flask import Response

from domain.canonical import plain
from infra.evidence import proving
from infra.evidence.bundle.reaching import size_asked
from infra.evidence.bundle.zipped import zipped
from infra.store.evidence.trees import Tree
from infra.web.answers import headers_of, json_response
from infra.web.callers.auth import caller
from infra.web.callers.traces import let_look
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.refusing.refusals import Refused
from infra.web.routes import BINARY
from infra.web.schemas import evidence as schemas
from services.target import Target

family = Family("evidence", description="Points de contrôle signés, et preuves entre eux.")
# Of looks whoever may read them, of events whoever lists conventions.
RIGHTS = {Tree.LOG: "read_evidence", Tree.ACCESS: "read_access_log"}
BUNDLE = "read_bundle"
ZIP = "application/zip"
PART = 65_536
# Each holds a connection and a thread as long as it is being made.
MAKING = Lock()


@family.get("/tenants/<code>/evidence/checkpoint")
@family.doc(summary="Un point de contrôle signé du journal")
@family.response(HTTPStatus.OK, schemas.CheckpointSchema, description="Lu.")
@family.arguments(schemas.Covering, location="query")
def checkpoint(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return proved(proving.checkpoint, Tree.LOG, asked.get("covering"))


@family.get("/tenants/<code>/evidence/inclusion")
@family.doc(summary="La preuve qu’un fait est au journal")
@family.response(HTTPStatus.OK, schemas.InclusionSchema, description="Lu.")
@family.arguments(schemas.Inclusion, location="query")
def inclusion(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return proved(proving.inclusion, Tree.LOG, asked["position"], asked.get("size"))


@family.get("/tenants/<code>/evidence/consistency")
@family.doc(summary="La preuve que le journal d’alors commence celui d’aujourd’hui")
@family.response(HTTPStatus.OK, schemas.ConsistencySchema, description="Lu.")
@family.arguments(schemas.Consistency, location="query")
def consistency(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return proved(proving.consistency, Tree.LOG, asked["old"], asked.get("size"))


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


def proved(ask: Callable[..., dict[str, Any]], tree: Tree, *asked: int | None) -> Response:
    tenant = caller().tenant
    let_look(caller(), RIGHTS[tree], Target(tenant=tenant))
    found = ask(wiring(), tenant, tree, *asked)
    return json_response({name: plain(value) for name, value in found.items()}, HTTPStatus.OK)
