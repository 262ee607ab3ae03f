"""The envelope of what nobody asked for: the house keeps its log and its keys."""

from uuid import uuid4

from domain.dates import BusinessDate
from domain.envelope import Envelope, Provenance, ProvenanceKind
from infra.clock import today


def by_the_house(ref: str) -> Envelope:
    """`ref`: what was done, `rotation` for instance."""
    return Envelope(
        effective_on=BusinessDate(today()),
        provenance=Provenance(ProvenanceKind.SYSTEM, f"evidence:{ref}"),
        correlation_id=uuid4(),
    )
