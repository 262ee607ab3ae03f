"""Whether what is shown of a convention applies on a day: a stable code, and a French sentence."""

from datetime import date
from enum import StrEnum
from typing import Any

from domain.convention.stage import Life, Stage
from projections.queries.convention.content import SUBMITTED
from projections.queries.convention.moments import Act, Signed
from projections.queries.query import Seen
from projections.trail.french import NBSP
from projections.trail.french import day as written

PENDING = "Des modifications sont en cours."
NOTHING_APPLIES = "Aucune version n’est en vigueur."


class Code(StrEnum):
    """`CHANGES_PENDING`: the working copy itself is shown, beside versions that were signed."""

    IN_FORCE = "in_force"
    SIGNED_NOT_IN_FORCE = "signed_not_in_force"
    SUPERSEDED = "superseded"
    OVER = "over"
    CHANGES_PENDING = "changes_pending"
    DRAFT = "draft"
    ABANDONED = "abandoned"
    PROPOSED = "proposed"


def standing(act: Act, on: date, shown: int | None = None, seen: Seen = Seen.ALL) -> dict[str, Any]:
    """`shown`: the number of the version; None: the working copy, or what was signed last.

    `on`: the day it is judged on. A working copy that is not shown to this reader is not told of.
    """
    pending = bool(act.versions) and _open(act, seen)
    version = _shown(act, shown, pending=pending)
    code, text = _judged(act, version, on) if version else _unsigned(act, on)
    applying = act.applying(on)
    return {
        "code": code,
        "text": f"{text} {PENDING}" if pending and version else text,
        "on": on,
        "version_no": applying and applying.no,
        "changes_pending": pending,
    }


def _open(act: Act, seen: Seen) -> bool:
    """The content of a paper act is taken over version by version, and is no working copy."""
    if act.stage in (None, Stage.PAPER):
        return False
    return seen is Seen.ALL or (seen is Seen.SUBMITTED and act.stage in SUBMITTED)


def _shown(act: Act, shown: int | None, *, pending: bool) -> Signed | None:
    if shown is not None:
        return next((one for one in act.versions if one.no == shown), None)
    return act.versions[-1] if act.versions and not pending else None


def _judged(act: Act, version: Signed, on: date) -> tuple[Code, str]:
    name = f"Version{NBSP}{version.no}"
    last = act.begun(on)
    overtaken = last is not None and last.no > version.no
    if version.effective_from > on and not overtaken:
        since = written(version.effective_from)
        return (
            Code.SIGNED_NOT_IN_FORCE,
            f"{name}, signée, pas encore en vigueur{NBSP}: elle s’applique à partir du {since}.",
        )
    if last and last.no != version.no:
        since = f"la version{NBSP}{last.no} a pris effet le {written(last.effective_from)}"
        return Code.SUPERSEDED, f"{name}, remplacée{NBSP}: {since}."
    if on > version.ends_on:
        return Code.OVER, f"{name}{NBSP}: la convention a pris fin le {written(version.ends_on)}."
    return Code.IN_FORCE, f"{name}, en vigueur depuis le {written(version.effective_from)}."


def _unsigned(act: Act, on: date) -> tuple[Code, str]:
    if act.life == Life.ABANDONED:
        return Code.ABANDONED, f"Convention abandonnée{NBSP}: elle ne s’applique pas."
    if not act.versions:
        return Code.DRAFT, f"Projet qui n’a jamais été signé{NBSP}: il ne s’applique pas."
    applying = act.applying(on)
    beside = f"La version{NBSP}{applying.no} est en vigueur." if applying else NOTHING_APPLIES
    return Code.CHANGES_PENDING, f"Projet en cours, qui ne s’applique pas. {beside}"
