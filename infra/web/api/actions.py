"""Actions, their objectives, indicators and targets."""

from infra.web.api.conventions import ONE
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import actions as schemas
from infra.web.schemas.asked import reads as asked
from infra.web.schemas.conventions import MotiveBody
from infra.web.schemas.shown import actions as shown_actions
from projections.queries.convention.actions import CONVENTION_ACTIONS
from services.conventions import actions, commands

family = Family("actions", description="Les actions d’une convention et leur mesure.")
ACTION = f"{ONE}/actions/<uuid:action_id>"

post(
    family,
    f"{ONE}/actions",
    "Ajouter une action",
    body=schemas.ActionBody,
    command=commands.AddAction,
    service=actions.add_action,
    creates=True,
)
post(
    family,
    f"{ACTION}/origin",
    "Rattacher une action à celle qu’elle reconduit",
    body=schemas.OriginBody,
    command=commands.CarryOverAction,
    service=actions.carry_over_action,
)
post(
    family,
    f"{ACTION}/reinforcement",
    "Justifier le renforcement d’une action",
    body=schemas.ReinforcementBody,
    command=commands.JustifyReinforcement,
    service=actions.justify_reinforcement,
)
post(
    family,
    f"{ACTION}/title",
    "Renommer une action",
    body=schemas.TitleBody,
    command=commands.RetitleAction,
    service=actions.retitle_action,
)
post(
    family,
    f"{ACTION}/withdrawal",
    "Retirer une action",
    body=MotiveBody,
    command=commands.WithdrawAction,
    service=actions.withdraw_action,
)
post(
    family,
    f"{ONE}/objectives",
    "Ajouter un objectif",
    body=schemas.ObjectiveBody,
    command=commands.AddObjective,
    service=actions.add_objective,
    creates=True,
)
post(
    family,
    f"{ONE}/objectives/<uuid:objective_id>/indicators",
    "Définir un indicateur",
    body=schemas.IndicatorBody,
    command=commands.DefineIndicator,
    service=actions.define_indicator,
    creates=True,
)
post(
    family,
    f"{ONE}/indicators/<uuid:indicator_id>/targets",
    "Fixer une cible",
    body=schemas.TargetBody,
    command=commands.SetTarget,
    service=actions.set_target,
)
get(
    family,
    f"{ONE}/actions",
    "Ses actions et ce qu’elles visent",
    read=Read(query=CONVENTION_ACTIONS),
    parameters=asked.InForce,
    shows=shown_actions.ActionsSchema,
)
