"""POST: ceilings, funding lines, adjustments."""

from infra.web.api.conventions import ONE
from infra.web.openapi import Family
from infra.web.routes import post
from infra.web.schemas import funding as schemas
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
