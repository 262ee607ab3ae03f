"""A comparison that has everything which a paper may show; somebody wrote nasty things."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.comparison.comparing import compare
from domain.convention.content import content
from domain.convention.writing import drafting, funding
from infra.typography import french
from projections.comparison.compared import Compared
from projections.comparison.said.facts import Beside
from projections.comparison.said.paper import Paper, paper
from tests.domain.convention import given
from tests.projections.test_comparison_wording import held

PERSON = UUID(int=8)
NASTY = '=1+1 #panic() $x$ *gras* <b> \\ "l’"'
LARGEST = 10**15 - 1
BESIDE = Beside({str(PERSON): "Camille Durand"}, {"seal": "Deux de plus."})


def event(position: int) -> dict[str, Any]:
    return {
        "position": position,
        "sentence": "Financement modifié.",
        "recorded_at": datetime(2024, 6, 1, tzinfo=UTC),
        "effective_on": date(2024, 6, 1),
        "effective_precision": "day",
        "person_id": PERSON,
        "role": "dept_agent",
        "office": None,
        "reason": "seal",
    }


def amended(largest: int = LARGEST) -> Compared:
    """Lines of two exercices, one withdrawn, one adjusted, two added; an article written anew."""
    convention = given.with_parties(axes=(1, 3))
    action_id = given.action(convention, axe=1, title="Agir")
    line_id = given.line(convention, 100_01, action_id=action_id)
    given.line(convention, 300_00, funder_id=given.DEPARTEMENT, exercice=2025)
    drafting.set_article(convention, no=1, title="Objet", wording="L’État apporte 176 000 €.")
    old = content(convention)
    another = given.action(convention, axe=3, title=NASTY)
    given.line(convention, largest, action_id=another, exercice=2026)
    given.line(convention, 33, action_id=another, funder_id=given.DEPARTEMENT)
    funding.adjust_funding(convention, line_id=line_id, new_cents=250_03, motive=given.SEAL)
    drafting.set_article(convention, no=1, title="Objet", wording="L’État apporte 200 000 €.")
    new = content(convention)
    standing = {"text": "Version en vigueur.", "on": date(2024, 6, 2)}
    was, now = (replace(held(said), standing=standing) for said in (old, new))
    causes: dict[tuple[str, ...], list[int]] = {
        ("funding", str(line_id)): [7],
        ("actions", str(another)): [5],
    }
    events = (event(5), event(7))
    return Compared(old=was, new=now, comparison=compare(old, new), causes=causes, events=events)


def told(compared: Compared) -> Paper:
    return paper(compared, BESIDE, (french("Modification n° 2 : refusée."),))
