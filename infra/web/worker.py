"""The worker of gunicorn, but for its pages: what it cannot read is answered as a problem too."""

from contextlib import suppress
from http import HTTPStatus
from socket import socket
from typing import Any
from uuid import uuid4

import structlog
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from infra.web.answers import json_response
from infra.web.errors import Problem, unread
from infra.web.journal import CONTENT_POLICY, HEADERS
from infra.web.problems import PROBLEM, document

log = structlog.get_logger(__name__)


class Worker(ThreadWorker):  # type: ignore[misc]
    def handle_error(self, req: Any, client: socket, addr: Any, exc: Exception) -> None:
        """Logs no address and no word of the request: they may name a person."""
        del self, req, addr
        problem, correlation_id = unread(exc), uuid4()
        log.warning(
            "request not read",
            correlation_id=str(correlation_id),
            status=problem.status,
            cause=type(exc).__qualname__,
        )
        with suppress(OSError):
            write_nonblock(client, _written(problem, document(problem, correlation_id)))


def _written(problem: Problem, body: dict[str, Any]) -> bytes:
    answer = json_response(body, problem.status, HEADERS, PROBLEM)
    answer.headers["Content-Security-Policy"] = CONTENT_POLICY
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Correlation-Id"] = body["correlation_id"]
    answer.headers["Connection"] = "close"
    status = HTTPStatus(problem.status)
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\n{answer.headers}"
    return head.encode("latin-1") + answer.get_data()
