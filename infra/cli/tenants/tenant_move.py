"""`pacte tenant export --move-to` and `import`: a département changes its host."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from infra.access.known_by import locked_out
from infra.cli.persons.acting import Refused, acting, tell
from infra.cli.proved import document, told
from infra.evidence.keyring import KeyMissing
from infra.store.connections.names import PLATFORM
from infra.tenants import closing
from infra.tenants.migrating import bring_up_to_date
from infra.tenants.moving import leaving, receiving
from infra.tenants.moving.header import Header
from infra.tenants.moving.source import fingerprint
from infra.tenants.operating import operator
from infra.typography import french

TWO_HOSTS = (
    "\nDeux hébergeurs ne doivent jamais être ouverts pour le même département : détruisez le "
    "fichier exporté, et assurez-vous que personne ne l’a importé. Deux suites du même journal se "
    "verraient à leurs points de contrôle."
)
PERSONAL = (
    "Ce fichier contient des données personnelles (noms, adresses, motifs) : transmettez-le par un "
    "moyen sûr, et détruisez-le une fois le département rouvert là-bas."
)
COMPARE = (
    "Comparez ces lignes, par un autre moyen que le fichier, avec ce que l’export a écrit : le "
    "SHA-256 seul couvre les personnes et leurs identités."
)
ANEW = "rien n’a été écrit, redemandez-le à l’hébergeur d’où il vient."
REMEDIES = {
    "tenant-not-suspended": "« pacte tenant suspend » le suspend.",
    "move-file-refused": "Rien n’a été écrit. Demandez-en une nouvelle copie, ou un nouvel export.",
    "tenant-exists": "Rien n’a été écrit.",
    "other-log": "Demandez à l’hébergeur d’où il vient quel fichier est le dernier.",
}


def leave(code: str, to: str, folder: Path | None, *, as_json: bool) -> None:
    with acting(REMEDIES) as wiring:
        ask = operator(wiring, PLATFORM, "pacte tenant export")
        with written(folder or closing.folder_of(wiring)) as where:
            try:
                left = leaving.leave(wiring, ask, code, to, where)
            except KeyMissing as missing:
                raise Refused(french(str(missing))) from missing
    found = {
        "tenant": code,
        "status": "moved",
        "file": left.path,
        "sha256": left.sha256,
        "position": left.header.position,
        "root": left.header.root,
        "to": left.header.to,
        "instance": left.header.instance,
        "isolation": document(left.proof),
    }
    words = (
        f"{code} est parti : tout ce qui le concerne répond ici « 410 », avec l’adresse "
        f"{left.header.to}.\nFichier à importer là-bas : {left.path}\nSHA-256 : {left.sha256}\n"
        f"Position {left.header.position}, racine {left.header.root}\n"
        f"Installation {left.header.instance}\n{PERSONAL}\n"
        f"S’il n’arrive jamais : « pacte tenant reactivate {code} --take-back »."
    )
    tell(words + told(left.proof), found, as_json=as_json)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sha256", "noted", help="Refuse un fichier d’une autre empreinte.")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def receive(file: Path, noted: str | None, *, as_json: bool) -> None:
    """Reçoit le département que FILE déménage\u202f; tout est vérifié, puis écrit, ou rien."""
    with acting(REMEDIES) as wiring:
        try:
            sha256 = fingerprint(file)
            if noted is not None and noted.strip().lower() != sha256:
                raise Refused(french(f"Ce fichier a une autre empreinte, {sha256} : {ANEW}"))
            bring_up_to_date(wiring.settings)
            ask = operator(wiring, PLATFORM, "pacte tenant import")
            header, proof = receiving.receive(wiring, ask, file, sha256)
        except OSError as error:
            raise Refused(
                french(f"{file} ne peut pas être lu ({error.strerror or error}).")
            ) from error
        missing = locked_out(wiring, header.tenant)
    found = _said(header, missing, sha256) | {"isolation": document(proof)}
    tell(_received(header, missing, sha256) + told(proof), found, as_json=as_json)


def _said(header: Header, missing: list[str], sha256: str) -> dict[str, Any]:
    return {
        "tenant": header.tenant,
        "sha256": sha256,
        "to": header.to,
        "status": "suspended",
        "from_instance": header.instance,
        "position": header.position,
        "root": header.root,
        "rows": header.rows,
        "missing_issuers": missing,
        "mail_sign_in": header.declared.mail_sign_in,
    }


def _received(header: Header, missing: list[str], sha256: str) -> str:
    code = header.tenant
    counted = ", ".join(f"{name} {count}" for name, count in header.rows.items())
    lines = [
        f"{header.declared.name} ({code}) est reçu, et suspendu. {counted}.",
        f"SHA-256 du fichier : {sha256}",
        f"Position {header.position}, racine {header.root}",
        f"De l’installation {header.instance}, pour {header.to}",
        COMPARE,
        "Reste à faire ici :",
        *(f"- « pacte sso add » pour {issuer} : d’ici là personne n’entre" for issuer in missing),
        *([f"- « pacte sso mail {code} »"] if header.declared.mail_sign_in else []),
        f"- « pacte tenant reactivate {code} », une fois le fichier de l’export confirmé là-bas",
        "Les sessions ne déménagent pas : chacun s’identifie de nouveau.",
        "Les invitations en cours sont à renouveler.",
    ]
    return "\n".join(lines)


@contextmanager
def written(folder: Path) -> Iterator[Path]:
    try:
        yield folder
    except OSError as error:
        raise Refused(
            french(
                f"L’export ne peut pas être écrit dans {folder} ({error.strerror or error}) : "
                "libérez de la place ou donnez un autre dossier par --to."
            )
        ) from error
