"""Sentences for what an act says."""

from domain.convention.action import Dimension
from domain.convention.facts import actions, content, money
from domain.convention.facts.base import ConventionDrafted
from projections.trail.french import FOR_SIDE, NBSP, OF_SIDE, day, euros, exercice, office, quoted
from projections.trail.sentence import sentence

GROWS = {
    Dimension.CASELOAD: "davantage de personnes suivies",
    Dimension.PUBLIC: "un nouveau public",
    Dimension.AREA: "un nouveau territoire",
}


@sentence.register
def _(event: ConventionDrafted) -> str:
    begun = "Reprise d’un acte signé sur papier" if event.paper else "Convention ouverte"
    span = f"{event.starts_on.year}-{event.ends_on.year}"
    return f"{begun}{NBSP}: {event.kind} {quoted(event.title)}, {span}."


@sentence.register
def _(event: content.PartyAdded) -> str:
    return f"Partie ajoutée au titre {OF_SIDE[event.side]}."


@sentence.register
def _(event: content.SignatoryDesignated) -> str:
    need = "requise" if event.required else "facultative"
    whose = f"{FOR_SIDE[event.side]}{NBSP}: {office(event.office)}"
    return f"Signataire désigné {whose}, signature {need}."


@sentence.register
def _(event: content.VoletDefined) -> str:
    span = f"du {day(event.starts_on)} au {day(event.ends_on)}"
    return f"Volet {event.code} défini{NBSP}: {quoted(event.title)}, {span}."


@sentence.register
def _(event: content.ArticleSet) -> str:
    return f"Article {event.no} rédigé{NBSP}: {quoted(event.title)}."


@sentence.register
def _(event: content.CeilingSet) -> str:
    return f"Plafond fixé à {euros(event.amount_cents)}, {exercice(event.exercice)}."


@sentence.register
def _(event: actions.ActionAdded) -> str:
    where = f", axe{NBSP}{event.axe}" if event.axe else ""
    where += f", volet {event.volet}" if event.volet else ""
    return f"Action ajoutée{NBSP}: {quoted(event.title)}{where}."


@sentence.register
def _(_event: actions.ActionCarriedOver) -> str:
    return "Action reliée à celle d’une convention précédente qu’elle reconduit."


@sentence.register
def _(event: actions.ActionReinforcementJustified) -> str:
    return f"Renforcement d’une action justifié{NBSP}: {GROWS[event.dimension]}."


@sentence.register
def _(event: actions.ActionRetitled) -> str:
    return f"Action {quoted(event.old)} renommée {quoted(event.new)}."


@sentence.register
def _(_event: actions.ActionWithdrawn) -> str:
    return "Action retirée de la convention."


@sentence.register
def _(event: actions.ObjectiveAdded) -> str:
    of = "d’une action" if event.action_id else "de la convention"
    return f"Objectif {of} ajouté{NBSP}: {quoted(event.text)}."


@sentence.register
def _(event: actions.IndicatorDefined) -> str:
    return f"Indicateur défini{NBSP}: {quoted(event.name)}."


@sentence.register
def _(event: actions.IndicatorTargetSet) -> str:
    """Without its figures: their unit stands with the indicator, in another event."""
    change = "fixée" if event.old is None else "modifiée"
    return f"Cible d’un indicateur {change}, {exercice(event.exercice)}."


@sentence.register
def _(event: money.FundingPlanned) -> str:
    return f"Financement prévu{NBSP}: {euros(event.amount_cents)}, {exercice(event.exercice)}."


@sentence.register
def _(event: money.FundingAdjusted) -> str:
    old, new, delta = euros(event.old_cents), euros(event.new_cents), euros(event.delta_cents)
    return f"Financement modifié de {old} à {new} (écart{NBSP}: {delta})."
