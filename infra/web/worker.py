"""The worker of gunicorn, but for its pages: what it cannot read is answered as a problem too."""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from socket import socket
from typing import Any
from uuid import uuid4

import structlog
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from infra.web import edge
from infra.web.answers import json_response
from infra.web.journal import CONTENT_POLICY
from infra.web.refusing.errors import HTTP, Problem
from infra.web.refusing.problems import PROBLEM, document
from infra.web.refusing.sentences import UNEXPECTED

log = structlog.get_logger(__name__)


class Worker(ThreadWorker):  # type: ignore[misc]
    def handle_error(self, req: Any, client: socket, addr: Any, exc: Exception) -> None:
        """Logs no address and no word of the request: they may name a person."""
        del req, addr
        problem, correlation_id = unread(exc), uuid4()
        log.warning(
            "request not read",
            correlation_id=str(correlation_id),
            status=problem.status,
            cause=type(exc).__qualname__,
        )
        with suppress(OSError):
            body = document(problem, correlation_id)
            write_nonblock(client, _written(problem, body, edge.headers(self.app.settings)))


def unread(error: Exception) -> Problem:
    """What gunicorn could not read as a request, or what broke before the application did."""
    if isinstance(error, LimitRequestLine):
        return _unread(HTTPStatus.REQUEST_URI_TOO_LONG)
    if isinstance(error, LimitRequestHeaders):
        return _unread(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    if isinstance(error, ParseException):
        return _unread(HTTPStatus.BAD_REQUEST)
    return Problem(status=500, code="internal", detail=UNEXPECTED)


def _unread(status: HTTPStatus) -> Problem:
    code, detail = HTTP[status]
    return Problem(status=status.value, code=code, detail=detail)


def _written(problem: Problem, body: dict[str, Any], headers: Mapping[str, str]) -> bytes:
    answer = json_response(body, problem.status, headers, PROBLEM)
    answer.headers["Content-Security-Policy"] = CONTENT_POLICY
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Correlation-Id"] = body["correlation_id"]
    answer.headers["Connection"] = "close"
    status = HTTPStatus(problem.status)
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\n{answer.headers}"
    return head.encode("latin-1") + answer.get_data()
