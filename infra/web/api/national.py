"""Across départements: signed conventions and their amounts, the framework, the tenants."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from domain.canonical import plain
from infra.access.admission import tenants_in_sight
from infra.evidence import receipts
from infra.evidence.receipts import stood
from infra.store.connections.names import PLATFORM
from infra.store.following.heads import tenants as provisioned
from infra.web.answers import json_response
from infra.web.callers.auth import caller
from infra.web.callers.traces import traced
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read, possible, response
from infra.web.schemas.asked.reads import Moment, National
from infra.web.schemas.common import READ_HEADERS
from infra.web.schemas.shown import national as shown
from projections.queries.national import NATIONAL_LINES, NATIONAL_OVERVIEW, SUBMITTED_OR_SIGNED
from projections.queries.platform import NATIONAL_FRAMEWORK, TENANTS_LIST
from projections.queries.query import Query, Seen
from services.policy import allow, seen_by
from services.target import Target

family = Family("national", description="Vue d’ensemble des départements.")


@family.get("/national/overview")
@family.doc(summary="Conventions signées et montants de tous les départements")
@family.response(HTTPStatus.OK, shown.OverviewSchema, description="Lu.")
@family.arguments(National, location="query")
def overview(asked: dict[str, Any]) -> Response:
    _allowed("read_overview")
    seen = tenants_in_sight(wiring(), caller())
    told = _told(NATIONAL_OVERVIEW, seen)
    submitted = _submitted(seen)
    found = wiring().national(NATIONAL_OVERVIEW, among=seen, submitted=submitted, **asked)
    traced(caller(), NATIONAL_OVERVIEW.name, found.positions.keys() - told)
    summed = [each.named() for each in stood(wiring().pool, found.positions)]
    body = {
        "instant": found.instant,
        "positions": found.positions,
        "departements": summed,
        **found.body,
    }
    return json_response(plain(body), HTTPStatus.OK)


@family.get("/national/receipt")
@family.doc(summary="Le reçu de la somme\u00a0: de quoi la refaire à partir des paquets d’audit")
@family.response(HTTPStatus.OK, shown.NationalReceiptSchema, description="Lu.")
@family.arguments(National, location="query")
def receipt(asked: dict[str, Any]) -> Response:
    _allowed("read_overview")
    seen = tenants_in_sight(wiring(), caller())
    told = _told(NATIONAL_LINES, seen)
    found = wiring().national(NATIONAL_LINES, among=seen, **asked)
    traced(caller(), NATIONAL_LINES.name, found.positions.keys() - told)
    body = receipts.document(wiring().pool, found, asked.get("in_force_on"))
    return json_response(plain(body), HTTPStatus.OK)


@family.get("/national/framework")
@family.doc(summary="Le cadre national et les règles de chaque type de convention")
@family.response(HTTPStatus.OK, shown.FrameworkSchema, description="Lu.", headers=READ_HEADERS)
@family.arguments(Moment, location="query")
def framework(asked: dict[str, Any]) -> Response:
    return _of_platform(Read(query=NATIONAL_FRAMEWORK), asked)


@family.get("/national/tenants")
@family.doc(summary="Les départements déclarés")
@family.response(HTTPStatus.OK, shown.TenantsSchema, description="Lu.", headers=READ_HEADERS)
@family.arguments(Moment, location="query")
def tenants(asked: dict[str, Any]) -> Response:
    return _of_platform(Read(query=TENANTS_LIST, items=True), asked)


def _told(query: Query, seen: list[str] | None) -> set[str]:
    """Those that are told of the look before it; who is provisioned meanwhile is told after it."""
    found = set(provisioned(wiring().pool) if seen is None else seen)
    traced(caller(), query.name, found)
    return found


def _submitted(among: list[str] | None) -> list[UUID]:
    """What this reader may see at present before it is signed, whatever moment is read."""
    if seen_by(caller()) != Seen.SUBMITTED:
        return []
    found: list[UUID] = wiring().national(SUBMITTED_OR_SIGNED, among=among).body
    return found


def _of_platform(read: Read, moment: dict[str, Any]) -> Response:
    """At a position of the platform's own log."""
    _allowed(read.query.name)
    possible(PLATFORM, moment.get("min_position"))
    found = wiring().reader.ask(PLATFORM, read.query, **moment)
    return response(read, found, None, moment.get("as_of"))


def _allowed(name: str) -> None:
    """What stands above the départements is read by the people of the platform; rules by all."""
    where = caller().tenant if name == NATIONAL_FRAMEWORK.name else PLATFORM
    allow(caller(), name, Target(tenant=where))
