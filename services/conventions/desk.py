"""A convention on the desk of someone who may do this to it."""

from uuid import UUID

from domain.convention.convention import Convention
from domain.convention.procedure import paper
from domain.envelope import ProvenanceKind
from services.ask import Ask
from services.pactes import Pactes
from services.policy import allow
from services.target import Target


def about(pactes: Pactes, side: str | None = None, organization_id: UUID | None = None) -> Target:
    return Target(tenant=pactes.tenant, side=side, organization_id=organization_id)


def opened(pactes: Pactes, ask: Ask, name: str, convention_id: UUID) -> Convention:
    """The convention, for a command that a role alone allows."""
    allow(ask, name, about(pactes))
    return loaded(pactes, ask, convention_id)


def loaded(pactes: Pactes, ask: Ask, convention_id: UUID) -> Convention:
    """As the caller has seen it (else Stale); paper acts are for imports."""
    convention = pactes.load(Convention, convention_id, ask)
    paper.writable_by(convention, imported=ask.provenance.kind is ProvenanceKind.IMPORT)
    return convention


def side_of(convention: Convention, organization_id: UUID) -> str | None:
    """The side for which this organization is in the convention."""
    party = convention.terms.parties.get(organization_id)
    if party is not None:
        return party
    slots = convention.terms.signatories.values()
    return next((s.side for s in slots if s.organization_id == organization_id), None)
