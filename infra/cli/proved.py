"""The receipt of the isolation oracle, as commands tell it."""

from typing import Any

from infra.evidence.isolation import Proof
from infra.typography import french


def told(proof: Proof | None) -> str:
    """A line of its own below what the command says; empty where there was nothing to prove."""
    if proof is None:
        return ""
    return french(
        f"\nAucun journal n’a été changé (recalculés : {len(proof.tenants)} ; reçu : position "
        f"{proof.position} du journal de la plateforme)."
    )


def document(proof: Proof | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    return {
        "tenants": proof.tenants,
        "roots_digest": proof.roots_digest,
        "position": proof.position,
    }
