"""Across départements: signed conventions and their amounts, the framework, the tenants."""

from http import HTTPStatus
from typing import Any

from flask import Response

from domain.canonical import plain
from domain.roles import Role
from infra.store.names import PLATFORM
from infra.web.answers import json_response
from infra.web.auth import caller
from infra.web.context import wiring
from infra.web.openapi import Family
from infra.web.schemas import shown_national as shown
from infra.web.schemas.asked import National
from projections.queries.national import NATIONAL_OVERVIEW
from projections.queries.platform import NATIONAL_FRAMEWORK, TENANTS_LIST
from projections.queries.query import Query
from services.policy import allow
from services.target import Target

family = Family("national", description="Vue d’ensemble des départements.")


@family.get("/national/overview")
@family.doc(summary="Conventions signées et montants de tous les départements")
@family.response(HTTPStatus.OK, shown.OverviewSchema, description="Lu.")
@family.arguments(National, location="query")
def overview(asked: dict[str, Any]) -> Response:
    _allowed("read_overview")
    # A commissioner sees the own region: until mandates say which, none.
    seen: list[str] | None = None if caller().role == Role.NATIONAL_VIEWER else []
    found = wiring().national(NATIONAL_OVERVIEW, tenants=seen, **asked)
    body = {"instant": found.instant, "positions": found.positions, **found.body}
    return json_response(plain(body), HTTPStatus.OK)


@family.get("/national/framework")
@family.doc(summary="Le cadre national et les règles de chaque type de convention")
@family.response(HTTPStatus.OK, shown.FrameworkSchema, description="Lu.")
def framework() -> Response:
    return json_response(plain(_of_platform(NATIONAL_FRAMEWORK)), HTTPStatus.OK)


@family.get("/national/tenants")
@family.doc(summary="Les départements déclarés")
@family.response(HTTPStatus.OK, shown.TenantsSchema, description="Lu.")
def tenants() -> Response:
    items = plain(_of_platform(TENANTS_LIST))
    return json_response({"items": items, "next": None}, HTTPStatus.OK)


def _of_platform(query: Query) -> Any:
    _allowed(query.name)
    return wiring().reader.ask(PLATFORM, query).body


def _allowed(name: str) -> None:
    """What stands above the départements is read by the people of the platform; rules by all."""
    where = caller().tenant if name == NATIONAL_FRAMEWORK.name else PLATFORM
    allow(caller(), name, Target(tenant=where))
