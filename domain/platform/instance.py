"""The installation itself: its name for ever, and the keys that have signed for it."""

from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from domain.platform import instance_facts as facts
from domain.platform.tenant import TENANTS

INSTANCE = uuid5(TENANTS, "instance")


class Instance(Aggregate):
    """`keys`: public keys in hex, in the order of their introduction; True: it signs still."""

    TOPIC = "instance"
    STATE_VERSION = 1
    Event = facts.InstanceFact
    InstanceNamed = facts.InstanceNamed
    EvidenceKeyIntroduced = facts.EvidenceKeyIntroduced
    EvidenceKeyRetired = facts.EvidenceKeyRetired

    instance_id: UUID
    keys: dict[str, bool]

    @staticmethod
    def create_id() -> UUID:
        return INSTANCE

    @event(facts.InstanceNamed)
    def __init__(self, *, instance_id: UUID) -> None:
        self.instance_id = instance_id
        self.keys = {}

    @event(facts.EvidenceKeyIntroduced)
    def evidence_key_introduced(self, *, public_key: str) -> None:
        self.keys[public_key] = True

    @event(facts.EvidenceKeyRetired)
    def evidence_key_retired(self, *, public_key: str) -> None:
        self.keys[public_key] = False
