"""Say what is done under a convention and how its effect is measured."""

from dataclasses import replace

from domain.convention.convention import Convention
from domain.convention.writing import actions as rules
from domain.convention.writing import measures
from services.ask import Ask
from services.conventions import commands
from services.conventions.desk import opened
from services.free_text import sealed
from services.pactes import Pactes, Receipt


def add_action(pactes: Pactes, ask: Ask, command: commands.AddAction) -> Receipt:
    convention = opened(pactes, ask, "add_action", command.convention_id)
    rules.add_action(
        convention,
        action_id=ask.minted(),
        title=command.title,
        axe=command.axe,
        volet=command.volet,
        code=command.code,
        nature=command.nature,
        description=command.description,
        operator_ids=command.operator_ids,
        public=command.public,
        territory=command.territory,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        force=command.force,
    )
    return _recorded(pactes, ask, convention, command)


def carry_over_action(pactes: Pactes, ask: Ask, command: commands.CarryOverAction) -> Receipt:
    convention = opened(pactes, ask, "carry_over_action", command.convention_id)
    rules.carry_over(
        convention,
        action_id=command.action_id,
        from_convention_id=command.from_convention_id,
        from_action_id=command.from_action_id,
    )
    return pactes.record(ask, convention)


def justify_reinforcement(
    pactes: Pactes, ask: Ask, command: commands.JustifyReinforcement
) -> Receipt:
    convention = opened(pactes, ask, "justify_reinforcement", command.convention_id)
    rules.justify_reinforcement(
        convention,
        action_id=command.action_id,
        dimension=command.dimension,
        wording=command.text,
    )
    return pactes.record(ask, convention)


def retitle_action(pactes: Pactes, ask: Ask, command: commands.RetitleAction) -> Receipt:
    convention = opened(pactes, ask, "retitle_action", command.convention_id)
    rules.retitle(convention, action_id=command.action_id, title=command.title, force=command.force)
    return _recorded(pactes, ask, convention, command)


def withdraw_action(pactes: Pactes, ask: Ask, command: commands.WithdrawAction) -> Receipt:
    convention = opened(pactes, ask, "withdraw_action", command.convention_id)
    motive = sealed(command.motive, "/motive")
    rules.withdraw(convention, action_id=command.action_id, motive=motive.seal)
    return pactes.record(ask, convention, texts=[motive])


def add_objective(pactes: Pactes, ask: Ask, command: commands.AddObjective) -> Receipt:
    convention = opened(pactes, ask, "add_objective", command.convention_id)
    measures.add_objective(
        convention, objective_id=ask.minted(), action_id=command.action_id, wording=command.text
    )
    return pactes.record(ask, convention)


def define_indicator(pactes: Pactes, ask: Ask, command: commands.DefineIndicator) -> Receipt:
    convention = opened(pactes, ask, "define_indicator", command.convention_id)
    measures.define_indicator(
        convention,
        indicator_id=ask.minted(),
        objective_id=command.objective_id,
        name=command.name,
        unit=command.unit,
        direction=command.direction,
        definition=command.definition,
        baseline=command.baseline,
    )
    return pactes.record(ask, convention)


def set_target(pactes: Pactes, ask: Ask, command: commands.SetTarget) -> Receipt:
    convention = opened(pactes, ask, "set_target", command.convention_id)
    measures.set_target(
        convention,
        indicator_id=command.indicator_id,
        exercice=command.exercice,
        value=command.value,
    )
    return pactes.record(ask, convention)


def _recorded(
    pactes: Pactes,
    ask: Ask,
    convention: Convention,
    command: commands.AddAction | commands.RetitleAction,
) -> Receipt:
    """With the motive for which a title stands twice: the fact has no place for it."""
    if not command.force and command.motive is None:
        return pactes.record(ask, convention)
    motive = sealed(command.motive or "", "/motive")
    return pactes.record(replace(ask, reason=motive.seal), convention, texts=[motive])
