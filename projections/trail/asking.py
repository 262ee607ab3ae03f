"""How an event came about, in French words: by which way, in which office, proved by what."""

from collections.abc import Mapping
from typing import Any

from domain.envelope import MAIL_CODE, ProvenanceKind
from domain.roles import Role
from projections.trail.accesses import in_role
from projections.trail.french import quoted

WAYS = {
    ProvenanceKind.UI: "Demandé sur une page de Pacte",
    ProvenanceKind.API: "Demandé par l’API",
    ProvenanceKind.IMPORT: "Repris par un import",
    ProvenanceKind.SYSTEM: "Inscrit par Pacte de lui-même",
    ProvenanceKind.DEMO: "Demandé dans une démonstration",
}
TERMINAL = "cli"
TYPED = "Demandé au terminal"
PROVED = {
    MAIL_CODE: "identité prouvée par un code reçu par courriel",
    TERMINAL: "sur la machine qui héberge Pacte",
    "job": "par un traitement de l’exploitation",
    "api-token": "machine reconnue à son jeton",
    "client-credentials": "machine reconnue par un fournisseur d’identité",
    "demo-token": "par un jeton de démonstration",
}
PROVIDER = "oidc:"


def asked(line: Mapping[str, Any]) -> str:
    """Of a line of the trail."""
    kind, proved = ProvenanceKind(line["provenance"]), line["auth_method"]
    way = TYPED if kind is ProvenanceKind.UI and proved == TERMINAL else WAYS[kind]
    if line["provenance_ref"]:
        way += f" ({line['provenance_ref']})"
    if line["role"] is None:
        return f"{way}."
    acted = f"comme {in_role(Role(line['role']), line['office'])}"
    delegated = ["par délégation"] if line["on_behalf_of"] else []
    return ", ".join([way, acted, *delegated, _proved(proved)]) + "."


def _proved(method: str) -> str:
    if method.startswith(PROVIDER):
        return f"identité prouvée par le fournisseur {quoted(method.removeprefix(PROVIDER))}"
    return PROVED.get(method, f"identité prouvée par {quoted(method)}")
