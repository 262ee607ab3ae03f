"""`pacte mandate`: let the State’s centre look into a région or into all départements."""

from datetime import date, datetime

import click

from domain.access.held import Mandate, MandateKind
from domain.access.member import Member
from domain.cog import REGIONS
from infra.cli.persons.acting import Refused, acting, tell
from infra.cli.persons.persons import member
from infra.clock import today
from infra.store.connections.names import PLATFORM
from infra.tenants.operating import operator
from infra.typography import french
from infra.wiring import Wiring
from projections.trail.french import day
from services.access import commands, mandates
from services.ask import Ask

REMEDIES = {
    "invalid-mandate": "Un mandat régional demande le rôle commissioner, un mandat national le "
    "rôle national_viewer : « pacte member grant platform PERSONNE --role … » le donne.",
}
DAY = click.DateTime(formats=["%Y-%m-%d"])
PERSON = click.argument("person", metavar="PERSONNE")
REGION = click.option(
    "--region", type=click.Choice(sorted(REGIONS)), metavar="CODE", help="Code INSEE de la région."
)
NATIONAL = click.option("--national", is_flag=True, help="Tous les départements.")
JSON = click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")


@click.group
def command() -> None:
    """Donne et retire les mandats de l’État au-dessus des départements."""


@command.command("grant")
@PERSON
@REGION
@NATIONAL
@click.option("--since", type=DAY, metavar="AAAA-MM-JJ", help="Premier jour (aujourd’hui).")
@click.option("--until", type=DAY, required=True, metavar="AAAA-MM-JJ", help="Dernier jour.")
@JSON
def grant(
    person: str,
    region: str | None,
    *,
    national: bool,
    since: datetime | None,
    until: datetime,
    as_json: bool,
) -> None:
    """Donne à PERSONNE (identifiant ou adresse) un mandat\u202f; deux fois le même, un seul."""
    _demand_one(region, national=national)
    first, last = since.date() if since else today(), until.date()
    with acting(REMEDIES) as wiring:
        ask = operator(wiring, PLATFORM, "pacte mandate grant")
        who = member(wiring, PLATFORM, person)
        standing = [one for one in _of(who, region) if (one.since, one.until) == (first, last)]
        if not standing:
            _grant(wiring, ask, who, region, since=first, until=last)
            wiring.wake(PLATFORM)
    found = {
        "person_id": who.person_id,
        "region": region,
        "since": first.isoformat(),
        "until": last.isoformat(),
        "granted": not standing,
    }
    done = "Mandat déjà donné" if standing else "Mandat donné"
    words = f"{done} : {_scope(region)}, du {day(first)} au {day(last)}."
    tell(words, found, as_json=as_json)


@command.command("revoke")
@PERSON
@REGION
@NATIONAL
@click.option("--reason", required=True, metavar="TEXTE", help="Pourquoi.")
@JSON
def revoke(person: str, region: str | None, *, national: bool, reason: str, as_json: bool) -> None:
    """Retire à PERSONNE ses mandats pour cette région, ou ses mandats nationaux."""
    _demand_one(region, national=national)
    with acting() as wiring:
        ask = operator(wiring, PLATFORM, "pacte mandate revoke")
        who = member(wiring, PLATFORM, person)
        standing = _of(who, region)
        if not standing:
            raise Refused(french(f"Cette personne n’a pas ce mandat. {_listed(who)}"))
        for one in standing:
            mandates.revoke_mandate(
                wiring.platform(),
                ask,
                commands.RevokeMandate(
                    person_id=who.person_id, mandate_id=one.mandate_id, reason=reason
                ),
            )
        wiring.wake(PLATFORM)
    found = {"person_id": who.person_id, "region": region, "revoked": len(standing)}
    tell(f"Mandats retirés : {len(standing)}, {_scope(region)}.", found, as_json=as_json)


def _grant(
    wiring: Wiring, ask: Ask, who: Member, region: str | None, *, since: date, until: date
) -> None:
    if region:
        regional = commands.GrantRegionalMandate(
            person_id=who.person_id, region_code=region, since=since, until=until
        )
        mandates.grant_regional_mandate(wiring.platform(), ask, regional)
    else:
        wide = commands.GrantNationalMandate(person_id=who.person_id, since=since, until=until)
        mandates.grant_national_mandate(wiring.platform(), ask, wide)


def _of(who: Member, region: str | None) -> list[Mandate]:
    kind = MandateKind.REGIONAL if region else MandateKind.NATIONAL
    return [each for each in who.mandates if (each.kind, each.region_code) == (kind, region)]


def _demand_one(region: str | None, *, national: bool) -> None:
    if (region is None) is not national:
        raise click.UsageError("Indiquez soit --region CODE, soit --national.")


def _scope(region: str | None) -> str:
    return REGIONS[region] if region else "tous les départements"


def _listed(who: Member) -> str:
    held = ", ".join(_scope(each.region_code) for each in who.mandates)
    return f"Ses mandats : {held}." if held else "Elle n’en a aucun."
