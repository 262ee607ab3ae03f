"""How much of the money the State may bring (rule 11): integers only, no share is ever rounded."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from domain.convention.convention import Convention
from domain.convention.errors import StateShareExceeded
from domain.convention.funding_line import FundingLine
from domain.convention.kind import ShareScope
from domain.convention.signature import Side
from domain.money import WHOLE_BP


def shared(convention: Convention) -> None:
    """Raises StateShareExceeded where the State brings more than its published share.

    The share is that of the State's lines among these and the lines that count as a match.
    """
    scope = convention.rules.share_scope
    if scope == ShareScope.NONE:
        return
    together: dict[tuple[UUID | None, int | None], list[FundingLine]] = defaultdict(list)
    for line in convention.terms.funding.values():
        action_id = line.action_id if scope == ShareScope.ACTION else None
        together[action_id, line.exercice].append(line)
    for (action_id, exercice), lines in together.items():
        if _exceeded(convention, lines):
            raise StateShareExceeded(_sentence(convention, action_id, exercice))


def _exceeded(convention: Convention, lines: Iterable[FundingLine]) -> bool:
    state = match = 0
    for line in lines:
        if convention.terms.parties.get(line.funder_id) is Side.STATE:
            state += line.amount_cents
        elif line.counts_as_match:
            match += line.amount_cents
    return WHOLE_BP * state > convention.rules.max_state_share_bp * (state + match)


def _sentence(convention: Convention, action_id: UUID | None, exercice: int | None) -> str:
    whole, rest = divmod(convention.rules.max_state_share_bp, 100)
    most = f"{whole},{rest:02d} %" if rest else f"{whole} %"
    over = f"« {convention.terms.actions[action_id].title} », " if action_id else ""
    return (
        f"La part de l’État dépasse {most} : {over}exercice {exercice}. D’un partenaire compte ce "
        "qui est inscrit en contrepartie."
    )
