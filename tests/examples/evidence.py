"""One example of every event about what proves: field by field what the domain would state."""

from typing import Any
from uuid import UUID

from domain.platform.instance import Instance

EXAMPLES: dict[type, dict[str, Any]] = {
    Instance.InstanceNamed: {"instance_id": UUID("9b1d7c52-4c6e-4f0e-8a51-2f6d3c9e0a11")},
    Instance.EvidenceKeyIntroduced: {"public_key": "d7" * 32},
    Instance.EvidenceKeyRetired: {"public_key": "d7" * 32},
}
