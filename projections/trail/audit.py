"""Who did what, in which office, when and why; names are joined at the edge."""

from domain.envelope import MAIL_CODE, Actor, event_id
from projections.change import Change, Projection, Recorded, Table, added

# Each of these adds its sentences when it is imported.
from projections.trail import accesses, contents, evidence, others, procedures  # noqa: F401
from projections.trail.sentence import sentence

TRAIL = Table(
    name="trail",
    key={"position": "bigint"},
    values={
        "stream": "uuid",
        "version": "bigint",
        "type": "text",
        "sentence": "text",
        "recorded_at": "timestamptz",
        "effective_on": "date",
        "effective_precision": "text",
        "person_id": "uuid",
        "role": "text",
        "office": "text",
        "organization_id": "uuid",
        "on_behalf_of": "uuid",
        "provenance": "text",
        "provenance_ref": "text",
        "reason": "text",
        "auth_method": "text",
        "event_id": "uuid",
        "correlation_id": "uuid",
        "causation_id": "uuid",
    },
    indexes=(
        ("stream", "version"),
        ("event_id",),
        ("correlation_id", "position"),
        ("causation_id", "position"),
    ),
)


def rows(recorded: Recorded) -> list[Change]:
    event, envelope, actor = recorded.event, recorded.envelope, recorded.envelope.actor
    line = added(
        TRAIL,
        {"position": recorded.position},
        stream=event.originator_id,
        version=event.originator_version,
        type=recorded.topic.rpartition(".")[0],
        sentence=_proved(sentence(event), actor),
        recorded_at=recorded.recorded_at,
        effective_on=envelope.effective_on.date,
        effective_precision=envelope.effective_on.precision,
        person_id=actor and actor.person_id,
        role=actor and actor.role,
        office=actor and actor.office,
        organization_id=actor and actor.organization_id,
        on_behalf_of=actor and actor.on_behalf_of,
        provenance=envelope.provenance.kind,
        provenance_ref=envelope.provenance.ref,
        reason=_motive(event) or envelope.reason,
        auth_method=actor and actor.auth_method,
        event_id=event_id(event.originator_id, event.originator_version),
        correlation_id=envelope.correlation_id,
        causation_id=envelope.causation_id,
    )
    return [line]


def _proved(said: str, actor: Actor | None) -> str:
    """A code by mail proves less than a provider of identities: whoever reads the act is told."""
    if actor is None or actor.auth_method != MAIL_CODE:
        return said
    return f"{said.removesuffix('.')} (identité prouvée par code reçu par courriel)."


def _motive(event: object) -> str | None:
    """A seal, under the name that the event gives it."""
    return getattr(event, "motive", None) or getattr(event, "reason", None)


PROJECTION = Projection("trail", 3, (TRAIL,), rows)
