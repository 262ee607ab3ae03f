"""How one save of an import is framed: by its source and its own business date."""

from dataclasses import replace

from domain.dates import BusinessDate, bounded
from domain.envelope import Provenance, ProvenanceKind
from services.ask import Ask


def importing(ask: Ask, source: str, on: BusinessDate | None = None) -> Ask:
    """`on` None: no business date but today's. Raises DateOutOfBounds."""
    if on is not None:
        bounded(on.date, "/on", today=ask.today)
    provenance = Provenance(ProvenanceKind.IMPORT, source)
    return replace(ask, provenance=provenance, effective_on=on or ask.effective_on)
