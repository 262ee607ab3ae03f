"""Ceilings, funding lines, adjustments, totals."""

from infra.web.api.conventions import ONE
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import funding as schemas
from infra.web.schemas.asked import reads as asked
from infra.web.schemas.shown import actions as shown_actions
from projections.queries.convention.funding import FUNDING
from services.conventions import commands, drafting, funding

family = Family("funding", description="Les montants, en centimes d’euro.")

post(
    family,
    f"{ONE}/ceilings",
    "Fixer le plafond d’un exercice",
    body=schemas.CeilingBody,
    command=commands.SetCeiling,
    service=drafting.set_ceiling,
)
post(
    family,
    f"{ONE}/funding-lines",
    "Prévoir un financement",
    body=schemas.FundingLineBody,
    command=commands.PlanFunding,
    service=funding.plan_funding,
    creates=True,
)
post(
    family,
    f"{ONE}/funding-adjustments",
    "Ajuster un financement",
    body=schemas.AdjustmentBody,
    command=commands.AdjustFunding,
    service=funding.adjust_funding,
)
get(
    family,
    f"{ONE}/funding",
    "Ses financements, ligne à ligne et par exercice",
    read=Read(query=FUNDING),
    parameters=asked.InForce,
    shows=shown_actions.FundingSchema,
)
