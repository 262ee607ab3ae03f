"""`pacte projections`: how far the read models are, and computing them again beside themselves."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from domain.isolation import Act
from infra.cli.proved import document, told
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.embedded.connected import connected
from infra.evidence.isolation import Oracle, Proof, isolated
from infra.evidence.upkeep import note_rebuild
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas.migrate import owner
from infra.store.watch.standings import Followed, followed
from infra.wiring import Wiring
from projections.catalogue import projections_of
from projections.change import Projection
from workers.rebuild import RebuildFailed, Receipt, rebuild

THEN = "\N{NARROW NO-BREAK SPACE}; "
STATES = {"running": "suivie", "stopped": "arrêtée"}


class NothingToRebuild(click.ClickException):
    """No such tenant or projection."""


@click.group
def command() -> None:
    """État et reconstruction des tableaux de lecture."""


@command.command
@click.option(
    "--tenant", type=TenantCode(platform=True), help="Ce département seul (ou « platform »)."
)
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def status(tenant: str | None, *, as_json: bool) -> None:
    """Dit jusqu’où chaque tableau de lecture a suivi le journal."""
    with connected(Settings.from_environ()) as settings:
        wiring = Wiring(settings)
        declared(wiring, tenant)
        found = [each for each in followed(wiring.pool) if tenant in (None, each.tenant)]
    if as_json:
        click.echo(json.dumps([each.as_dict() for each in found], ensure_ascii=False, indent=1))
    else:
        Console().print(_table(found))


@command.command("rebuild")
@click.option(
    "--tenant", type=TenantCode(platform=True), help="Ce département seul (ou « platform »)."
)
@click.option("--projection", metavar="NOM", help="Ce tableau seul.")
@click.option("--accept", is_flag=True, help="Met en place ce qu’une nouvelle version change.")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def rebuild_(tenant: str | None, projection: str | None, *, accept: bool, as_json: bool) -> int:
    """Recalcule les tableaux à côté des anciens, compare, puis les met en place.

    Les écritures et les lectures continuent. Sans nouvelle version, rien n’est remplacé si les
    lignes diffèrent\N{NARROW NO-BREAK SPACE}; avec une nouvelle version, il faut --accept.
    """
    with connected(Settings.from_environ()) as settings:
        wiring = Wiring(settings)
        wanted = list(_wanted(wiring, tenant, projection))
        if not wanted:
            raise NothingToRebuild(
                "Aucun tableau de ce nom\N{NO-BREAK SPACE}: voyez «\N{NO-BREAK SPACE}pacte "
                "projections status\N{NO-BREAK SPACE}»."
            )
        receipts: list[Receipt] = []
        proof: Proof | None = None
        try:
            with isolated(wiring, Act.REBUILD) as oracle:
                receipts.extend(_rebuilt(oracle, wanted, accept=accept, quiet=as_json))
            proof = oracle.proof
        finally:
            wiring.close()
            _show(receipts, proof, as_json=as_json)
    return 0 if all(receipt.swapped for receipt in receipts) else 1


def _show(receipts: list[Receipt], proof: Proof | None, *, as_json: bool) -> None:
    """Of a run that was interrupted too: what was put in place stands."""
    if as_json:
        apart = {"isolation": document(proof)}
        shown = [{**asdict(each), "equal": each.equal, **apart} for each in receipts]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        for receipt in receipts:
            click.echo(_sentence(receipt))
        click.echo(told(proof).lstrip(), nl=proof is not None)


def _wanted(
    wiring: Wiring, tenant: str | None, projection: str | None
) -> Iterator[tuple[str, Projection]]:
    codes = declared(wiring, tenant)
    for code in codes if tenant else [*codes, PLATFORM]:
        for each in projections_of(code):
            if projection in (None, each.name):
                yield code, each


def _rebuilt(
    oracle: Oracle, wanted: list[tuple[str, Projection]], *, accept: bool, quiet: bool
) -> Iterator[Receipt]:
    progress = Progress(console=Console(stderr=True), disable=quiet)
    with owner(oracle.wiring.settings) as connection, progress:
        steps = progress.track(wanted, description="Reconstruction")
        for done, (tenant, projection) in enumerate(steps):
            shop = OwnerWorkshop(connection, tenant, projection, oracle.before_commit)
            try:
                receipt = rebuild(shop, accept=accept)
                note_rebuild(oracle.wiring, receipt)
                yield receipt
            except RebuildFailed as failure:
                raise click.ClickException(
                    f"{tenant}\N{NO-BREAK SPACE}: {failure} Tableaux passés en revue avant lui"
                    f"\N{NO-BREAK SPACE}: {done} sur {len(wanted)}."
                ) from failure


def _sentence(receipt: Receipt) -> str:
    head = f"{receipt.tenant} · {receipt.projection}, position {receipt.position}"
    if receipt.equal:
        return f"{head}\N{NO-BREAK SPACE}: lignes égales ({receipt.digest[:12]}…), remplacées."
    counts = (
        f"{receipt.added} lignes nouvelles, {receipt.gone} disparues, {receipt.changed} modifiées"
    )
    if receipt.swapped:
        return f"{head}\N{NO-BREAK SPACE}: version {receipt.version} en place, {counts}."
    if receipt.new_version:
        advice = "relancez avec --accept pour la mettre en place"
        return f"{head}\N{NO-BREAK SPACE}: version {receipt.version}, {counts}{THEN}{advice}."
    advice = (
        "rien n’a été remplacé\N{NO-BREAK SPACE}: cherchez la cause avant de changer de version"
    )
    return f"{head}\N{NO-BREAK SPACE}: les lignes diffèrent, {counts}{THEN}{advice}."


def _table(found: list[Followed]) -> Table:
    table = Table("Territoire", "Tableau", "Version", "Position", "Tête", "État", "Cause")
    for each in found:
        version = "—" if each.version is None else each.version
        cells: list[Any] = [version, each.position, each.head, STATES[each.status]]
        table.add_row(each.tenant, each.projection, *map(str, cells), each.error or "")
    return table
