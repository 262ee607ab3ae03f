"""Let auditors look into a tenant, for a time."""

from infra.web.api.access.members import MEMBER
from infra.web.documents.openapi import Family
from infra.web.routes import post
from infra.web.schemas import access as schemas
from services.access import commands, mandates

family = Family("mandates", description="Mandats d’audit.")

post(
    family,
    f"{MEMBER}/audit-mandates",
    "Donner un mandat d’audit, de 24 mois au plus",
    body=schemas.AuditMandateBody,
    command=commands.GrantAuditMandate,
    service=mandates.grant_audit_mandate,
    creates=True,
)
post(
    family,
    f"{MEMBER}/audit-mandate-revocations",
    "Retirer un mandat d’audit",
    body=schemas.AuditMandateRevocationBody,
    command=commands.RevokeAuditMandate,
    service=mandates.revoke_audit_mandate,
)
