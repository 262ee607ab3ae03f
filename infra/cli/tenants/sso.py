"""`pacte sso`: by whom people are recognised, configured, tried and retired."""

from pathlib import Path

import click
from rich.console import Console

from domain.errors import NotFound
from domain.sso.facts import ClientAuth
from domain.sso.provider import IdentityProvider, provider_id
from infra.cli.persons.acting import Refused, acting, tell
from infra.cli.tenants.by_mail import mail
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.sso.providers.checkup import Check, checkup
from infra.sso.providers.configured import PRESETS, Preset, from_preset, provider_of
from infra.sso.providers.secrets import Secrets
from infra.store.connections.names import PLATFORM
from infra.tenants.operating import operator
from infra.typography import french
from infra.wiring import Wiring
from services.platform.commands import ConfigureSso, EndSso
from services.platform.providers import configure_sso, end_sso

JSON = click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
SLUG = click.argument("slug", metavar="NOM")
REMEDIES = {"invalid-provider": "« pacte sso add --help » dit ce que chaque option attend."}


@click.group
def command() -> None:
    """Les fournisseurs d’identité par lesquels les personnes entrent."""


command.add_command(mail)


@command.command()
@SLUG
@click.option("--preset", type=click.Choice(PRESETS), required=True, help="Le genre.")
@click.option("--issuer", default="", metavar="URL", help="L’émetteur, à la lettre.")
@click.option("--client-id", required=True, metavar="ID", help="Donné par le fournisseur.")
@click.option(
    "--client-ref", required=True, metavar="FICHIER", help="Nom du secret dans PACTE_SSO_SECRETS."
)
@click.option(
    "--client-auth",
    type=click.Choice([method.value for method in ClientAuth]),
    default=ClientAuth.SECRET_POST.value,
    show_default=True,
    help="Comment Pacte se prouve.",
)
@click.option("--tenant", "tenants", type=TenantCode(), multiple=True, help="Un département servi.")
@click.option("--acr", "acr_values", multiple=True, metavar="ACR", help="Une valeur acceptée.")
@click.option("--name", default="", metavar="TEXTE", help="Ce que lisent les personnes.")
@JSON
def add(
    slug: str,
    *,
    preset: Preset,
    issuer: str,
    client_id: str,
    client_ref: str,
    client_auth: str,
    tenants: tuple[str, ...],
    acr_values: tuple[str, ...],
    name: str,
    as_json: bool,
) -> None:
    """Configure le fournisseur NOM, ou le reconfigure\u202f; deux fois de même, une seule."""
    _demand_whole(preset, issuer, tenants)
    pinned, configuration = from_preset(
        preset,
        slug=slug,
        issuer=issuer,
        client_id=client_id,
        client_ref=client_ref,
        client_auth=ClientAuth(client_auth),
        tenants=tenants,
        acr_values=acr_values,
        name=name,
    )
    asked = ConfigureSso(slug=slug, issuer=pinned, configuration=configuration)
    with acting(REMEDIES) as wiring:
        for tenant in tenants:
            declared(wiring, tenant)
        changed = not _stands(wiring, asked)
        if changed:
            configure_sso(wiring.platform(), operator(wiring, PLATFORM, "pacte sso add"), asked)
            wiring.wake(PLATFORM)
        secret = wiring.settings.secrets_folder / client_ref
    found = {"slug": slug, "issuer": pinned, "secret": secret, "changed": changed}
    tell(_added(slug, secret, changed=changed), found, as_json=as_json)


@command.command()
@SLUG
@JSON
def test(slug: str, *, as_json: bool) -> int:
    """Demande au fournisseur NOM ce dont Pacte aura besoin\u202f; 1 si quelque chose manque."""
    with acting() as wiring:
        provider = provider_of(_configured(wiring, slug))
        checks = checkup(provider, Secrets(wiring.settings.secrets_folder))
    ok = all(check.ok for check in checks)
    listed = [{"code": each.code, "ok": each.ok, "words": each.words} for each in checks]
    if as_json:
        tell("", {"slug": slug, "ok": ok, "checks": listed}, as_json=True)
    else:
        _show(checks)
    return 0 if ok else 1


@command.command()
@SLUG
@JSON
def end(slug: str, *, as_json: bool) -> None:
    """Retire le fournisseur NOM\u202f: personne n’entre plus par lui, les membres restent."""
    with acting({"provider-ended": "« pacte sso add » le remet en service."}) as wiring:
        ask = operator(wiring, PLATFORM, "pacte sso end")
        _configured(wiring, slug)
        end_sso(wiring.platform(), ask, EndSso(slug=slug))
        wiring.wake(PLATFORM)
    words = f"Plus personne n’entre par {slug}. « pacte sso add » le remettrait en service."
    tell(words, {"slug": slug, "ended": True}, as_json=as_json)


def _added(slug: str, secret: Path, *, changed: bool) -> str:
    done = "est configuré" if changed else "était déjà configuré ainsi"
    return (
        f"Le fournisseur {slug} {done}.\nSon secret se lit dans {secret} (chmod 600). "
        f"Vérifiez le tout par « pacte sso test {slug} »."
    )


def _demand_whole(preset: Preset, issuer: str, tenants: tuple[str, ...]) -> None:
    """Only ProConnect has one issuer for all, and knows the agents of every département."""
    if preset == "proconnect":
        return
    if not issuer:
        raise click.UsageError(f"Avec --preset {preset}, indiquez --issuer.")
    if not tenants:
        raise click.UsageError(
            f"Avec --preset {preset}, indiquez par --tenant chaque département servi."
        )


def _stands(wiring: Wiring, asked: ConfigureSso) -> bool:
    platform, stream = wiring.platform(), provider_id(asked.slug)
    if stream not in platform.repository:
        return False
    found = platform.load(IdentityProvider, stream)
    as_asked = (found.issuer, found.configuration) == (asked.issuer, asked.configuration)
    return as_asked and not found.ended


def _configured(wiring: Wiring, slug: str) -> IdentityProvider:
    """Raises Refused."""
    try:
        return wiring.platform().load(IdentityProvider, provider_id(slug))
    except NotFound as error:
        raise Refused(
            french(
                f"Aucun fournisseur « {slug} » n’est configuré : « pacte sso add » en ajoute un."
            )
        ) from error


def _show(checks: list[Check]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for check in checks:
        console.print("oui" if check.ok else "NON", check.words, markup=False)
