"""`--tenant CODE`: a code that can be one, of a département that is declared here."""

import click

from domain import departement
from domain.errors import Invalid
from infra.store.connections.names import PLATFORM
from infra.store.following.heads import tenants
from infra.typography import french
from infra.wiring import Wiring


class UnknownTenant(click.ClickException):
    """No département of that code is declared here, or none any more."""


class TenantCode(click.ParamType[str]):
    """Upper case, as published; `platform` admits the platform's own log beside them."""

    name = "CODE"

    def __init__(self, *, platform: bool = False) -> None:
        self._platform = platform

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if self._platform and value.strip().lower() == PLATFORM:
            return PLATFORM
        try:
            return departement.tenant_code(value)
        except Invalid as refusal:
            self.fail(french(refusal.sentence), param, ctx)


def declared(wiring: Wiring, tenant: str | None) -> list[str]:
    """The code that was asked for, or those of all départements. Raises UnknownTenant."""
    codes = tenants(wiring.pool)
    if tenant is None:
        return codes
    if tenant not in (*codes, PLATFORM):
        raise UnknownTenant(french(_absent(wiring, tenant)))
    return [tenant]


def _absent(wiring: Wiring, code: str) -> str:
    for gone in wiring.gone.by_name():
        if gone.code == code:
            return f"Le département « {code} » a changé d’hébergeur : il répond à {gone.moved_to}"
    return f"Aucun département « {code} » n’est déclaré ici : « pacte tenant list » les donne."
