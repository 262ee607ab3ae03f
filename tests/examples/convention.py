"""One example of the fields of each event of a convention."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.convention.action import Dimension, Direction, Nature, Unit
from domain.convention.convention import Convention
from domain.convention.funding_line import FundingNature
from domain.convention.kind import Kind
from domain.convention.signature import Method, Side, Slot
from domain.convention.version import Act, AvenantKind
from domain.dates import Precision


def _id(number: int) -> UUID:
    return UUID(f"5d1f9a34-7c1e-4c55-8d2a-0000000000{number:02}")


PREFECTURE, DEPARTEMENT, PERSON, PREDECESSOR = _id(1), _id(2), _id(3), _id(4)
ACTION, OBJECTIVE, INDICATOR, LINE = _id(5), _id(6), _id(7), _id(8)
PREFET, PRESIDENTE, ROUND, OLD_ACTION = _id(9), _id(10), _id(11), _id(12)
SEAL = "5f" * 32
HASH = "c0" * 32

EXAMPLES: dict[type, dict[str, Any]] = {
    Convention.ConventionDrafted: {
        "kind": Kind.CLS,
        "title": "Contrat local des solidarités des Hautes-Alpes",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2027, 12, 31),
        "territory_codes": ("05",),
        "axes": (1, 3, 4),
        "rules_version": "2024-1",
        "allowed_axes": (1, 3, 4),
        "allowed_natures": ("new", "reinforced"),
        "required_offices": ("prefet", "president"),
        "max_state_share_bp": 5000,
        "share_scope": "action",
        "fungible_volets": (),
        "predecessor_id": PREDECESSOR,
        "paper": False,
    },
    Convention.PartyAdded: {"organization_id": PREFECTURE, "side": Side.STATE},
    Convention.SignatoryDesignated: {
        "signatory_id": PREFET,
        "office": "prefet",
        "side": Side.STATE,
        "organization_id": PREFECTURE,
        "required": True,
        "order": 1,
        "joining_id": None,
    },
    Convention.VoletDefined: {
        "code": "initiative_departementale",
        "title": "Initiatives départementales",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2025, 12, 31),
    },
    Convention.ArticleSet: {
        "no": 1,
        "title": "Objet",
        "text": "La convention fixe les engagements de l’État et du Département.",
    },
    Convention.CeilingSet: {"exercice": 2024, "amount_cents": 57_504_100},
    Convention.ActionAdded: {
        "action_id": ACTION,
        "code": "05-CLS-08",
        "axe": 4,
        "volet": None,
        "title": "Soutenir la mobilité solidaire",
        "nature": Nature.REINFORCED,
        "description": "",
        "operator_ids": (DEPARTEMENT,),
        "public": "Bénéficiaires du RSA",
        "territory": "Tout le département",
        "starts_on": date(2024, 9, 1),
        "ends_on": None,
    },
    Convention.ActionCarriedOver: {
        "action_id": ACTION,
        "from_convention_id": PREDECESSOR,
        "from_action_id": OLD_ACTION,
    },
    Convention.ActionReinforcementJustified: {
        "action_id": ACTION,
        "dimension": Dimension.AREA,
        "text": "Deux cantons de plus.",
    },
    Convention.ActionRetitled: {
        "action_id": ACTION,
        "old": "Soutenir la mobilité solidaire",
        "new": "Soutenir les parcours de mobilité solidaire",
    },
    Convention.ActionWithdrawn: {"action_id": ACTION, "motive": SEAL},
    Convention.ObjectiveAdded: {
        "objective_id": OBJECTIVE,
        "action_id": ACTION,
        "text": "Conduire vers l’emploi par la mobilité",
    },
    Convention.IndicatorDefined: {
        "indicator_id": INDICATOR,
        "objective_id": OBJECTIVE,
        "name": "Personnes accompagnées",
        "unit": Unit.PERSON,
        "direction": Direction.UP,
        "definition": "",
        "baseline": 40,
    },
    Convention.IndicatorTargetSet: {
        "indicator_id": INDICATOR,
        "exercice": 2025,
        "old": None,
        "new": 120,
    },
    Convention.FundingPlanned: {
        "line_id": LINE,
        "action_id": ACTION,
        "exercice": 2024,
        "funder_id": PREFECTURE,
        "volet": None,
        "amount_cents": 17_600_000,
        "nature": FundingNature.CASH,
        "counts_as_match": True,
    },
    Convention.FundingAdjusted: {
        "line_id": LINE,
        "old_cents": 17_600_000,
        "new_cents": 12_000_050,
        "delta_cents": -5_599_950,
        "motive": SEAL,
    },
    Convention.ConventionSubmittedForReview: {"by_side": Side.DEPARTEMENT},
    Convention.ConventionAgreedBySide: {
        "side": Side.STATE,
        "content_hash": HASH,
        "by": PERSON,
    },
    Convention.AgreementGivenByAuthorAlone: {
        "side": Side.STATE,
        "by": PERSON,
        "colleagues": 2,
    },
    Convention.VersionFrozen: {
        "version_no": 1,
        "act": Act.INITIAL,
        "content_hash": HASH,
        "snapshot_ref": 17,
        "effective_from": date(2024, 1, 1),
    },
    Convention.VersionImported: {
        "version_no": 2,
        "act": Act.AVENANT,
        "content_hash": HASH,
        "signed_on": date(2020, 9, 1),
        "precision": Precision.MONTH,
        "effective_from": date(2020, 9, 1),
        "offices": ("prefet", "president"),
        "evidence_sha256": None,
    },
    Convention.SignatureRoundOpened: {
        "round_id": ROUND,
        "version_no": 1,
        "content_hash": HASH,
        "deadline": date(2024, 10, 31),
        "slots": (
            Slot(
                signatory_id=PREFET,
                office="prefet",
                side=Side.STATE,
                organization_id=PREFECTURE,
                required=True,
                order=1,
            ),
            Slot(
                signatory_id=PRESIDENTE,
                office="president",
                side=Side.DEPARTEMENT,
                organization_id=DEPARTEMENT,
                required=True,
                order=None,
            ),
        ),
    },
    Convention.ReviewReturned: {"by_side": Side.STATE, "motive": SEAL},
    Convention.SignatoryInvited: {"round_id": ROUND, "signatory_id": PREFET},
    Convention.ConventionSignedBy: {
        "round_id": ROUND,
        "version_no": 1,
        "signatory_id": PREFET,
        "office": "prefet",
        "side": Side.STATE,
        "person_id": PERSON,
        "signed_at": datetime(2024, 9, 20, 8, 30, tzinfo=UTC),
        "method": Method.PLATFORM,
        "content_hash": HASH,
        "evidence_sha256": None,
    },
    Convention.SignatureRefused: {"round_id": ROUND, "signatory_id": PREFET, "motive": SEAL},
    Convention.SignatureRoundCancelled: {"round_id": ROUND, "motive": SEAL},
    Convention.SignatureRoundExpired: {"round_id": ROUND},
    Convention.ConventionSigned: {
        "version_no": 1,
        "content_hash": HASH,
        "signed_on": date(2024, 9, 20),
        "effective_from": date(2024, 1, 1),
    },
    Convention.ConventionEnteredExecution: {"on": date(2024, 1, 1)},
    Convention.AvenantOpened: {
        "avenant_no": 1,
        "motive": SEAL,
        "kind": AvenantKind.FUNDING,
        "base_version": 1,
    },
    Convention.AvenantAbandoned: {"no": 1},
    Convention.AvenantSigned: {
        "no": 1,
        "version_no": 2,
        "content_hash": HASH,
        "signed_on": date(2025, 3, 3),
        "effective_from": date(2025, 1, 1),
    },
    Convention.ConventionAbandoned: {"motive": SEAL},
}
