"""Plan and adjust money. The State's agents write the State's lines only."""

from domain.convention.writing import funding as rules
from services.ask import Ask
from services.conventions import commands
from services.conventions.desk import about, loaded, side_of
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.policy import admit, allow


def plan_funding(pactes: Pactes, ask: Ask, command: commands.PlanFunding) -> Receipt:
    admit(ask.caller, "plan_funding", pactes.tenant)
    convention = loaded(pactes, ask, command.convention_id)
    allow(ask, "plan_funding", about(pactes, side_of(convention, command.funder_id)))
    rules.plan_funding(
        convention,
        line_id=ask.minted(),
        funder_id=command.funder_id,
        amount_cents=command.amount_cents,
        exercice=command.exercice,
        action_id=command.action_id,
        volet=command.volet,
        nature=command.nature,
        counts_as_match=command.counts_as_match,
    )
    return pactes.record(ask, convention)


def adjust_funding(pactes: Pactes, ask: Ask, command: commands.AdjustFunding) -> Receipt:
    admit(ask.caller, "adjust_funding", pactes.tenant)
    convention = loaded(pactes, ask, command.convention_id)
    line = convention.terms.funding.get(command.line_id)
    side = side_of(convention, line.funder_id) if line else None
    allow(ask, "adjust_funding", about(pactes, side))
    motive = sealed(command.motive, "/motive")
    rules.adjust_funding(
        convention,
        line_id=command.line_id,
        new_cents=command.amount_cents,
        motive=motive.seal,
    )
    return pactes.record(ask, convention, texts=[motive])
