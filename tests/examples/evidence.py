"""One example of every event about what proves: field by field what the domain would state."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.isolation import Act, Altered, Isolation
from domain.platform.instance import Instance
from domain.upkeep import Upkeep

EXAMPLES: dict[type, dict[str, Any]] = {
    Instance.InstanceNamed: {"instance_id": UUID("9b1d7c52-4c6e-4f0e-8a51-2f6d3c9e0a11")},
    Instance.EvidenceKeyIntroduced: {"public_key": "d7" * 32},
    Instance.EvidenceKeyRetired: {"public_key": "d7" * 32},
    Upkeep.ProjectionRebuilt: {
        "name": "funding",
        "version": 3,
        "position": 41,
        "digest": "ab" * 32,
    },
    Upkeep.ErasingRequested: {
        "person_id": UUID("9b1d7c52-4c6e-4f0e-8a51-2f6d3c9e0a12"),
        "motive": "5f" * 32,
    },
    Upkeep.ErasingLapsed: {"person_id": UUID("9b1d7c52-4c6e-4f0e-8a51-2f6d3c9e0a12")},
    Upkeep.PersonalDataErased: {"person_id": UUID("9b1d7c52-4c6e-4f0e-8a51-2f6d3c9e0a12")},
    Upkeep.FreeTextErased: {"seal": "5f" * 32},
    Upkeep.TenantReceived: {
        "from_instance": UUID("9b1d7c52-4c6e-4f0e-8a51-2f6d3c9e0a11"),
        "position": 41,
        "root": "ab" * 32,
    },
    Isolation.IsolationChecked: {
        "act": Act.REBUILD,
        "tenants": ("2A", "48", "platform"),
        "events": (312, 41, 77),
        "looks": (0, 3, 0),
        "roots_digest": "ab" * 32,
    },
    Isolation.IsolationBroken: {
        "act": Act.MIGRATE,
        "altered": Altered(
            tenant="48", tree="log", size=41, expected="ab" * 32, found="cd" * 32, position=12
        ),
        "undone": True,
    },
    Upkeep.SelfAuditPassed: {"night": date(2024, 9, 2), "position": 41, "digest": "ab" * 32},
    Upkeep.SelfAuditFailed: {
        "night": date(2024, 9, 2),
        "position": 41,
        "name": "funding",
        "expected": "ab" * 32,
        "found": "cd" * 32,
    },
}
