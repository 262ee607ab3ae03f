"""Comparing two contents."""

from collections import Counter
from collections.abc import Collection

from domain.comparison.comparison import Between, Comparison, Count
from domain.comparison.lines import NOTHING, Content, lines
from domain.comparison.money import Placed, amounts, placed
from domain.comparison.totals import By, totals
from domain.errors import NotFound, RuleBroken

OF_ONE_ACT = (By.EXERCICE, By.SIDE, By.FUNDER, By.AXE, By.VOLET)
OF_EXERCICES = (By.EXERCICE, By.SIDE, By.FUNDER, By.AXE, By.VOLET, By.ACTION)
# Identities of one département mean nothing in another: codes and sides do.
OF_DEPARTEMENTS = (By.EXERCICE, By.SIDE, By.AXE, By.VOLET)


class OtherKind(RuleBroken):
    """Two acts of different kinds have nothing to be matched by."""

    code = "other-kind"


class NoSuchExercice(NotFound):
    code = "no-such-exercice"


def compare(old: Content, new: Content, between: Between = Between.VERSIONS) -> Comparison:
    """Two contents of one act; `amounts` add up to the differences of `totals`, to the cent."""
    was, now = placed(old), placed(new)
    return Comparison(
        between=between,
        lines=lines(old, new),
        amounts=amounts(was, now),
        totals=totals(was.values(), now.values(), OF_ONE_ACT),
        counts=_counts(old, new),
    )


def compare_exercices(content: Content, old: int, new: int) -> Comparison:
    """What one act plans for two exercices. Raises NoSuchExercice, which names those it knows."""
    planned = placed(content).values()
    _known(planned, old, new)
    return Comparison(
        between=Between.EXERCICES,
        totals=totals(_only(planned, old), _only(planned, new), OF_EXERCICES),
        exercices=(old, new),
    )


def compare_departements(old: Content, new: Content) -> Comparison:
    """Two acts of one kind, by axe, volet, side and exercice. Raises OtherKind."""
    if old["kind"] != new["kind"]:
        kinds = f"{old['kind']} et {new['kind']}"
        raise OtherKind(f"On ne compare pas des actes de genres différents : {kinds}.")
    return Comparison(
        between=Between.DEPARTEMENTS,
        totals=totals(placed(old).values(), placed(new).values(), OF_DEPARTEMENTS),
        counts=_counts(old, new),
    )


def _known(planned: Collection[Placed], *wanted: int) -> None:
    known = sorted({place.exercice for place, _ in planned if place.exercice})
    missing = [year for year in wanted if year not in known]
    if missing:
        told = ", ".join(map(str, known)) or "aucun"
        raise NoSuchExercice(
            f"L’acte ne prévoit rien pour l’exercice {missing[0]}. Exercices prévus : {told}."
        )


def _only(planned: Collection[Placed], exercice: int) -> list[Placed]:
    return [
        (place._replace(exercice=None), cents)
        for place, cents in planned
        if place.exercice == exercice
    ]


def _counts(old: Content, new: Content) -> tuple[Count, ...]:
    was, now = (
        Counter(action.get("axe") for action in content.get("actions", NOTHING).values())
        for content in (old, new)
    )
    axes = sorted(was.keys() | now.keys(), key=lambda axe: (axe is None, axe))
    return tuple(Count(axe=axe, old=was[axe], new=now[axe]) for axe in axes)
