"""Proofs that somebody keeps elsewhere: hashes and signatures, and nothing of what they stand for.

Not of one position of the read models: a seal comes behind the log, and never changes; its
time-stamp comes later still.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response

from domain.canonical import plain
from infra.evidence import proving
from infra.web.answers import json_response
from infra.web.callers.auth import caller
from infra.web.callers.traces import traced
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.schemas import evidence as schemas
from services.policy import allow
from services.target import Target

family = Family("evidence", description="Points de contrôle signés, et preuves entre eux.")
NAME = "read_evidence"


@family.get("/tenants/<code>/evidence/checkpoint")
@family.doc(summary="Un point de contrôle signé du journal")
@family.response(HTTPStatus.OK, schemas.CheckpointSchema, description="Lu.")
@family.arguments(schemas.Covering, location="query")
def checkpoint(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return _answer(proving.checkpoint, asked.get("covering"))


@family.get("/tenants/<code>/evidence/inclusion")
@family.doc(summary="La preuve qu’un fait est au journal")
@family.response(HTTPStatus.OK, schemas.InclusionSchema, description="Lu.")
@family.arguments(schemas.Inclusion, location="query")
def inclusion(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return _answer(proving.inclusion, asked["position"], asked.get("size"))


@family.get("/tenants/<code>/evidence/consistency")
@family.doc(summary="La preuve que le journal d’alors commence celui d’aujourd’hui")
@family.response(HTTPStatus.OK, schemas.ConsistencySchema, description="Lu.")
@family.arguments(schemas.Consistency, location="query")
def consistency(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return _answer(proving.consistency, asked["old"], asked.get("size"))


def _answer(ask: Callable[..., dict[str, Any]], *asked: int | None) -> Response:
    tenant = caller().tenant
    allow(caller(), NAME, Target(tenant=tenant))
    found = ask(wiring(), tenant, *asked)
    traced(caller(), NAME, [tenant])
    return json_response({name: plain(value) for name, value in found.items()}, HTTPStatus.OK)
