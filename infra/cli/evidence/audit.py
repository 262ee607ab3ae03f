"""`pacte audit export|verify|rotate`: bundles for auditors, and the key that signs for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from infra.cli.acts.moments import AsOfText
from infra.cli.persons.acting import Refused, acting, tell
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.evidence import keyring, pacte_verify
from infra.evidence.bundle.exporting import Made
from infra.evidence.bundle.exporting import export as sealed_export
from infra.evidence.instance import rotate as rotate_key
from infra.store.connections.names import PLATFORM
from infra.tenants.operating import note_look, operator
from infra.typography import french
from infra.wiring import Wiring
from services.platform import commands, tenants

REMEDIES = {
    "bundle-exists": "Donnez un autre dossier par --output.",
    "before-first-record": "Donnez un moment plus récent, ou laissez --as-of de côté.",
    "position-beyond-head": "Sans --as-of, tout le journal est pris.",
    "still-sealing": "Relancez dans un instant.",
}
STAMPS = {
    "none": "Sans horodatage d’un tiers.",
    "pending": "Horodatage en attente : s’il arrive, un paquet écrit plus tard le portera.",
    "refused": "L’autorité a refusé de l’horodater : « pacte doctor » dit quoi faire.",
    "stamped": "Horodaté par un tiers.",
}
JSON = click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")


@click.group("audit")
def command() -> None:
    """Les paquets d’audit\u202f: de quoi vérifier un journal sans Pacte et sans nous croire."""


@command.command
@click.option("--tenant", required=True, type=TenantCode(), help="Le département.")
@click.option("--as-of", type=AsOfText(), help="Jusqu’où\u00a0; sans elle, tout le journal.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DOSSIER",
    help="Le dossier du paquet, qui ne doit pas exister (sous PACTE_HOME/exports).",
)
@click.option("--without-texts", is_flag=True, help="Laisse de côté les motifs des décisions.")
@JSON
def export(
    tenant: str,
    as_of: int | datetime | None,
    output: Path | None,
    *,
    without_texts: bool,
    as_json: bool,
) -> None:
    """Écrit le paquet d’audit d’un département\u202f; cette lecture est notée."""
    with acting(REMEDIES) as wiring:
        declared(wiring, tenant)
        asked: dict[str, Any] = {"as_of": as_of, "with_texts": not without_texts}
        made = _exported(wiring, tenant, output, **asked)
    head = made.checkpoint.head
    found = {
        "tenant": tenant,
        "folder": made.path,
        "origin": made.checkpoint.origin,
        "size": head.size,
        "root": head.root.hex(),
        "time_stamp": made.time_stamp,
    }
    words = (
        f"Paquet d’audit de {tenant} : {made.path}\n"
        f"{pacte_verify.counted_events(head.size)}. {STAMPS[made.time_stamp]} Il se vérifie par "
        f"« python3 {made.path / 'pacte_verify.py'} {made.path} », ou « pacte audit verify »."
    )
    tell(words, found, as_json=as_json)


@command.command
@click.argument("bundles", metavar="PAQUET...", nargs=-1, required=True)
@click.option(
    "--national",
    metavar="REÇU",
    help="Reçu d’une somme nationale, à refaire d’un paquet par département.",
)
@click.option("--key", multiple=True, metavar="CLÉ", help="Clé publique, obtenue par ailleurs.")
@click.option("--against", multiple=True, metavar="FICHIER", help="Courrier ou paquet gardé.")
@click.option("--tsa-ca", metavar="CA", help="Certificat de l’autorité d’horodatage.")
@JSON
def verify(
    bundles: tuple[str, ...],
    national: str | None,
    key: tuple[str, ...],
    against: tuple[str, ...],
    tsa_ca: str | None,
    *,
    as_json: bool,
) -> int:
    """Vérifie un paquet d’audit, comme le fait le fichier pacte_verify.py qu’il contient.

    Avec --national, refait une somme de plusieurs départements à partir de leurs paquets.
    """
    asked = [f"--key={one}" for one in key] + [f"--against={one}" for one in against]
    asked += [f"--tsa-ca={tsa_ca}"] if tsa_ca else []
    asked += [f"--national={national}"] if national else []
    asked += ["--json"] if as_json else []
    return pacte_verify.main([*asked, "--", *bundles])


@command.command
@JSON
def rotate(*, as_json: bool) -> None:
    """Change la clé qui signe les points de contrôle\u202f; les anciennes vérifient toujours."""
    with acting() as wiring:
        home = wiring.settings.home
        public = rotate_key(wiring.platform(), home)
        wiring.wake(PLATFORM)
    folder = keyring.folder_of(home)
    words = (
        f"Nouvelle clé de scellement : {public}. Les autres sont retirées, ce qu’elles ont signé "
        f"reste valable. Sauvegardez {folder} hors de cette machine, et copiez-le partout où "
        "tournent « pacte follow » et « pacte tick »."
    )
    tell(words, {"public_key": public, "folder": folder}, as_json=as_json)


def _exported(wiring: Wiring, tenant: str, output: Path | None, **asked: Any) -> Made:
    """The look is committed before any file exists."""
    ask = operator(wiring, PLATFORM, "pacte audit export")
    tenants.export_audit(wiring.platform(), ask, commands.ExportAudit(code=tenant))
    note_look(wiring, ask, tenant, "export_audit")
    with _written(output or wiring.settings.home / "exports"):
        return sealed_export(wiring, tenant, output, **asked)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except keyring.KeyMissing as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(
            french(
                f"Le paquet ne peut pas être écrit dans {folder} ({error.strerror or error}) : "
                "libérez de la place ou donnez un autre dossier par --output."
            )
        ) from error
