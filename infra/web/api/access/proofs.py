"""Proofs of who looked, as of events: the log of looks has a tree of its own."""

from http import HTTPStatus
from typing import Any

from flask import Response

from infra.evidence import proving
from infra.store.evidence.trees import Tree
from infra.web.api.evidence import proved
from infra.web.documents.openapi import Family
from infra.web.schemas import evidence as schemas

family = Family("access_evidence", description="Ce qui prouve le registre des accès.")


@family.get("/tenants/<code>/access-log/evidence/checkpoint")
@family.doc(summary="Un point de contrôle signé du registre des accès")
@family.response(HTTPStatus.OK, schemas.CheckpointSchema, description="Lu.")
@family.arguments(schemas.Covering, location="query")
def checkpoint(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return proved(proving.checkpoint, Tree.ACCESS, asked.get("covering"))


@family.get("/tenants/<code>/access-log/evidence/inclusion")
@family.doc(summary="La preuve qu’une lecture est au registre des accès")
@family.response(HTTPStatus.OK, schemas.InclusionSchema, description="Lu.")
@family.arguments(schemas.Inclusion, location="query")
def inclusion(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return proved(proving.inclusion, Tree.ACCESS, asked["position"], asked.get("size"))


@family.get("/tenants/<code>/access-log/evidence/consistency")
@family.doc(summary="La preuve que le registre d’alors commence celui d’aujourd’hui")
@family.response(HTTPStatus.OK, schemas.ConsistencySchema, description="Lu.")
@family.arguments(schemas.Consistency, location="query")
def consistency(asked: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    return proved(proving.consistency, Tree.ACCESS, asked["old"], asked.get("size"))
