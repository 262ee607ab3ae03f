"""A round ends by itself when its last day has gone: nobody asks, so no person stands beside it."""

from datetime import date
from uuid import UUID

from domain.convention.convention import Convention
from domain.convention.procedure import signing as rules
from domain.dates import BusinessDate
from domain.envelope import Cause, Envelope, Provenance, ProvenanceKind
from services.pactes import Pactes


def expire_round(pactes: Pactes, convention_id: UUID, *, today: date, cause: Cause) -> bool:
    """Whether the round was ended now. False: it is over already, or may still be signed today.

    `cause`: the event that opened the round and set its last day.
    """
    convention = pactes.load(Convention, convention_id)
    signature_round = convention.signature_round
    if signature_round is None or today <= signature_round.deadline:
        return False
    rules.expire_round(convention, today=today)
    context = Envelope(
        effective_on=BusinessDate(today),
        provenance=Provenance(ProvenanceKind.SYSTEM, "expiry"),
        correlation_id=cause.correlation_id,
        causation_id=cause.event_id,
    )
    pactes.save(convention, context=context)
    return True
