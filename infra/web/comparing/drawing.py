"""A comparison in another form than JSON: with the same rights, and kept as long."""

from datetime import datetime
from http import HTTPStatus

from flask import Response

from infra.papers.forms import MIMETYPES, Form, made
from infra.web.answers import headers_of
from infra.web.callers.naming import named
from projections.comparison.compared import Compared
from projections.comparison.said.facts import NOBODY, Beside
from projections.comparison.said.paper import paper
from projections.queries.query import Answer


def drawn(form: Form, found: Answer, as_of: int | datetime | None) -> Response:
    beside = beside_of(found.body)
    headers = headers_of(found.position, as_of, apart=beside != NOBODY)
    headers["Content-Disposition"] = f'attachment; filename="comparaison.{form.value}"'
    return Response(
        made(form, found.body, paper(found.body, beside)), HTTPStatus.OK, headers, MIMETYPES[form]
    )


def beside_of(compared: Compared) -> Beside:
    """Names and words, for those who may see them."""
    apart = named([*compared.events])
    return Beside(apart.get("people", {}), apart.get("texts", {}))
