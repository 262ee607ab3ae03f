"""The roles that a person or a machine may be granted, and the side each one takes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    DEPT_AGENT = "dept_agent"
    DEPT_MANAGER = "dept_manager"
    DEPT_SIGNATORY = "dept_signatory"
    STATE_AGENT = "state_agent"
    PREFET_SIGNATORY = "prefet_signatory"
    COMMISSIONER = "commissioner"
    PARTNER_AGENT = "partner_agent"
    PARTNER_SIGNATORY = "partner_signatory"
    AUDITOR = "auditor"
    NATIONAL_VIEWER = "national_viewer"
    TENANT_ADMIN = "tenant_admin"
    PLATFORM_ADMIN = "platform_admin"
    DEPT_MACHINE = "dept_machine"
    STATE_MACHINE = "state_machine"
    PARTNER_MACHINE = "partner_machine"


SIDES: Mapping[Role, str] = MappingProxyType(
    {
        Role.DEPT_AGENT: "departement",
        Role.DEPT_MANAGER: "departement",
        Role.DEPT_SIGNATORY: "departement",
        Role.STATE_AGENT: "state",
        Role.PREFET_SIGNATORY: "state",
        Role.COMMISSIONER: "state",
        Role.PARTNER_AGENT: "partner",
        Role.PARTNER_SIGNATORY: "partner",
        Role.AUDITOR: "control",
        Role.NATIONAL_VIEWER: "state",
        Role.TENANT_ADMIN: "platform",
        Role.PLATFORM_ADMIN: "platform",
        Role.DEPT_MACHINE: "departement",
        Role.STATE_MACHINE: "state",
        Role.PARTNER_MACHINE: "partner",
    }
)

SIGNING = frozenset((Role.DEPT_SIGNATORY, Role.PREFET_SIGNATORY, Role.PARTNER_SIGNATORY))
ADMINISTERING = frozenset((Role.TENANT_ADMIN, Role.PLATFORM_ADMIN))
MACHINES = frozenset((Role.DEPT_MACHINE, Role.STATE_MACHINE, Role.PARTNER_MACHINE))
# These give nothing by themselves: a mandate says what may be seen, and until when.
MANDATED = frozenset((Role.AUDITOR, Role.COMMISSIONER, Role.NATIONAL_VIEWER))
OF_PLATFORM = frozenset((Role.PLATFORM_ADMIN, Role.COMMISSIONER, Role.NATIONAL_VIEWER))
