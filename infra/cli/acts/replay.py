"""`pacte replay`: a département event by event, or to a date, by either of the two clocks."""

import json
import sys
from datetime import date, datetime
from typing import Any
from uuid import UUID

import click

from domain.canonical import plain
from infra.cli.acts.event_text import lines
from infra.cli.acts.moments import AsOfText, UntilText
from infra.cli.acts.replay_text import show
from infra.cli.persons.acting import acting
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.reading.comparing import Reading
from infra.reading.explaining import explain
from infra.reading.replaying import Until, Walk
from infra.typography import french
from infra.wiring import Wiring
from projections.queries.causes import EVENT
from projections.queries.convention.states import Clock
from projections.queries.replay import REPLAY

HEAD = "« pacte projections status » donne la tête du journal."
ALONE = "--event ne va qu’avec --tenant, --as-of et --json."
WHICH_CLOCK = french("Dites quelle horloge suivre : --by recorded, ou --by effective.")
REMEDIES = {
    "no-such-event": "Un fait se nomme par sa position, ou par son identifiant (event_id).",
    "no-convention": "Sans --convention, la commande rejoue tout le département.",
    "several-conventions": "Un genre d’acte, ou le début d’un identifiant, suffit s’il est seul.",
    "position-beyond-head": HEAD,
    "before-first-record": "Donnez un moment plus récent ; « --by effective » suit les dates "
    "d’effet, antérieures ou non.",
    "other-clock": "Ici : --as-of.",
    "rows-behind": "« pacte follow » ou « pacte up » les fait avancer ; puis relancez.",
}


@click.command
@click.option("--tenant", required=True, type=TenantCode(), help="Le département.")
@click.option(
    "--by",
    type=click.Choice([clock.value for clock in Clock]),
    help="L’horloge\u00a0: enregistrement (recorded) ou effet (effective).",
)
@click.option("--until", type=UntilText(), help="Où s’arrêter\u00a0: jour, position ou instant.")
@click.option("--as-of", type=AsOfText(), help="Ce qui était enregistré à ce moment-là.")
@click.option("--convention", "code", help="Une seule\u00a0: identifiant, son début, ou son genre.")
@click.option("--event", metavar="FAIT", help="Un seul, sa cause et ses suites\u00a0: sa position.")
@click.option("--follow-step", is_flag=True, help="Attend une touche après chaque fait.")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def command(
    *,
    tenant: str,
    by: str | None,
    until: Until | None,
    as_of: int | datetime | None,
    code: str | None,
    event: str | None,
    follow_step: bool,
    as_json: bool,
) -> None:
    """Rejoue le journal d’un département, fait par fait, et dit ce que chacun laisse.

    Par «\u00a0recorded\u00a0», dans l’ordre des enregistrements, avec le contenu d’alors. Par
    «\u00a0effective\u00a0», dans l’ordre des dates d’effet, avec ce qui s’appliquait ce jour-là.
    Un nombre seul est une position du journal. Avec --event\u00a0: qui a demandé ce fait, comment,
    ce qui l’a causé, ce qu’il a causé, qui en a été prévenu. Cette lecture est notée.
    """
    _demand_terminal(follow_step=follow_step, as_json=as_json)
    with acting(REMEDIES) as wiring:
        if event is not None:
            if by or until or code or follow_step:
                raise click.UsageError(ALONE)
            _explained(wiring, tenant, event, as_of, as_json=as_json)
            return
        if by is None:
            raise click.UsageError(WHICH_CLOCK)
        walk = _walk(wiring, tenant, code, by=Clock(by), until=until, as_of=as_of)
        if as_json:
            click.echo(json.dumps(plain(_document(walk)), ensure_ascii=False))
        else:
            show(walk, follow_step=follow_step)


def _explained(
    wiring: Wiring, tenant: str, event: str, as_of: int | datetime | None, *, as_json: bool
) -> None:
    declared(wiring, tenant)
    reading = Reading(wiring, tenant, "pacte replay")
    reading.noted(query=EVENT.name)
    found = explain(reading, event, as_of)
    if as_json:
        click.echo(json.dumps(plain(found.document()), ensure_ascii=False))
        return
    for line in lines(found):
        click.echo(line)


def _demand_terminal(*, follow_step: bool, as_json: bool) -> None:
    if follow_step and (as_json or not sys.stdin.isatty()):
        raise click.UsageError(french("--follow-step veut un terminal, sans --json."))


def _walk(wiring: Wiring, tenant: str, code: str | None, **asked: Any) -> Walk:
    declared(wiring, tenant)
    reading = Reading(wiring, tenant, "pacte replay")
    reading.noted(_identity(code), REPLAY.name)
    convention_id = None if code is None else reading.named(code)
    return Walk(reading=reading, convention_id=convention_id, **asked)


def _identity(code: str | None) -> UUID | None:
    """What is named in the access log, before anything is looked up."""
    try:
        return UUID(code) if code else None
    except ValueError:
        return None


def _document(walk: Walk) -> dict[str, Any]:
    pages = list(walk.pages())
    return {
        "tenant": walk.reading.tenant,
        "by": walk.by,
        "until": _written(walk.until),
        "position": pages[0].position,
        "steps": [step for page in pages for step in page.body["items"]],
        "reached": pages[0].body["reached"],
    }


def _written(until: Until | None) -> int | str | None:
    return until.isoformat() if isinstance(until, date) else until
