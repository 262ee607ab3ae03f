"""A dry run of an avenant: what it would change, and what the rules would refuse of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.convention.content import content
from domain.convention.version import AvenantKind
from infra.typography import french
from infra.web.comparing.proposing import proposal
from infra.wiring import Wiring
from projections.comparison.compared import Compared
from projections.comparison.points import LAST_SIGNED, WORKING
from projections.queries.comparison import TRIED
from projections.queries.query import Answer
from services.ask import Ask
from services.conventions.trying import Problem, TryAvenant, try_avenant


@dataclass(frozen=True, slots=True)
class Trial:
    """`answer`: the comparison, with the position at which what is in force was read."""

    answer: Answer
    problems: tuple[Problem, ...]

    @property
    def faults(self) -> list[dict[str, str]]:
        """The problems for machines."""
        return [
            {
                "pointer": problem.at,
                "type": f"urn:pacte:problem:{problem.code}",
                "detail": problem.sentence,
            }
            for problem in self.problems
        ]

    @property
    def refusals(self) -> tuple[str, ...]:
        """The problems for people: `Modification n° 2 : …`."""
        return tuple(_said(problem) for problem in self.problems)

    @property
    def compared(self) -> Compared:
        found: Compared = self.answer.body
        return found


def trial(
    wiring: Wiring,
    ask: Ask,
    convention_id: UUID,
    changes: list[Mapping[str, Any]],
    kind: AvenantKind = AvenantKind.GENERAL,
) -> Trial:
    """Raises what `try_avenant` raises, and NotReached."""
    tenant = ask.caller.tenant
    pactes, found = wiring.pactes(tenant), proposal(convention_id, changes)
    command = TryAvenant(convention_id=convention_id, changes=found.changes, kind=kind)
    tried = try_avenant(pactes, ask, command)
    answer = wiring.reader.ask(
        tenant,
        TRIED,
        min_position=pactes.recorder.max_notification_id(),
        convention_id=convention_id,
        content=content(tried.convention),
        base=WORKING if tried.amended else LAST_SIGNED,
    )
    return Trial(answer, tuple(sorted((*found.problems, *tried.problems), key=_place)))


def _said(problem: Problem) -> str:
    number = problem.at.split("/")[2:3]
    which = f"Modification n° {int(number[0]) + 1}" if number else "En l’état"
    return french(f"{which} : {problem.sentence}")


def _place(problem: Problem) -> tuple[float, str]:
    """In the order of the changes; what is of all of them comes last."""
    number = problem.at.split("/")[2:3]
    return (int(number[0]) if number else float("inf")), problem.at
