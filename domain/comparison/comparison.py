"""What a comparison is: of two versions, moments or exercices, or of one kind in two places."""

from dataclasses import dataclass
from enum import StrEnum

from domain.comparison.lines import Line
from domain.comparison.money import Amount
from domain.comparison.totals import Total


class Between(StrEnum):
    """What is compared: that decides how differences may be named."""

    VERSIONS = "versions"
    WORKING_COPY = "working_copy"
    MOMENTS = "moments"
    PROPOSAL = "proposal"
    EXERCICES = "exercices"
    DEPARTEMENTS = "departements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many actions. `axe` None: those that have none."""

    axe: int | None
    old: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`lines` and `amounts` hold what differs, `totals` and `counts` also what is equal.

    Between exercices and between départements there are neither lines nor amounts: nothing of the
    act changed. Between exercices, no total has an exercice: `old` is the one, `new` the other.
    """

    between: Between
    lines: tuple[Line, ...] = ()
    amounts: tuple[Amount, ...] = ()
    totals: tuple[Total, ...] = ()
    counts: tuple[Count, ...] = ()
    exercices: tuple[int, int] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        same = all(count.old == count.new for count in self.counts)
        return same and not self.lines and not any(total.delta_cents for total in self.totals)

    @property
    def of_one_act(self) -> bool:
        """Whether a difference is a change that somebody made."""
        return self.between not in (Between.EXERCICES, Between.DEPARTEMENTS)
