"""The stream of what the house did to a log, whether anything is in it yet or not."""

from domain import upkeep
from domain.errors import NotFound
from domain.upkeep import Upkeep, upkeep_id
from services.pactes import Pactes


def upkeep_of(pactes: Pactes) -> Upkeep:
    stream = upkeep_id(pactes.tenant)
    try:
        return pactes.load_short(Upkeep, stream)
    except NotFound:
        return upkeep.begun(stream)
