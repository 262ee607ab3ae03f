"""Checkpoints and proofs: hashes and signatures, and nothing of what they stand for.

Not of one position of the read models: a seal comes behind the log, and never changes; its
time-stamp comes later still.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response

from domain.canonical import plain
from infra.evidence import proving
from infra.store.evidence.trees import Tree
from infra.web.answers import json_response
from infra.web.callers.auth import caller
from infra.web.callers.traces import let_look
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.schemas import evidence as schemas
from services.target import Target

Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Provable:
    """A log with a tree, where its proofs are asked for, who may, and what it is called."""

    tree: Tree
    below: str
    right: str
    checkpoint: str
    inclusion: str
    consistency: str


EVENTS = Provable(
    Tree.LOG,
    "/tenants/<code>/evidence",
    "read_evidence",
    "Un point de contrôle signé du journal",
    "La preuve qu’un fait est au journal",
    "La preuve que le journal d’alors commence celui d’aujourd’hui",
)
LOOKS = Provable(
    Tree.ACCESS,
    "/tenants/<code>/access-log/evidence",
    "read_access_log",
    "Un point de contrôle signé du registre des accès",
    "La preuve qu’une lecture est au registre des accès",
    "La preuve que le registre d’alors commence celui d’aujourd’hui",
)


def served(family: Family, of: Provable) -> Family:
    @family.get(f"{of.below}/checkpoint")
    @family.doc(summary=of.checkpoint)
    @family.response(HTTPStatus.OK, schemas.CheckpointSchema, description="Lu.")
    @family.arguments(schemas.Covering, location="query")
    def checkpoint(asked: Asked, code: str) -> Response:  # noqa: ARG001
        return _proved(of, proving.checkpoint, asked.get("covering"))

    @family.get(f"{of.below}/inclusion")
    @family.doc(summary=of.inclusion)
    @family.response(HTTPStatus.OK, schemas.InclusionSchema, description="Lu.")
    @family.arguments(schemas.Inclusion, location="query")
    def inclusion(asked: Asked, code: str) -> Response:  # noqa: ARG001
        return _proved(of, proving.inclusion, asked["position"], asked.get("size"))

    @family.get(f"{of.below}/consistency")
    @family.doc(summary=of.consistency)
    @family.response(HTTPStatus.OK, schemas.ConsistencySchema, description="Lu.")
    @family.arguments(schemas.Consistency, location="query")
    def consistency(asked: Asked, code: str) -> Response:  # noqa: ARG001
        return _proved(of, proving.consistency, asked["old"], asked.get("size"))

    return family


def _proved(of: Provable, ask: Callable[..., Asked], *asked: int | None) -> Response:
    tenant = caller().tenant
    let_look(caller(), of.right, Target(tenant=tenant))
    found = ask(wiring(), tenant, of.tree, *asked)
    return json_response({name: plain(value) for name, value in found.items()}, HTTPStatus.OK)


of_events = served(
    Family("evidence", description="Points de contrôle signés, et preuves entre eux."), EVENTS
)
of_looks = served(
    Family("access_evidence", description="Ce qui prouve le registre des accès."), LOOKS
)
