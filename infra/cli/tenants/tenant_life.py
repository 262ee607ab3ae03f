"""`pacte tenant suspend|reactivate|close|export`: the life of a département after its opening."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from domain.platform.tenancy import closable
from infra.cli.persons.acting import Refused, acting, tell
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.store.connections.names import PLATFORM
from infra.store.following.heads import heads
from infra.store.notices.overdue import standings
from infra.store.watch.standings import followed
from infra.tenants.exporting import export as sealed_export
from infra.tenants.operating import declared_tenant, note_look, operator
from infra.typography import french
from infra.wiring import Wiring
from services.ask import Ask
from services.platform import commands, tenants
from workers.notify.consumer import Notifying
from workers.notify.outcome import Status

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
# What the system still records in a suspended tenant must be in its export.
ATTEMPTS = 5


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
@JSON
def reactivate(code: str, *, as_json: bool) -> None:
    """Rouvre CODE, qui était suspendu."""
    with acting() as wiring:
        ask = operator(wiring, PLATFORM, "pacte tenant reactivate")
        declared_tenant(wiring, code)
        tenants.reactivate_tenant(wiring.platform(), ask, commands.ReactivateTenant(code=code))
        wiring.wake(PLATFORM)
    tell(f"{code} est rouvert.", {"tenant": code, "status": "active"}, as_json=as_json)


@click.command
@CODE
@FOLDER
@JSON
def export(code: str, folder: Path | None, *, as_json: bool) -> None:
    """Écrit tout le journal de CODE dans un fichier scellé\u202f; cette lecture est notée."""
    with acting() as wiring:
        declared(wiring.pool, code)
        ask = operator(wiring, PLATFORM, "pacte tenant export")
        path, digest = _exported(wiring, ask, code, folder)
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
        _demand_nothing_to_come(wiring, code)
        path, digest = _sealed(wiring, ask, code, folder)
        command = commands.CloseTenant(code=code, reason=reason, export_sha256=digest)
        tenants.close_tenant(wiring.platform(), ask, command)
        wiring.wake(PLATFORM)
    found = {"tenant": code, "status": "closed", "file": path, "sha256": digest}
    words = (
        f"{code} est fermé. Son export, à garder hors de cette machine : {path}\n"
        f"SHA-256, aussi dans le journal de la plateforme : {digest}"
    )
    tell(words, found, as_json=as_json)


def _demand_nothing_to_come(wiring: Wiring, code: str) -> None:
    """What becomes of a mail is recorded in the log that is about to be sealed. Raises Refused."""
    outbox = [each for each in followed(wiring.pool) if each.projection == Notifying.name]
    if any(each.position < each.head for each in outbox if each.tenant == code):
        raise Refused(
            french(
                f"Tout le journal de {code} n’a pas encore été lu, des courriers peuvent en "
                "naître : laissez « pacte follow » le rattraper (« pacte projections status » dit "
                "où il en est), puis relancez."
            )
        )
    waiting = sum(
        each.rows
        for each in standings(wiring.pool)
        if each.tenant == code and each.status != Status.GIVEN_UP
    )
    if waiting:
        raise Refused(
            french(
                f"Des courriers de {code} ne sont pas encore partis : {waiting}. Attendez qu’ils "
                f"le soient ou soient abandonnés (« pacte notifications due --tenant {code} »), "
                "puis relancez."
            )
        )


def _sealed(wiring: Wiring, ask: Ask, code: str, folder: Path | None) -> tuple[Path, str]:
    """An export after which nothing more was recorded. Raises Refused."""
    for _ in range(ATTEMPTS):
        before = heads(wiring.pool).get(code)
        path, digest = _exported(wiring, ask, code, folder)
        if heads(wiring.pool).get(code) == before:
            _demand_nothing_to_come(wiring, code)
            return path, digest
    raise Refused(
        french(
            f"Des envois de {code} s’enregistrent encore, l’export est aussitôt dépassé : "
            "attendez qu’ils soient finis (« pacte notifications due »), puis relancez."
        )
    )


def _exported(wiring: Wiring, ask: Ask, code: str, folder: Path | None) -> tuple[Path, str]:
    """The look is committed before the file exists, and is part of it."""
    tenants.export_tenant(wiring.platform(), ask, commands.ExportTenant(code=code))
    note_look(wiring, ask, code, "export")
    with _written(folder or wiring.settings.home / "exports") as where:
        return sealed_export(wiring, code, where)


@contextmanager
def _written(folder: Path) -> Iterator[Path]:
    try:
        yield folder
    except OSError as error:
        raise Refused(
            french(
                f"L’export ne peut pas être écrit dans {folder} ({error.strerror or error}) : "
                "libérez de la place ou donnez un autre dossier par --to."
            )
        ) from error
