"""`pacte compare`: two states or exercices of a convention, or one kind in two départements."""

import json
from datetime import datetime
from typing import Any

import click

from domain.canonical import plain
from domain.convention.kind import Kind
from domain.departement import name_of
from infra.cli.acts.comparison_text import show
from infra.cli.acts.points import Asked, PointText, YearsText, demand_one
from infra.cli.persons.acting import acting
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.comparing import Reading
from infra.wiring import Wiring
from projections.comparison.compared import Compared, Held
from projections.comparison.document import document
from projections.comparison.points import LAST_SIGNED, WORKING, Point
from projections.queries.comparison import across

REMEDIES = {
    "no-convention": "« pacte import » reprend un acte papier.",
    "several-conventions": "« --kind » choisit aussi, par le genre d’acte.",
    "not-found": "Sans --convention, la commande liste celles du département.",
    "no-such-version": "« projet » désigne la copie de travail.",
    "no-version-in-force": "« projet » désigne sa copie de travail.",
    "no-working-copy": "« --from 1 --to 2 » compare deux versions signées.",
    "position-beyond-head": "« pacte projections status » donne la tête du journal.",
    "rows-behind": "« pacte follow » ou « pacte up » les fait avancer ; puis relancez.",
    "other-kind": "Choisissez le même genre par --kind.",
}


@click.command
@click.option("--tenant", required=True, type=TenantCode(), help="Le département.")
@click.option("--convention", "convention_id", type=click.UUID, help="S’il en a plusieurs.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Le genre d’acte.")
@click.option("--from", "old", type=PointText(), help="D’où l’on part\u00a0: 1, dernier-acte…")
@click.option("--to", "new", type=PointText(), help="Où l’on arrive\u00a0: 2, projet…")
@click.option("--exercice", "years", type=YearsText(), help="Deux exercices d’un même acte.")
@click.option("--with", "other", type=TenantCode(), help="Un autre département, même genre.")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def command(*, as_json: bool, **given: Any) -> None:
    """Compare deux états d’une convention, deux exercices, ou deux départements.

    Un état est un numéro de version, un jour (la version alors en vigueur),
    «\u00a0dernier-acte\u00a0», «\u00a0projet\u00a0», «\u00a0@1234\u00a0» (position du journal)
    ou un instant (2025-06-30T12:00:00Z). Avec --exercice, --from dit quel état est lu (par
    défaut, le dernier signé). Cette lecture est notée.
    """
    asked = Asked(**given)
    demand_one(asked)
    with acting(REMEDIES) as wiring:
        found = _compared(wiring, asked)
        if as_json:
            click.echo(json.dumps(plain(document(found)), ensure_ascii=False))
        else:
            show(wiring, asked.tenant, found, _places(asked))


def _compared(wiring: Wiring, asked: Asked) -> Compared:
    declared(wiring.pool, asked.tenant)
    reading = Reading(wiring, asked.tenant)
    reading.noted(asked.convention_id)
    convention_id = asked.convention_id or reading.the_only(asked.kind)
    if asked.other:
        return _across(reading.latest(convention_id), asked.other, wiring)
    old, new = (_point(reading, each) for each in (asked.old, asked.new))
    if asked.years:
        return reading.exercices(convention_id, asked.years, old)
    return reading.compared(convention_id, old or LAST_SIGNED, new or WORKING)


def _across(first: Held, code: str, wiring: Wiring) -> Compared:
    """The kind is that of the first."""
    declared(wiring.pool, code)
    reading = Reading(wiring, code)
    reading.noted()
    return across(first, reading.latest(reading.the_only(first.content["kind"])))


def _point(reading: Reading, given: Point | datetime | None) -> Point | None:
    return reading.moment(given) if isinstance(given, datetime) else given


def _places(asked: Asked) -> tuple[str, str]:
    """Names of both départements, where there are two."""
    codes = (asked.tenant, asked.other or asked.tenant)
    one, other = (f"{name_of(code)} ({code})" for code in codes)
    return one, other
