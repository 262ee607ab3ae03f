"""Who looked: kept in the log of each tenant before anything of it is read."""

import re
from collections.abc import Iterable
from uuid import UUID

import psycopg
from flask import request

from infra.store.watch import looks
from infra.store.watch.looks import Look
from infra.web.context import correlation_id, wiring
from infra.web.schemas.asked.comparison import POINT
from infra.web.schemas.asked.reads import DIGITS
from services.ask import Caller
from services.policy import allow, leaves_a_trace
from services.target import Target

LONGEST_MOMENT = 120
# Pages take any address, and what a look holds is kept for ever.
MOMENT = re.compile(f"{DIGITS.pattern}|{POINT['pattern']}")


class NotTraced(Exception):
    """A look could not be kept."""


def let_look(caller: Caller, query: str, target: Target, subject: UUID | None = None) -> None:
    """Before anything is read: an answer that there is no such thing there tells something too.

    Raises as `allow`, or NotTraced.
    """
    allow(caller, query, target)
    traced(caller, query, [target.tenant], subject or target.convention_id)


def traced(caller: Caller, query: str, tenants: Iterable[str], subject: UUID | None = None) -> None:
    """Raises NotTraced: then nothing is read."""
    kept = [tenant for tenant in tenants if leaves_a_trace(caller, tenant)]
    if not kept:
        return
    look = Look(
        person_id=caller.person_id,
        home=caller.home or caller.tenant,
        role=caller.role,
        grant_id=caller.grant_id,
        query=query,
        subject=subject,
        moment=_moment(),
        purpose=str(caller.opening_id) if caller.opening_id else None,
        correlation_id=correlation_id(),
    )
    try:
        looks.record(wiring().pool, kept, look)
    except psycopg.Error as error:
        raise NotTraced from error


def _moment() -> str | None:
    """The positions, instants or days that were asked for: no word that somebody typed.

    What was compared is told by its names, for it is two of them.
    """
    asked = {name: text for name, text in request.args.items() if MOMENT.fullmatch(text)}
    read = [asked[name] for name in ("as_of", "in_force_on", "until") if name in asked]
    compared = [f"{name}={asked[name]}" for name in ("from", "to", "of") if name in asked]
    return " ".join((*read, *compared))[:LONGEST_MOMENT] or None
