"""One example of the fields of each event of the platform, registry, joinings, notifications."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.convention.kind import Kind
from domain.convention.signature import Side
from domain.joining.joining import PartnerJoining
from domain.notification import Channel, Notification
from domain.platform.facts import TenantKind
from domain.platform.framework import NationalFramework
from domain.platform.tenant import Tenant
from domain.registry.facts import OrganizationKind
from domain.registry.organization import Organization

ORGANIZATION = UUID("0b6e6f0e-55a4-4a53-9d51-8e7f2f6f6b01")
CONVENTION = UUID("0b6e6f0e-55a4-4a53-9d51-8e7f2f6f6b02")
PERSON = UUID("0b6e6f0e-55a4-4a53-9d51-8e7f2f6f6b03")
MEASURE = UUID("0b6e6f0e-55a4-4a53-9d51-8e7f2f6f6b04")
SEAL = "5f" * 32

EXAMPLES: dict[type, dict[str, Any]] = {
    Tenant.TenantDeclared: {
        "code": "48",
        "name": "Lozère",
        "kind": TenantKind.DEPARTEMENT,
        "territory_codes": ("48",),
        "region_code": "76",
        "siret": "22480001100013",
    },
    Tenant.TenantActivated: {},
    NationalFramework.FrameworkPublished: {
        "name": "Pacte des solidarités",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2027, 12, 31),
        "axes": {"1": "Prévention", "2": "Emploi", "3": "Accès aux droits", "4": "Transition"},
        "predecessor": "Stratégie de prévention et de lutte contre la pauvreté",
    },
    NationalFramework.NationalMeasureRegistered: {
        "measure_id": MEASURE,
        "axe": 1,
        "text": "Ouvrir des places de crèche aux enfants de familles modestes",
    },
    NationalFramework.KindRulesPublished: {
        "kind": Kind.CLS,
        "rules_version": "2024-1",
        "allowed_axes": (1, 3, 4),
        "max_state_share_bp": 5000,
        "share_scope": "action",
        "required_offices": ("prefet", "president"),
        "fungible_volets": (),
        "allowed_natures": ("new", "reinforced"),
    },
    Organization.OrganizationRegistered: {
        "organization_id": ORGANIZATION,
        "legal_name": "Département de la Lozère",
        "short_name": None,
        "kind": OrganizationKind.DEPARTEMENT,
        "siret": "22480001100013",
        "rna": None,
    },
    Organization.OfficeHolderAppointed: {
        "office": "president",
        "person_id": PERSON,
        "since": date(2021, 7, 1),
    },
    Organization.OfficeHolderEnded: {
        "office": "president",
        "person_id": PERSON,
        "until": date(2028, 3, 31),
    },
    Organization.SigningDelegationGranted: {
        "delegation_id": MEASURE,
        "office": "prefet",
        "holder_person_id": CONVENTION,
        "delegate_person_id": PERSON,
        "since": date(2026, 1, 1),
        "until": date(2026, 12, 31),
        "act_ref": "Arrêté 2026-12",
    },
    Organization.SigningDelegationEnded: {
        "delegation_id": MEASURE,
        "until": date(2026, 6, 30),
    },
    PartnerJoining.PartnerJoinRequested: {
        "organization_id": ORGANIZATION,
        "convention_id": CONVENTION,
        "contribution_text": "Deux postes d’infirmier dans les maisons des solidarités",
        "amount_cents": 4_200_000,
        "signatory_office": "director",
        "by": PERSON,
    },
    PartnerJoining.PartnerJoinAgreedByState: {"by_office": "ddets", "by": PERSON},
    PartnerJoining.PartnerJoinAgreedByDepartement: {
        "by_office": "direction_solidarites",
        "deliberation_ref": "CD/2024/012",
        "by": PERSON,
    },
    PartnerJoining.PartnerJoinRefused: {"side": Side.STATE, "motive": SEAL, "by": PERSON},
    PartnerJoining.PartnerJoined: {
        "organization_id": ORGANIZATION,
        "convention_id": CONVENTION,
        "since": date(2024, 9, 2),
        "version_no": 1,
    },
    Notification.NotificationSent: {"channel": Channel.MAIL, "attempt": 1},
    Notification.NotificationFailed: {"attempt": 1, "error_code": "smtp-451"},
    Notification.NotificationGivenUp: {"attempts": 8},
}
