"""How the act is agreed, frozen, signed, applied and amended."""

from datetime import date, datetime
from uuid import UUID

from domain.convention.facts.base import Fact
from domain.convention.signature import Method, Side, Slot
from domain.convention.version import Act, AvenantKind
from domain.dates import Precision


class ConventionSubmittedForReview(Fact):
    TOPIC = "convention.convention_submitted_for_review.1"
    by_side: Side


class ReviewReturned(Fact):
    """Back to the draft: agreements given before are void. `motive` is a seal."""

    TOPIC = "convention.review_returned.1"
    by_side: Side
    motive: str


class ConventionAgreedBySide(Fact):
    """Counts as long as the content has this hash. `by` is a person_id."""

    TOPIC = "convention.convention_agreed_by_side.1"
    side: Side
    content_hash: str
    by: UUID


class AgreementGivenByAuthorAlone(Fact):
    """A warning, no refusal: `colleagues` of that side could have read what `by` wrote."""

    TOPIC = "convention.agreement_given_by_author_alone.1"
    side: Side
    by: UUID
    colleagues: int


class VersionFrozen(Fact):
    """`snapshot_ref`: version of the stream whose content this is.

    `effective_from` None: from the last signature on. A version number is frozen again when a
    round failed; the last one before the signature counts.
    """

    TOPIC = "convention.version_frozen.1"
    version_no: int
    act: Act
    content_hash: str
    snapshot_ref: int
    effective_from: date | None


class VersionImported(Fact):
    """A version signed on paper: no slots, no platform signature, no mails."""

    TOPIC = "convention.version_imported.1"
    version_no: int
    act: Act
    content_hash: str
    signed_on: date
    precision: Precision
    effective_from: date
    offices: tuple[str, ...]
    evidence_sha256: str | None


class SignatureRoundOpened(Fact):
    TOPIC = "convention.signature_round_opened.1"
    round_id: UUID
    version_no: int
    content_hash: str
    deadline: date
    slots: tuple[Slot, ...]


class SignatoryInvited(Fact):
    TOPIC = "convention.signatory_invited.1"
    round_id: UUID
    signatory_id: UUID


class ConventionSignedBy(Fact):
    TOPIC = "convention.convention_signed_by.1"
    round_id: UUID
    version_no: int
    signatory_id: UUID
    office: str
    side: Side
    person_id: UUID
    signed_at: datetime
    method: Method
    content_hash: str
    evidence_sha256: str | None


class SignatureRefused(Fact):
    TOPIC = "convention.signature_refused.1"
    round_id: UUID
    signatory_id: UUID
    motive: str


class SignatureRoundCancelled(Fact):
    TOPIC = "convention.signature_round_cancelled.1"
    round_id: UUID
    motive: str


class SignatureRoundExpired(Fact):
    TOPIC = "convention.signature_round_expired.1"
    round_id: UUID


class ConventionSigned(Fact):
    TOPIC = "convention.convention_signed.1"
    version_no: int
    content_hash: str
    signed_on: date
    effective_from: date


class ConventionEnteredExecution(Fact):
    TOPIC = "convention.convention_entered_execution.1"
    on: date


class AvenantOpened(Fact):
    TOPIC = "convention.avenant_opened.1"
    avenant_no: int
    motive: str
    kind: AvenantKind
    base_version: int


class AvenantAbandoned(Fact):
    TOPIC = "convention.avenant_abandoned.1"
    no: int


class AvenantSigned(Fact):
    TOPIC = "convention.avenant_signed.1"
    no: int
    version_no: int
    content_hash: str
    signed_on: date
    effective_from: date


class ConventionAbandoned(Fact):
    TOPIC = "convention.convention_abandoned.1"
    motive: str
