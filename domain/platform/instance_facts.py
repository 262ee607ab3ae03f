"""What happens to the installation as a whole (log of the platform)."""

from uuid import UUID

from eventsourcing.domain import Aggregate


class InstanceFact(Aggregate.Event):
    TOPIC = "instance.event"


class InstanceNamed(InstanceFact, Aggregate.Created):
    """`instance_id` begins the origin of every log that is declared here."""

    TOPIC = "instance.instance_named.1"
    instance_id: UUID


class EvidenceKeyIntroduced(InstanceFact):
    """`public_key`: Ed25519, 32 bytes in hex. From here on it signs checkpoints."""

    TOPIC = "instance.evidence_key_introduced.1"
    public_key: str


class EvidenceKeyRetired(InstanceFact):
    """What it signed before stays good."""

    TOPIC = "instance.evidence_key_retired.1"
    public_key: str
