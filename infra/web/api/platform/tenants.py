"""The life of tenants: declared, suspended, reopened, closed; and who comes in there by mail."""

from typing import Any

from domain.departement import tenant_code
from infra.queue import enqueue_closing, enqueue_provision
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import platform as schemas
from infra.web.schemas.conventions import EmptyBody
from infra.web.schemas.shown.national import TenantSchema
from projections.queries.platform import TENANTS_LIST
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.platform import commands, tenants

family = Family("platform_tenants", description="Les départements déclarés.", above=True)
TENANT = "/tenants/<tenant_code>"


def declare_tenant(platform: Pactes, ask: Ask, command: commands.DeclareTenant) -> Receipt:
    """The job hastens what the ticker would see to: the process that holds the owner opens it."""
    receipt = tenants.declare_tenant(platform, ask, command)
    enqueue_provision(wiring().admin_queue, tenant_code(command.code))
    return receipt


def request_tenant_closing(
    platform: Pactes, ask: Ask, command: commands.RequestTenantClosing
) -> Receipt:
    """Only the process that holds the owner writes the export that the closing names."""
    receipt = tenants.request_tenant_closing(platform, ask, command)
    enqueue_closing(wiring().admin_queue, tenant_code(command.code))
    return receipt


def suspend(*, tenant_code: str, **given: Any) -> commands.SuspendTenant:
    return commands.SuspendTenant(code=tenant_code, **given)


def reactivate(*, tenant_code: str) -> commands.ReactivateTenant:
    return commands.ReactivateTenant(code=tenant_code)


def closing(*, tenant_code: str, **given: Any) -> commands.RequestTenantClosing:
    return commands.RequestTenantClosing(code=tenant_code, **given)


def mail_opened(*, tenant_code: str) -> commands.OpenMailSignIn:
    return commands.OpenMailSignIn(code=tenant_code)


def mail_closed(*, tenant_code: str) -> commands.CloseMailSignIn:
    return commands.CloseMailSignIn(code=tenant_code)


post(
    family,
    "/tenants",
    "Déclarer un département, qui s’ouvre une fois préparé par l’exploitation",
    body=schemas.DeclarationBody,
    command=commands.DeclareTenant,
    service=declare_tenant,
    creates=True,
    conditional=False,
)
post(
    family,
    f"{TENANT}/suspension",
    "Suspendre un département\u00a0: on y lit, on n’y écrit plus",
    body=schemas.ReasonBody,
    command=suspend,
    service=tenants.suspend_tenant,
)
post(
    family,
    f"{TENANT}/reactivation",
    "Rouvrir un département suspendu",
    body=EmptyBody,
    command=reactivate,
    service=tenants.reactivate_tenant,
)
post(
    family,
    f"{TENANT}/closure",
    "Demander la fermeture définitive d’un département suspendu, une fois son export scellé",
    body=schemas.ReasonBody,
    command=closing,
    service=request_tenant_closing,
)
post(
    family,
    f"{TENANT}/mail-sign-in/opening",
    "Laisser entrer par un code reçu par courriel les partenaires sans service d’identité",
    body=EmptyBody,
    command=mail_opened,
    service=tenants.open_mail_sign_in,
)
post(
    family,
    f"{TENANT}/mail-sign-in/closing",
    "Ne plus laisser entrer personne par un code reçu par courriel",
    body=EmptyBody,
    command=mail_closed,
    service=tenants.close_mail_sign_in,
)
get(
    family,
    "/tenants",
    "Les départements déclarés et leur état",
    read=Read(query=TENANTS_LIST, items=True),
    shows=TenantSchema,
)
