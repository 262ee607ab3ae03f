"""Submit, return, agree for one’s own side, freeze, put into execution, give up."""

from domain.convention.procedure import ending, freezing
from domain.convention.procedure import review as rules
from domain.convention.signature import Side
from services.ask import Ask
from services.conventions import commands
from services.conventions.desk import opened
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.ports import Sides


def submit_convention(pactes: Pactes, ask: Ask, command: commands.SubmitConvention) -> Receipt:
    convention = opened(pactes, ask, "submit_convention", command.convention_id)
    rules.submit(convention, by_side=Side(ask.caller.side))
    return pactes.record(ask, convention)


def return_review(pactes: Pactes, ask: Ask, command: commands.ReturnReview) -> Receipt:
    convention = opened(pactes, ask, "return_review", command.convention_id)
    motive = sealed(command.motive, "/motive")
    rules.give_back(convention, by_side=Side(ask.caller.side), motive=motive.seal)
    return pactes.record(ask, convention, texts=[motive])


def agree_convention(
    pactes: Pactes, sides: Sides, ask: Ask, command: commands.AgreeConvention
) -> Receipt:
    """The side is the caller’s: nobody agrees for the other one (rule 24)."""
    convention = opened(pactes, ask, "agree_convention", command.convention_id)
    side = Side(ask.caller.side)
    rules.agree(
        convention,
        side=side,
        by=ask.caller.person_id,
        authors=sides.authors(convention.id, side),
        users=sides.users(side),
    )
    return pactes.record(ask, convention)


def freeze_version(pactes: Pactes, ask: Ask, command: commands.FreezeVersion) -> Receipt:
    convention = opened(pactes, ask, "freeze_version", command.convention_id)
    freezing.freeze(convention, effective_from=command.effective_from)
    return pactes.record(ask, convention)


def enter_execution(pactes: Pactes, ask: Ask, command: commands.EnterExecution) -> Receipt:
    convention = opened(pactes, ask, "enter_execution", command.convention_id)
    ending.enter_execution(convention, on=command.on, today=ask.today)
    return pactes.record(ask, convention)


def abandon_convention(pactes: Pactes, ask: Ask, command: commands.AbandonConvention) -> Receipt:
    convention = opened(pactes, ask, "abandon_convention", command.convention_id)
    motive = sealed(command.motive, "/motive")
    ending.abandon(convention, motive=motive.seal)
    return pactes.record(ask, convention, texts=[motive])
