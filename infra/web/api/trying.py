"""POST that changes nothing: what a proposed avenant would make otherwise, and what stops it."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from domain.canonical import plain
from domain.convention.version import AvenantKind
from domain.envelope import ProvenanceKind
from infra.reading.trying import trial
from infra.web.answers import headers_of, json_response
from infra.web.api.conventions import ONE
from infra.web.callers.auth import caller
from infra.web.commands import asking
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.schemas.asked.comparison import TrialBody
from infra.web.schemas.common import READ_HEADERS
from infra.web.schemas.shown.comparison import TrialSchema
from projections.comparison.document import document

family = Family("trials", description="Ce que ferait un avenant, sans rien en enregistrer.")


@family.post(f"{family.place}{ONE}/comparison/dry-run")
@family.doc(summary="Essayer un avenant\u00a0: rien n’est enregistré, il n’y faut aucune clé")
@family.response(HTTPStatus.OK, TrialSchema, description="Essayé.", headers=READ_HEADERS)
@family.arguments(TrialBody)
def try_avenant(asked: dict[str, Any], code: str, convention_id: UUID) -> Response:  # noqa: ARG001
    kind = asked.get("kind", AvenantKind.GENERAL)
    ask = asking(caller(), ProvenanceKind.API)
    found = trial(wiring(), ask, convention_id, asked["changes"], kind)
    said = plain(document(found.compared) | {"problems": found.faults})
    return json_response(said, HTTPStatus.OK, headers_of(found.answer.position, None, apart=True))
