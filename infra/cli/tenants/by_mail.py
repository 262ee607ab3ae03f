"""`pacte sso mail`: whether partners of a département come in by a code sent to their address."""

import click

from infra.cli.persons.acting import acting, tell
from infra.cli.tenants.tenant_code import TenantCode
from infra.store.connections.names import PLATFORM
from infra.tenants.operating import declared_tenant, operator
from services.platform import commands, tenants

REMEDIES = {"mail-sign-in-already-open": "« pacte sso mail CODE --end » ferme cette entrée."}


@click.command
@click.argument("code", type=TenantCode())
@click.option("--end", is_flag=True, help="Ferme cette entrée, au lieu de l’ouvrir.")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def mail(code: str, *, end: bool, as_json: bool) -> None:
    """Ouvre CODE aux partenaires sans compte, par un code reçu par courriel."""
    with acting(REMEDIES) as wiring:
        ask = operator(wiring, PLATFORM, "pacte sso mail")
        declared_tenant(wiring, code)
        if end:
            closing = commands.CloseMailSignIn(code=code)
            tenants.close_mail_sign_in(wiring.platform(), ask, closing)
        else:
            opening = commands.OpenMailSignIn(code=code)
            tenants.open_mail_sign_in(wiring.platform(), ask, opening)
        wiring.wake(PLATFORM)
    words = (
        f"Plus personne n’entre dans {code} par un code reçu par courriel."
        if end
        else f"Les partenaires de {code} qui n’ont pas de compte peuvent entrer par un code reçu "
        "par courriel ; il faut que SMTP_URL soit réglé."
    )
    tell(words, {"tenant": code, "mail_sign_in": not end}, as_json=as_json)
