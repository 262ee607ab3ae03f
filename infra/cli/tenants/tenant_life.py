"""`pacte tenant suspend|reactivate|close|export`: the life of a département after its opening."""

from pathlib import Path

import click

from domain.platform.tenancy import closable
from infra.cli.persons.acting import acting, tell
from infra.cli.proved import document, told
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.cli.tenants.tenant_move import TWO_HOSTS, leave, written
from infra.store.connections.names import PLATFORM
from infra.tenants import closing
from infra.tenants.moving.leaving import taken_back
from infra.tenants.operating import declared_tenant, operator
from services.platform import commands, tenants

CODE = click.argument("code", type=TenantCode())
REASON = click.option("--reason", required=True, metavar="TEXTE", help="Pourquoi.")
FOLDER = click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DOSSIER",
    help="Où écrire l’export (PACTE_HOME/exports).",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")


@click.command
@CODE
@REASON
@JSON
def suspend(code: str, reason: str, *, as_json: bool) -> None:
    """Suspend CODE\u202f: on y lit, on n’y écrit plus."""
    with acting() as wiring:
        ask = operator(wiring, PLATFORM, "pacte tenant suspend")
        declared_tenant(wiring, code)
        command = commands.SuspendTenant(code=code, reason=reason)
        tenants.suspend_tenant(wiring.platform(), ask, command)
        wiring.wake(PLATFORM)
    words = f"{code} est suspendu : on y lit, on n’y écrit plus."
    tell(words, {"tenant": code, "status": "suspended"}, as_json=as_json)


@click.command
@CODE
@click.option(
    "--take-back",
    is_flag=True,
    help="Reprend CODE, parti par « export --move-to » et jamais arrivé.",
)
@JSON
def reactivate(code: str, *, take_back: bool, as_json: bool) -> None:
    """Rouvre CODE, qui était suspendu."""
    with acting() as wiring:
        ask = operator(wiring, PLATFORM, "pacte tenant reactivate")
        declared_tenant(wiring, code)
        proof = None
        if take_back:
            proof = taken_back(wiring, ask, code)
        else:
            tenants.reactivate_tenant(wiring.platform(), ask, commands.ReactivateTenant(code=code))
            wiring.wake(PLATFORM)
    words = f"{code} est rouvert.{TWO_HOSTS if take_back else ''}"
    found = {"tenant": code, "status": "active"}
    apart = {"isolation": document(proof)} if take_back else {}
    tell(words + told(proof), found | apart, as_json=as_json)


@click.command
@CODE
@FOLDER
@click.option(
    "--move-to",
    metavar="ADRESSE",
    help="Déménage CODE, suspendu, chez l’hébergeur de cette adresse : tout, personnes comprises.",
)
@JSON
def export(code: str, folder: Path | None, move_to: str | None, *, as_json: bool) -> None:
    """Écrit tout le journal de CODE dans un fichier scellé\u202f; cette lecture est notée."""
    if move_to is not None:
        leave(code, move_to, folder, as_json=as_json)
        return
    with acting() as wiring:
        declared(wiring, code)
        ask = operator(wiring, PLATFORM, "pacte tenant export")
        with written(folder or closing.folder_of(wiring)) as where:
            path, digest = closing.exported(wiring, ask, code, where)
    found = {"tenant": code, "file": path, "sha256": digest}
    tell(f"Export de {code} : {path}\nSHA-256 : {digest}", found, as_json=as_json)


@click.command
@CODE
@REASON
@FOLDER
@JSON
def close(code: str, reason: str, folder: Path | None, *, as_json: bool) -> None:
    """Ferme pour toujours CODE, qui était suspendu\u202f: son journal est exporté et scellé."""
    with acting() as wiring:
        ask = operator(wiring, PLATFORM, "pacte tenant close")
        closable(declared_tenant(wiring, code))
        with written(folder or closing.folder_of(wiring)) as where:
            path, digest = closing.sealed(wiring, ask, code, where)
        command = commands.CloseTenant(code=code, reason=reason, export_sha256=digest)
        tenants.close_tenant(wiring.platform(), ask, command)
        wiring.wake(PLATFORM)
    found = {"tenant": code, "status": "closed", "file": path, "sha256": digest}
    words = (
        f"{code} est fermé. Son export, à garder hors de cette machine : {path}\n"
        f"SHA-256, aussi dans le journal de la plateforme : {digest}"
    )
    tell(words, found, as_json=as_json)
