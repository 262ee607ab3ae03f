"""Freezing the agreed content as a version to sign, if everything is there."""

from datetime import date

from domain.convention import guards
from domain.convention.action import Nature
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.convention.errors import (
    CeilingsUnequal,
    EffectiveOutOfPeriod,
    LineWithoutAction,
    LineWithoutExercice,
    NatureMissing,
    NotAgreed,
    OfficeMissing,
    ReinforcementUnjustified,
    SideMissing,
)
from domain.convention.kind import Kind
from domain.convention.signature import Side, Slot
from domain.convention.stage import Stage
from domain.convention.version import Act

PREFET = "prefet"
PRESIDENT = "president"
# An office of one side alone: a partner may have a president too.
SIDE_OF = {PREFET: Side.STATE, PRESIDENT: Side.DEPARTEMENT}
IN_WORDS = {PREFET: "la préfète ou le préfet", PRESIDENT: "la présidence du Département"}


def freeze(convention: Convention, *, effective_from: date | None = None) -> None:
    """`effective_from` may precede the signature; None: from the last signature on.

    It lies in the years of the convention; an avenant never applies before what it amends.
    """
    if convention.stage is not Stage.UNDER_REVIEW or not guards.agreed(convention):
        raise NotAgreed("Les deux parties n’ont pas convenu de ce contenu.")
    _signable(convention)
    _funded(convention)
    _justified(convention)
    if effective_from is not None:
        _applicable(convention, effective_from)
    convention.version_frozen(
        version_no=len(convention.versions) + 1,
        act=Act.AVENANT if convention.avenant else Act.INITIAL,
        content_hash=content_hash(convention),
        snapshot_ref=convention.version,
        effective_from=effective_from,
    )


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


def _applicable(convention: Convention, effective_from: date) -> None:
    terms = convention.terms
    if not terms.starts_on.year <= effective_from.year <= terms.ends_on.year:
        raise EffectiveOutOfPeriod(
            "La version s’appliquerait hors de la période de la convention.",
            field="/effective_from",
        )
    if convention.versions and effective_from < convention.versions[-1].effective_from:
        raise EffectiveOutOfPeriod(
            "L’avenant s’appliquerait avant la version en vigueur.", field="/effective_from"
        )
