"""What the content must have before it is agreed for good, and so before it is frozen."""

from domain.convention import guards
from domain.convention.action import Nature
from domain.convention.convention import Convention
from domain.convention.errors import (
    CeilingsUnequal,
    LineWithoutAction,
    LineWithoutExercice,
    NatureMissing,
    OfficeMissing,
    ReinforcementUnjustified,
    SideMissing,
)
from domain.convention.kind import Kind
from domain.convention.signature import Side, Slot
from domain.convention.writing.cofinancing import shared

PREFET = "prefet"
PRESIDENT = "president"
# An office of one side alone: a partner may have a president too.
SIDE_OF = {PREFET: Side.STATE, PRESIDENT: Side.DEPARTEMENT}
IN_WORDS = {PREFET: "la préfète ou le préfet", PRESIDENT: "la présidence du Département"}


def ready(convention: Convention) -> None:
    """Asked at the agreement that completes, for what both agreed to no longer changes."""
    _signable(convention)
    _funded(convention)
    shared(convention)
    _justified(convention)


def _signable(convention: Convention) -> None:
    """Required slots for both sides, each required office and each prefet (rule 8)."""
    slots = [slot for slot in convention.terms.signatories.values() if slot.required]
    if not set(guards.CONTRACTING) <= {slot.side for slot in slots}:
        raise SideMissing("Il faut un signataire requis de l’État et un du Département.")
    missing = set(convention.rules.required_offices) - {s.office for s in slots if _of_its_side(s)}
    if missing:
        named = ", ".join(IN_WORDS.get(each, each.replace("_", " ")) for each in sorted(missing))
        raise OfficeMissing(f"Signataire requis manquant : {named}.")
    departements = len(convention.terms.territory_codes)
    if departements > 1 and _prefets(slots) < departements:
        raise OfficeMissing("Chaque préfet du territoire doit signer.")


def _of_its_side(slot: Slot) -> bool:
    return slot.side in guards.CONTRACTING and SIDE_OF.get(slot.office, slot.side) is slot.side


def _prefets(slots: list[Slot]) -> int:
    wanted = (Side.STATE, PREFET)
    return len({slot.organization_id for slot in slots if (slot.side, slot.office) == wanted})


def _funded(convention: Convention) -> None:
    lines = [line for line in convention.terms.funding.values() if line.amount_cents]
    if any(line.exercice is None for line in lines):
        raise LineWithoutExercice("Une ligne de financement n’a pas d’exercice.")
    by_action = convention.rules.kind is not Kind.CALPAE
    if by_action and any(line.action_id is None for line in lines):
        raise LineWithoutAction("Une ligne de financement n’est rattachée à aucune action.")
    ceilings = set(convention.terms.ceilings.values())
    if convention.rules.kind is Kind.CLS and not convention.avenant and len(ceilings) > 1:
        raise CeilingsUnequal("Les plafonds d’un CLS sont égaux chaque année, sauf avenant.")


def _justified(convention: Convention) -> None:
    """In a CLS each action says whether it is new or reinforced (rule 3), and how so."""
    told = convention.rules.kind is Kind.CLS
    for action in convention.terms.actions.values():
        if action.withdrawn:
            continue
        if told and action.nature is None:
            raise NatureMissing(f"Nature à préciser : « {action.title} ».")
        if action.nature is Nature.REINFORCED and action.reinforcement is None:
            raise ReinforcementUnjustified(f"Renforcement à justifier : « {action.title} ».")
