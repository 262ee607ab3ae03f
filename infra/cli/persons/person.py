"""`pacte person`: what the law lets people have erased."""

import re
from uuid import UUID

import click

from infra.access import erasing
from infra.cli.persons.acting import Refused, acting, tell
from infra.cli.proved import document, told
from infra.cli.tenants.tenant_code import TenantCode
from infra.sso.refusals import SessionsDown
from infra.tenants.operating import operator
from infra.typography import french

REMEDIES = {
    "not-found": "L’identifiant d’une personne est le « person_id » du journal (…/trail).",
    "still-member": "L’administration du département la retire de ses membres.",
}
NOT_YET = (
    "Rien n’est effacé : les sessions ou les copies de courriers ne peuvent pas être détruites. "
    "« pacte doctor » dit ce qui ne répond pas ; relancez ensuite."
)
SEAL = re.compile(r"[0-9a-f]{64}")
TENANT = click.option("--tenant", type=TenantCode(platform=True), required=True, help="Où.")
JSON = click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")


@click.group
def command() -> None:
    """Efface des données personnelles\u202f; le journal et ses preuves restent."""


@command.command
@TENANT
@click.argument("person_id", metavar="IDENTIFIANT", type=click.UUID)
@JSON
def erase(tenant: str, person_id: UUID, *, as_json: bool) -> None:
    """Efface nom, adresse et identités de la personne IDENTIFIANT."""
    with acting(REMEDIES) as wiring:
        ask = operator(wiring, tenant, "pacte person erase")
        try:
            done = erasing.erase_person(wiring, ask, person_id)
        except (SessionsDown, OSError) as error:
            raise Refused(french(NOT_YET)) from error
    found = {"tenant": tenant, "person_id": str(person_id), "erased": done is not None}
    if done is None:
        tell("Cette personne était déjà effacée.", found, as_json=as_json)
        return
    words = (
        f"Effacée. Identités oubliées : {done.logins} ; sessions closes : {done.sessions} ; "
        f"copies de courriers détruites : {done.mails}.\n"
        "Les sauvegardes et les courriers déjà reçus ailleurs ne sont pas atteints."
    )
    counts = {"logins": done.logins, "sessions": done.sessions, "mails": done.mails}
    proof = {"isolation": document(done.proof)}
    tell(words + told(done.proof), found | counts | proof, as_json=as_json)


@command.command("erase-text")
@TENANT
@click.argument("seal", metavar="EMPREINTE")
@JSON
def erase_text(tenant: str, seal: str, *, as_json: bool) -> None:
    """Efface le motif dont le journal garde l’EMPREINTE (64 signes)."""
    if not SEAL.fullmatch(seal):
        raise click.BadParameter("64 chiffres hexadécimaux sont attendus.", param_hint="EMPREINTE")
    with acting(REMEDIES) as wiring:
        ask = operator(wiring, tenant, "pacte person erase-text")
        proof = erasing.erase_text(wiring, ask, seal)
    found = {"tenant": tenant, "seal": seal, "erased": proof is not None}
    words = "Texte effacé." if proof else "Aucun texte de cette empreinte, ou plus aucun."
    tell(words + told(proof), found | {"isolation": document(proof)}, as_json=as_json)
