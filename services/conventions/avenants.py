"""Open and give up the working copy that amends a convention."""

from domain.convention.convention import Convention
from domain.convention.procedure import avenants as rules
from services.ask import Ask
from services.conventions import commands
from services.conventions.desk import about, opened
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.policy import allow


def open_avenant(pactes: Pactes, ask: Ask, command: commands.OpenAvenant) -> Receipt:
    """Also on an act that was signed on paper: what follows is written by people."""
    allow(ask, "open_avenant", about(pactes))
    convention = pactes.load(Convention, command.convention_id, ask)
    motive = sealed(command.motive, "/motive")
    rules.open_avenant(convention, motive=motive.seal, kind=command.kind)
    return pactes.record(ask, convention, texts=[motive])


def abandon_avenant(pactes: Pactes, ask: Ask, command: commands.AbandonAvenant) -> Receipt:
    convention = opened(pactes, ask, "abandon_avenant", command.convention_id)
    rules.abandon_avenant(convention)
    return pactes.record(ask, convention)
