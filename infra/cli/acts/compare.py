"""`pacte compare`: two states or exercices of a convention, or one kind in two départements."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from domain.canonical import plain
from domain.convention.kind import Kind
from infra.cli.acts.comparison_text import told
from infra.cli.acts.points import Asked, PointText, YearsText, demand_one
from infra.cli.persons.acting import acting
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.reading.comparing import Reading, apart, beside_of, caught_up
from infra.typography import french
from infra.wiring import Wiring
from projections.comparison.compared import Compared, Held
from projections.comparison.document import document
from projections.comparison.points import LAST_SIGNED, WORKING, Point
from projections.comparison.said.paper import paper
from projections.queries.comparison import across

if TYPE_CHECKING:
    from infra.reading.trying import Trial

FILES = ("html", "xlsx", "pdf")
FORMS = ("text", "json", *FILES)
REMEDIES = {
    "no-convention": "« pacte import » reprend un acte papier.",
    "several-conventions": "« --kind » choisit aussi, par le genre d’acte.",
    "not-found": "Sans --convention, la commande liste celles du département ; une convention "
    "n’existe pas encore avant son premier fait.",
    "no-such-version": "« projet » désigne la copie de travail.",
    "no-version-in-force": "« projet » désigne sa copie de travail.",
    "no-working-copy": "« --from 1 --to 2 » compare deux versions signées.",
    "no-such-exercice": "« --from » lit un autre état de l’acte.",
    "before-first-record": "Donnez un moment plus récent, ou un jour pour ce qui s’appliquait.",
    "position-beyond-head": "« pacte projections status » donne la tête du journal.",
    "rows-behind": "« pacte follow » ou « pacte up » les fait avancer ; puis relancez.",
    "other-kind": "Choisissez le même genre par --kind.",
    "not-running": "Désignez par --convention un acte en exécution.",
    "working-copy-open": "« pacte import » l’achève.",
}


@click.command
@click.option("--tenant", required=True, type=TenantCode(), help="Le département.")
@click.option("--convention", "convention_id", type=click.UUID, help="S’il en a plusieurs.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Le genre d’acte.")
@click.option("--from", "old", type=PointText(), help="D’où l’on part\u00a0: 1, dernier-acte…")
@click.option("--to", "new", type=PointText(), help="Où l’on arrive\u00a0: 2, projet…")
@click.option("--exercice", "years", type=YearsText(), help="Deux exercices d’un même acte.")
@click.option("--with", "other", type=TenantCode(), help="Un autre département, même genre.")
@click.option(
    "--dry-run",
    "proposed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Un avenant proposé (JSON), essayé sans rien enregistrer.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMS), default="text", help="Par défaut\u00a0: text."
)
@click.option("--json", "form", flag_value="json", help="Comme --format json.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Où l’écrire.")
def command(*, form: str, output: Path | None, **given: Any) -> None:
    """Compare deux états d’une convention, deux exercices, ou deux départements.

    Un état est un numéro de version, un jour (la version alors en vigueur),
    «\u00a0dernier-acte\u00a0», «\u00a0projet\u00a0», «\u00a0@1234\u00a0» (position du journal)
    ou un instant (2025-06-30T12:00:00Z). Avec --exercice, --from dit quel état est lu (par
    défaut, le dernier signé). Cette lecture est notée.
    """
    asked = Asked(**given)
    demand_one(asked)
    if form in FILES and output is None:
        raise click.UsageError(french(f"Dites où l’écrire : « --output comparaison.{form} »."))
    with acting(REMEDIES) as wiring:
        _write(_made(wiring, asked, form), output)


def _made(wiring: Wiring, asked: Asked, form: str) -> str | bytes:
    tried = _tried(wiring, asked, asked.proposed) if asked.proposed else None
    found = tried.compared if tried else _compared(wiring, asked)
    beside = beside_of(wiring, asked.tenant, found)
    if form == "json":
        problems = {"problems": tried.faults} if tried else {}
        said = plain(document(found) | problems | apart(beside))
        return json.dumps(said, ensure_ascii=False)
    read = paper(found, beside, tried.refusals if tried else ())
    if form not in FILES:
        return told(read)
    # Fonts and writers that a comparison on the terminal does not wait for.
    from infra.papers.forms import made  # noqa: PLC0415

    return made(form, found, read)


def _write(made: str | bytes, output: Path | None) -> None:
    if output is None:
        click.echo(made)
        return
    try:
        output.write_bytes(made if isinstance(made, bytes) else f"{made}\n".encode())
    except OSError as error:
        raise click.ClickException(
            french(f"« {output} » ne peut pas être écrit ; donnez un autre chemin à --output.")
        ) from error


def _tried(wiring: Wiring, asked: Asked, file: Path) -> "Trial":
    # It knows a change by its address, so it loads those of the whole API.
    from infra.cli.acts.proposed import proposed  # noqa: PLC0415

    reading, convention_id = _of_one(wiring, asked)
    with caught_up(reading.tenant):
        return proposed(wiring, reading.tenant, convention_id, file)


def _compared(wiring: Wiring, asked: Asked) -> Compared:
    reading, convention_id = _of_one(wiring, asked)
    if asked.other:
        return _across(wiring, reading.latest(convention_id), asked.tenant, asked.other)
    old, new = (_point(reading, each) for each in (asked.old, asked.new))
    if asked.years:
        return reading.exercices(convention_id, asked.years, old)
    return reading.compared(convention_id, old or LAST_SIGNED, new or WORKING)


def _of_one(wiring: Wiring, asked: Asked) -> tuple[Reading, UUID]:
    """The convention that is meant; that it is looked at is noted."""
    declared(wiring, asked.tenant)
    reading = Reading(wiring, asked.tenant)
    reading.noted(asked.convention_id)
    return reading, asked.convention_id or reading.the_only(asked.kind)


def _across(wiring: Wiring, first: Held, tenant: str, code: str) -> Compared:
    """The kind is that of the first."""
    declared(wiring, code)
    reading = Reading(wiring, code)
    reading.noted()
    second = reading.latest(reading.the_only(first.content["kind"]))
    return across(first, second, (tenant, code))


def _point(reading: Reading, given: Point | datetime | None) -> Point | None:
    return reading.moment(given) if isinstance(given, datetime) else given
