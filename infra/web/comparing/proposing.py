"""A proposed avenant as it is written: changes as one would post them to the convention."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule

from infra.web.refusing.pointers import body_faults
from infra.web.routes import POSTED, Posted
from services.conventions import actions, drafting, funding
from services.conventions.trying import Change, Problem

# What an avenant may be made of: each writes the content, and nothing of how it is agreed on.
CONTENT = frozenset(
    (
        drafting.add_party,
        drafting.designate_signatory,
        drafting.define_volet,
        drafting.set_article,
        drafting.set_ceiling,
        actions.add_action,
        actions.carry_over_action,
        actions.justify_reinforcement,
        actions.retitle_action,
        actions.withdraw_action,
        actions.add_objective,
        actions.define_indicator,
        actions.set_target,
        funding.plan_funding,
        funding.adjust_funding,
    )
)
OF = "<uuid:convention_id>"
UNKNOWN = "Rien de ce que contient un avenant ne s’écrit à cette adresse."


@dataclass(frozen=True, slots=True)
class Proposal:
    """`problems`: of what does not even say what it means."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


def proposal(convention_id: UUID, written: list[Mapping[str, Any]]) -> Proposal:
    """`written`: `post`, `body`, and `creates` where the identity of what is added matters."""
    found = [each for at, one in enumerate(written) for each in _read(convention_id, at, one)]
    changes = tuple(each for each in found if isinstance(each, Change))
    return Proposal(changes, tuple(each for each in found if isinstance(each, Problem)))


def _read(convention_id: UUID, at: int, one: Mapping[str, Any]) -> Iterator[Change | Problem]:
    place = f"/changes/{at}"
    try:
        rule, ids = _places().match(f"/{one['post']}", method="POST")
        body = rule.body().load(one["body"])
    except HTTPException:
        yield Problem(f"{place}/post", "unknown-address", UNKNOWN)
    except ValidationError as error:
        for fault in body_faults(error.normalized_messages()):  # type: ignore[no-untyped-call]
            yield Problem(f"{place}/body{fault['pointer']}", "invalid", fault["detail"])
    else:
        command = rule.command(convention_id=convention_id, **ids, **body)
        run = partial(_run, rule, command)
        yield Change(f"{place}/body", run, one.get("creates"))


def _run(posted: Posted, command: Any, pactes: Any, ask: Any) -> Any:
    return posted.service(pactes, ask, command)


@cache
def _places() -> MapAdapter:
    """Below the address of one convention, as the API serves them: asked once all routes stand."""
    rules = [
        Rule(posted.rule.partition(OF)[2], endpoint=posted)
        for posted in POSTED
        if posted.service in CONTENT
    ]
    return Map(rules).bind("")
