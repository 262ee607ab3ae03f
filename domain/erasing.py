"""What the law lets people have erased: asked for, done, or not to be done any more."""

from uuid import UUID

from domain.errors import RuleBroken
from domain.upkeep import Upkeep


class ErasingAlreadyRequested(RuleBroken):
    code = "erasing-already-requested"


def request_erasing(upkeep: Upkeep, person_id: UUID, motive: str) -> None:
    if person_id in upkeep.wished:
        raise ErasingAlreadyRequested("L’effacement de cette personne est déjà demandé.")
    upkeep.erasing_requested(person_id=person_id, motive=motive)


def lapsed(upkeep: Upkeep, person_id: UUID) -> None:
    upkeep.erasing_lapsed(person_id=person_id)


def erased_person(upkeep: Upkeep, person_id: UUID) -> None:
    upkeep.personal_data_erased(person_id=person_id)


def erased_text(upkeep: Upkeep, seal: str) -> None:
    upkeep.free_text_erased(seal=seal)
