"""A problem as it leaves (RFC 9457), and the last resort: no page, no trace, no silence."""

from typing import Any
from uuid import UUID

import structlog
from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from infra.typography import french
from infra.web.answers import json_response
from infra.web.pages import frame
from infra.web.refusing.errors import Problem, is_fault, problem_of
from workers.trace import trace

PROBLEM = "application/problem+json"

log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException) and not is_fault(error):
        return error
    problem = problem_of(error)
    if problem.serious:
        _logged(error, problem)
    return frame.failed(problem) if frame.wants_page() else render(problem)


def render(problem: Problem) -> Response:
    body = document(problem, g.correlation_id)
    return json_response(body, problem.status, problem.headers, PROBLEM)


def document(problem: Problem, correlation_id: UUID) -> dict[str, Any]:
    return {
        "type": f"urn:pacte:problem:{problem.code}",
        "title": french(problem.title),
        "status": problem.status,
        "detail": french(problem.detail),
        "errors": [{**fault, "detail": french(fault["detail"])} for fault in problem.errors],
        "correlation_id": str(correlation_id),
        **problem.members,
    }


def _logged(error: Exception, problem: Problem) -> None:
    log.error("request failed", code=problem.code, **trace(error))
