"""Whatever is raised becomes a problem that says no more than it should."""

import ast
import errno
import json
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, OperationalError, ProgrammingError
from flask import Flask, g
from structlog.testing import capture_logs
from werkzeug.exceptions import (
    BadRequest,
    ImATeapot,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    TooManyRequests,
)

from domain.errors import Invalid, RuleBroken
from domain.errors import NotFound as Absent
from infra import web
from infra.store.connections.pool import PoolExhausted
from infra.web.refusing import problems
from infra.web.refusing.errors import REFUSED
from projections.queries.query import NotReached, OtherVersion
from services.pactes import Stale
from services.policy import Forbidden


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


RAISED = [
    (RuleBroken("Non."), 409, "rule-broken"),
    (Invalid("Non.", field="/a"), 422, "invalid"),
    (Stale("Non."), 412, "stale-version"),
    (Absent("Non."), 404, "not-found"),
    (Forbidden("Non."), 403, "forbidden"),
    (NotReached(3, 2, stopped=False), 503, "position-not-reached"),
    (OtherVersion(3, 3), 503, "position-not-reached"),
    (NotFound(), 404, "unknown-address"),
    (MethodNotAllowed(["GET"]), 405, "method-not-allowed"),
    (BadRequest(), 400, "malformed-request"),
    (ImATeapot(), 400, "malformed-request"),
    (TooManyRequests(), 429, "too-many-requests"),
    (InternalServerError(), 500, "internal"),
    (PoolExhausted("x"), 503, "database-unavailable"),
    (OperationalError("x"), 503, "database-unavailable"),
    (caused(OperationalError(), psycopg.errors.AdminShutdown()), 503, "database-unavailable"),
    (caused(OperationalError(), psycopg.errors.LockNotAvailable()), 503, "database-unavailable"),
    (psycopg.errors.QueryCanceled(), 503, "database-unavailable"),
    (caused(OperationalError(), psycopg.errors.DiskFull()), 507, "disk-full"),
    (OSError(errno.ENOSPC, "x"), 507, "disk-full"),
    (caused(ProgrammingError(), psycopg.errors.UndefinedTable()), 500, "internal"),
    (caused(IntegrityError(), psycopg.errors.CheckViolation()), 500, "internal"),
    (ValueError("secret"), 500, "internal"),
    (RecursionError("secret"), 500, "internal"),
]


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    problems.install(app)
    app.before_request(lambda: setattr(g, "correlation_id", uuid4()))
    return app


@pytest.mark.parametrize(("raised", "status", "code"), RAISED)
def test_every_error_is_a_problem(app: Flask, raised: Exception, status: int, code: str) -> None:
    @app.get("/")
    def fail() -> str:
        raise raised

    with capture_logs() as logs:
        answer = app.test_client().get("/")
    body = json.loads(answer.data)
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, body["status"], body["type"]) == (
        status,
        status,
        f"urn:pacte:problem:{code}",
    )
    assert answer.headers.get("Retry-After") == ("2" if status == 503 else None)
    assert "secret" not in answer.text
    assert "secret" not in json.dumps(logs)
    assert bool(logs) == (status >= 500)


def test_every_refusal_of_the_edge_has_a_number() -> None:
    """One without would end as an error within the handling of errors."""
    given = {
        node.args[0].value
        for path in Path(web.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Refused"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(given) > 10
    assert given <= REFUSED.keys()


def test_a_field_at_fault_is_pointed_at(app: Flask) -> None:
    @app.get("/")
    def fail() -> str:
        raise Invalid("Montant: trop grand !", field="/amount_cents")

    body = json.loads(app.test_client().get("/").data)
    assert body["errors"] == [
        {"pointer": "/amount_cents", "detail": "Montant\u00a0: trop grand\u202f!"}
    ]
    assert body["detail"] == "Montant\u00a0: trop grand\u202f!"


def test_the_log_says_where_and_what_kind_but_not_what(app: Flask) -> None:
    @app.get("/")
    def fail() -> str:
        raise ValueError("Jeanne Dupont")

    with capture_logs() as logs:
        app.test_client().get("/")
    (line,) = logs
    assert line["errors"] == ["ValueError"]
    assert any("test_problems.py" in frame and frame.endswith("fail") for frame in line["at"])
