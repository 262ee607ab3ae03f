"""What the act will do: actions, objectives, indicators, targets."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain import text
from domain.convention import guards
from domain.convention.action import Dimension, Nature
from domain.convention.convention import Convention
from domain.convention.errors import (
    ActionFunded,
    AxeNotAllowed,
    NatureNotAllowed,
    NotContinued,
    NotReinforced,
    OwnOrigin,
    Unchanged,
)
from domain.convention.writing import titles


def add_action(
    convention: Convention,
    *,
    action_id: UUID,
    title: str,
    axe: int | None = None,
    volet: str | None = None,
    code: str | None = None,
    nature: Nature | None = None,
    description: str = "",
    operator_ids: Sequence[UUID] = (),
    public: str = "",
    territory: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    force: bool = False,
) -> None:
    """`nature` None where nobody knows it yet; to freeze a CLS, each action must have one.

    `force`: although another action has this title.
    """
    guards.editable(convention)
    guards.fresh(action_id, convention.terms.actions, "/action_id")
    guards.volet(convention, volet)
    _axe(convention, axe)
    _nature(convention, nature)
    _period(starts_on, ends_on)
    convention.action_added(
        action_id=action_id,
        code=text.title(code, "/code") if code else None,
        axe=axe,
        volet=volet,
        title=titles.own(convention, title, force=force),
        nature=nature,
        description=guards.optional_text(description, "/description"),
        operator_ids=tuple(dict.fromkeys(operator_ids)),
        public=guards.optional_text(public, "/public"),
        territory=guards.optional_text(territory, "/territory"),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def carry_over(
    convention: Convention, *, action_id: UUID, from_convention_id: UUID, from_action_id: UUID
) -> None:
    """Link an action to the one that it continues."""
    guards.editable(convention)
    action = guards.action(convention, action_id)
    if (from_convention_id, from_action_id) == (convention.id, action_id):
        raise OwnOrigin("Une action ne se continue pas elle-même.", field="/from_action_id")
    if action.nature is Nature.NEW:
        raise NotContinued("Une action nouvelle n’en continue aucune autre.", field="/action_id")
    if action.carried_over_from is not None:
        raise Unchanged("Cette action est déjà reliée à celle qu’elle continue.")
    convention.action_carried_over(
        action_id=action_id, from_convention_id=from_convention_id, from_action_id=from_action_id
    )


def justify_reinforcement(
    convention: Convention, *, action_id: UUID, dimension: Dimension, wording: str
) -> None:
    guards.editable(convention)
    if guards.action(convention, action_id).nature is not Nature.REINFORCED:
        raise NotReinforced("Cette action n’est pas déclarée renforcée.", field="/action_id")
    convention.action_reinforcement_justified(
        action_id=action_id, dimension=dimension, text=text.free_text(wording, "/text")
    )


def retitle(convention: Convention, *, action_id: UUID, title: str, force: bool = False) -> None:
    guards.editable(convention)
    old = guards.action(convention, action_id).title
    new = titles.own(convention, title, but=action_id, force=force)
    if old == new:
        raise Unchanged("L’action porte déjà ce titre.", field="/title")
    convention.action_retitled(action_id=action_id, old=old, new=new)


def withdraw(convention: Convention, *, action_id: UUID, motive: str) -> None:
    """`motive` is a seal. Its funding must have been brought down to zero: no money vanishes."""
    guards.editable(convention)
    guards.action(convention, action_id)
    lines = convention.terms.funding.values()
    if any(line.action_id == action_id and line.amount_cents for line in lines):
        raise ActionFunded("Cette action est encore financée : ramenez d’abord ses lignes à zéro.")
    convention.action_withdrawn(action_id=action_id, motive=guards.seal(motive, "/motive"))


def _period(starts_on: date | None, ends_on: date | None) -> None:
    """Either day may be unknown."""
    if starts_on and ends_on:
        guards.in_order(starts_on, ends_on)
    for day, field in ((starts_on, "/starts_on"), (ends_on, "/ends_on")):
        if day:
            guards.in_years(day, field)


def _axe(convention: Convention, axe: int | None) -> None:
    """Exactly one axe of the convention, or none where the convention has none (rule 2)."""
    allowed = convention.terms.axes or (None,)
    if axe not in allowed:
        raise AxeNotAllowed("Cet axe n’est pas un axe de la convention.", field="/axe")


def _nature(convention: Convention, nature: Nature | None) -> None:
    if nature is not None and nature not in convention.rules.allowed_natures:
        raise NatureNotAllowed(
            f"Cette nature d’action n’est pas admise en {convention.rules.kind}.", field="/nature"
        )
