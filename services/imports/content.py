"""What one version of a plan adds to the content of its convention."""

from uuid import UUID

from domain.convention.convention import Convention
from domain.convention.writing import actions, funding, measures
from services.imports.identities import convention_id, organization_id, part_id
from services.imports.plan import PaperAction, PaperVersion


def write(convention: Convention, tenant: str, version: PaperVersion) -> None:
    for action in version.actions:
        _action(convention, tenant, action)
    for objective in version.objectives:
        measures.add_objective(
            convention,
            objective_id=part_id(convention.id, objective.key),
            action_id=_part(convention, objective.action),
            wording=objective.text,
        )
    for indicator in version.indicators:
        measures.define_indicator(
            convention,
            indicator_id=part_id(convention.id, indicator.key),
            objective_id=part_id(convention.id, indicator.objective),
            name=indicator.name,
            unit=indicator.unit,
            direction=indicator.direction,
        )
    for line in version.lines:
        funding.plan_funding(
            convention,
            line_id=part_id(convention.id, line.key),
            funder_id=organization_id(tenant, line.funder),
            amount_cents=line.amount_cents,
            exercice=line.exercice,
            action_id=_part(convention, line.action),
            volet=line.volet,
        )


def _action(convention: Convention, tenant: str, action: PaperAction) -> None:
    actions.add_action(
        convention,
        action_id=part_id(convention.id, action.key),
        code=action.key,
        title=action.title,
        axe=action.axe,
        volet=action.volet,
        nature=action.nature,
        description=action.description,
        force=True,
    )
    if action.carried_over_from is not None:
        earlier, key = action.carried_over_from
        actions.carry_over(
            convention,
            action_id=part_id(convention.id, action.key),
            from_convention_id=convention_id(tenant, earlier),
            from_action_id=part_id(convention_id(tenant, earlier), key),
        )


def _part(convention: Convention, key: str | None) -> UUID | None:
    return part_id(convention.id, key) if key else None
