"""`pacte tenant`: open a département, list those that are open."""

import json

import click
from rich.console import Console
from rich.table import Table

from domain import departement
from domain.errors import NotFound, RuleBroken
from domain.platform.facts import TenantKind
from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from infra.cli.persons.acting import Refused
from infra.cli.proved import document, told
from infra.cli.tenants.tenant_life import close, export, reactivate, suspend
from infra.cli.tenants.tenant_move import receive
from infra.embedded.connected import connected
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.following.heads import heads, tenants
from infra.tenants.migrating import bring_up_to_date
from infra.tenants.operating import operator
from infra.tenants.tenancy import open_tenant
from infra.typography import french
from infra.wiring import Wiring
from services.platform.commands import DeclareTenant

KINDS = {
    TenantKind.DEPARTEMENT: "Département",
    TenantKind.COLLECTIVITE: "Collectivité",
    TenantKind.METROPOLE: "Métropole",
}
STATES = {
    TenantStatus.DECLARED: "déclaré",
    TenantStatus.ACTIVE: "ouvert",
    TenantStatus.SUSPENDED: "suspendu",
    TenantStatus.CLOSED: "fermé",
    TenantStatus.MOVED: "parti",
}


@click.group
def command() -> None:
    """Ouvre, liste, suspend et ferme les départements."""


for _act in (suspend, reactivate, close, export, receive):
    command.add_command(_act)


@command.command
@click.argument("code")
@click.option("--siret", required=True, metavar="SIRET", help="De la collectivité.")
@click.option("--name", metavar="NOM", help="Par défaut, celui que publie l’INSEE.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in TenantKind]),
    default=TenantKind.DEPARTEMENT.value,
    show_default=True,
    help="Ce qu’est la collectivité.",
)
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def declare(code: str, siret: str, name: str | None, kind: str, *, as_json: bool) -> None:
    """Déclare le département CODE et ouvre son journal\u202f; deux fois, une seule."""
    with connected(Settings.from_environ()) as settings:
        bring_up_to_date(settings)
        wiring = Wiring(settings)
        try:
            declaration = _declaration(code, siret, name, TenantKind(kind))
            ask = operator(wiring, PLATFORM, "pacte tenant declare")
            opened = open_tenant(wiring, settings, ask, declaration)
        except RuleBroken as refusal:
            raise Refused(french(refusal.sentence)) from refusal
        finally:
            wiring.close()
    if as_json:
        found = {"tenant": declaration.code, "opened": opened.now}
        click.echo(json.dumps({**found, "isolation": document(opened.proof)}))
    else:
        done = "est ouvert" if opened.now else "était déjà ouvert"
        click.echo(f"{declaration.name} ({declaration.code}) {done}.{told(opened.proof)}")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def list_(*, as_json: bool) -> None:
    """Liste les départements et où en est leur journal."""
    with connected(Settings.from_environ()) as settings:
        wiring = Wiring(settings)
        try:
            found = _listed(wiring)
        finally:
            wiring.close()
    if as_json:
        click.echo(json.dumps({"tenants": found}, ensure_ascii=False))
    elif found:
        Console().print(_table(found))
    else:
        click.echo(
            "Aucun département n’est ouvert. «\u00a0pacte tenant declare\u00a0» en ouvre un."
        )


def _declaration(code: str, siret: str, name: str | None, kind: TenantKind) -> DeclareTenant:
    known = departement.tenant_code(code)
    return DeclareTenant(
        code=known,
        name=name or departement.name_of(known),
        kind=kind,
        territory_codes=departement.covered_by(known),
        region_code=departement.region_of(known),
        siret=siret,
    )


def _listed(wiring: Wiring) -> list[dict[str, str | int]]:
    standing = heads(wiring.pool)
    return [
        {
            "tenant": code,
            "name": declared.name if declared else "",
            "kind": declared.kind.value if declared else "",
            "status": declared.status.value if declared else "",
            "position": standing[code].position if code in standing else 0,
        }
        for code in tenants(wiring.pool)
        for declared in [_declared(wiring, code)]
    ] + [_gone(tenant) for tenant in wiring.gone.by_name()]


def _gone(tenant: Tenant) -> dict[str, str | int]:
    return {
        "tenant": tenant.code,
        "name": tenant.name,
        "kind": tenant.kind.value,
        "status": tenant.status.value,
        "position": tenant.left_at or 0,
        "moved_to": str(tenant.moved_to),
    }


def _declared(wiring: Wiring, code: str) -> Tenant | None:
    """A schema without declaration was left by an interrupted opening."""
    try:
        return wiring.platform().load(Tenant, tenant_id(code))
    except NotFound:
        return None


def _state(each: dict[str, str | int]) -> str:
    if not each["status"]:
        return "non déclaré"
    state = STATES[TenantStatus(str(each["status"]))]
    return f"{state}, {each['moved_to']}" if "moved_to" in each else state


def _table(found: list[dict[str, str | int]]) -> Table:
    table = Table("Code", "Nom", "Genre", "État", "Événements")
    for each in found:
        kind = str(each["kind"])
        table.add_row(
            str(each["tenant"]),
            str(each["name"]),
            KINDS[TenantKind(kind)] if kind else "",
            _state(each),
            str(each["position"]),
        )
    return table
