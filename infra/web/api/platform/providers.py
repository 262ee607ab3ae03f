"""By whom people are recognised: configured above, known to each tenant that is served."""

from http import HTTPStatus
from typing import Any

from flask import Response

from domain.sso.facts import Configuration
from infra.store.connections.names import PLATFORM
from infra.web.answers import json_response
from infra.web.callers.auth import caller
from infra.web.callers.traces import let_look
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import platform as schemas
from projections.queries.platform import PROVIDERS_LIST
from services.platform import commands, providers
from services.target import Target

above = Family("platform_providers", description="Les fournisseurs d’identité.", above=True)
family = Family("providers", description="Par qui les personnes d’un département se connectent.")
SHOWN = ("slug", "name", "issuer")


def configure(*, slug: str, issuer: str, **given: Any) -> commands.ConfigureSso:
    return commands.ConfigureSso(slug=slug, issuer=issuer, configuration=Configuration(**given))


post(
    above,
    "/providers",
    "Configurer un fournisseur d’identité, ou le reconfigurer en entier",
    body=schemas.ProviderBody,
    command=configure,
    service=providers.configure_sso,
    conditional=False,
)
post(
    above,
    "/provider-ends",
    "Ne plus reconnaître personne par ce fournisseur",
    body=schemas.ProviderEndBody,
    command=commands.EndSso,
    service=providers.end_sso,
)
get(
    above,
    "/providers",
    "Les fournisseurs d’identité et les départements servis",
    read=Read(query=PROVIDERS_LIST, items=True),
    shows=schemas.ProviderSchema,
)


@family.get("/tenants/<code>/providers")
@family.doc(summary="Les fournisseurs d’identité qui servent le département")
@family.response(HTTPStatus.OK, schemas.ServingProvidersSchema, description="Lu.")
def serving(code: str) -> Response:  # noqa: ARG001
    """Without the other tenants that each of them serves."""
    tenant = caller().tenant
    let_look(caller(), PROVIDERS_LIST.name, Target(tenant=tenant))
    found = wiring().reader.ask(PLATFORM, PROVIDERS_LIST, serving=tenant).body
    items = [{name: row[name] for name in SHOWN} for row in found]
    return json_response({"items": items, "next": None}, HTTPStatus.OK)
