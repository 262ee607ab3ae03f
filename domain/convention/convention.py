"""The convention as the fold of its facts. Guards stand in the modules of the rules.

Longer than 200 lines on purpose: one method per fact, so that the whole fold is read in one place.
A method has every field of its fact, used or not, and only assigns.
"""
# ruff: noqa: ARG002

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain.convention.action import (
    Action,
    Dimension,
    Direction,
    Indicator,
    Nature,
    Objective,
    Origin,
    Reinforcement,
    Unit,
)
from domain.convention.facts import actions, base, content, money, procedure
from domain.convention.funding_line import FundingLine, FundingNature
from domain.convention.kind import Kind, KindRules
from domain.convention.signature import Method, Round, Side, Signed, Slot
from domain.convention.stage import Life, Stage
from domain.convention.terms import Article, Terms, Volet
from domain.convention.version import Act, Agreement, Avenant, AvenantKind, Frozen, Version
from domain.dates import Precision


class Convention(Aggregate):
    """`terms` is the working copy, or what is in force when there is none; `in_force` its copy.

    `agreements` by side; `signatures` of the open round by signatory_id; `stage` None: no working
    copy.
    """

    TOPIC = "convention"
    STATE_VERSION = 2

    Event = base.Fact
    ConventionDrafted = base.ConventionDrafted
    PartyAdded = content.PartyAdded
    SignatoryDesignated = content.SignatoryDesignated
    VoletDefined = content.VoletDefined
    ArticleSet = content.ArticleSet
    CeilingSet = content.CeilingSet
    ActionAdded = actions.ActionAdded
    ActionCarriedOver = actions.ActionCarriedOver
    ActionReinforcementJustified = actions.ActionReinforcementJustified
    ActionRetitled = actions.ActionRetitled
    ActionWithdrawn = actions.ActionWithdrawn
    ObjectiveAdded = actions.ObjectiveAdded
    IndicatorDefined = actions.IndicatorDefined
    IndicatorTargetSet = actions.IndicatorTargetSet
    FundingPlanned = money.FundingPlanned
    FundingAdjusted = money.FundingAdjusted
    ConventionSubmittedForReview = procedure.ConventionSubmittedForReview
    ReviewReturned = procedure.ReviewReturned
    ConventionAgreedBySide = procedure.ConventionAgreedBySide
    AgreementGivenByAuthorAlone = procedure.AgreementGivenByAuthorAlone
    VersionFrozen = procedure.VersionFrozen
    VersionImported = procedure.VersionImported
    SignatureRoundOpened = procedure.SignatureRoundOpened
    SignatoryInvited = procedure.SignatoryInvited
    ConventionSignedBy = procedure.ConventionSignedBy
    SignatureRefused = procedure.SignatureRefused
    SignatureRoundCancelled = procedure.SignatureRoundCancelled
    SignatureRoundExpired = procedure.SignatureRoundExpired
    ConventionSigned = procedure.ConventionSigned
    ConventionEnteredExecution = procedure.ConventionEnteredExecution
    AvenantOpened = procedure.AvenantOpened
    AvenantAbandoned = procedure.AvenantAbandoned
    AvenantSigned = procedure.AvenantSigned
    ConventionAbandoned = procedure.ConventionAbandoned

    rules: KindRules
    predecessor_id: UUID | None
    terms: Terms
    in_force: Terms | None
    life: Life
    stage: Stage | None
    agreements: dict[str, Agreement]
    frozen: Frozen | None
    signature_round: Round | None
    signatures: dict[UUID, Signed]
    avenant: Avenant | None
    versions: list[Version]

    @event(base.ConventionDrafted)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002  (the library's name for the stream)
        kind: Kind,
        title: str,
        starts_on: date,
        ends_on: date,
        territory_codes: tuple[str, ...],
        axes: tuple[int, ...],
        rules_version: str,
        allowed_axes: tuple[int, ...],
        allowed_natures: tuple[str, ...],
        required_offices: tuple[str, ...],
        max_state_share_bp: int,
        share_scope: str,
        fungible_volets: tuple[str, ...],
        predecessor_id: UUID | None,
        paper: bool,
    ) -> None:
        self.rules = KindRules(
            kind=kind,
            rules_version=rules_version,
            allowed_axes=allowed_axes,
            max_state_share_bp=max_state_share_bp,
            share_scope=share_scope,
            required_offices=required_offices,
            fungible_volets=fungible_volets,
            allowed_natures=allowed_natures,
        )
        self.terms = Terms(
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            territory_codes=territory_codes,
            axes=axes,
        )
        self.predecessor_id = predecessor_id
        self.in_force = None
        self.life = Life.PREPARING
        self.stage = Stage.PAPER if paper else Stage.DRAFT
        self.agreements = {}
        self.frozen = None
        self.signature_round = None
        self.signatures = {}
        self.avenant = None
        self.versions = []

    @event(content.PartyAdded)
    def party_added(self, *, organization_id: UUID, side: Side) -> None:
        self.terms.parties[organization_id] = side

    @event(content.SignatoryDesignated)
    def signatory_designated(
        self,
        *,
        signatory_id: UUID,
        office: str,
        side: Side,
        organization_id: UUID,
        required: bool,
        order: int | None,
        joining_id: UUID | None,
    ) -> None:
        self.terms.signatories[signatory_id] = Slot(
            signatory_id=signatory_id,
            office=office,
            side=side,
            organization_id=organization_id,
            required=required,
            order=order,
        )

    @event(content.VoletDefined)
    def volet_defined(self, *, code: str, title: str, starts_on: date, ends_on: date) -> None:
        self.terms.volets[code] = Volet(title=title, starts_on=starts_on, ends_on=ends_on)

    @event(content.ArticleSet)
    def article_set(self, *, no: int, title: str, text: str) -> None:
        self.terms.articles[str(no)] = Article(title=title, text=text)

    @event(content.CeilingSet)
    def ceiling_set(self, *, exercice: int, amount_cents: int) -> None:
        self.terms.ceilings[str(exercice)] = amount_cents

    @event(actions.ActionAdded)
    def action_added(
        self,
        *,
        action_id: UUID,
        code: str | None,
        axe: int | None,
        volet: str | None,
        title: str,
        nature: Nature | None,
        description: str,
        operator_ids: tuple[UUID, ...],
        public: str,
        territory: str,
        starts_on: date | None,
        ends_on: date | None,
    ) -> None:
        self.terms.actions[action_id] = Action(
            code=code,
            axe=axe,
            volet=volet,
            title=title,
            nature=nature,
            description=description,
            operator_ids=operator_ids,
            public=public,
            territory=territory,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    @event(actions.ActionCarriedOver)
    def action_carried_over(
        self, *, action_id: UUID, from_convention_id: UUID, from_action_id: UUID
    ) -> None:
        origin = Origin(convention_id=from_convention_id, action_id=from_action_id)
        self.terms.actions[action_id] = replace(
            self.terms.actions[action_id], carried_over_from=origin
        )

    @event(actions.ActionReinforcementJustified)
    def action_reinforcement_justified(
        self, *, action_id: UUID, dimension: Dimension, text: str
    ) -> None:
        justified = Reinforcement(dimension=dimension, text=text)
        self.terms.actions[action_id] = replace(
            self.terms.actions[action_id], reinforcement=justified
        )

    @event(actions.ActionRetitled)
    def action_retitled(self, *, action_id: UUID, old: str, new: str) -> None:
        self.terms.actions[action_id] = replace(self.terms.actions[action_id], title=new)

    @event(actions.ActionWithdrawn)
    def action_withdrawn(self, *, action_id: UUID, motive: str) -> None:
        self.terms.actions[action_id] = replace(self.terms.actions[action_id], withdrawn=True)

    @event(actions.ObjectiveAdded)
    def objective_added(self, *, objective_id: UUID, action_id: UUID | None, text: str) -> None:
        self.terms.objectives[objective_id] = Objective(action_id=action_id, text=text)

    @event(actions.IndicatorDefined)
    def indicator_defined(
        self,
        *,
        indicator_id: UUID,
        objective_id: UUID,
        name: str,
        unit: Unit,
        direction: Direction,
        definition: str,
        baseline: int | None,
    ) -> None:
        self.terms.indicators[indicator_id] = Indicator(
            objective_id=objective_id,
            name=name,
            unit=unit,
            direction=direction,
            definition=definition,
            baseline=baseline,
        )

    @event(actions.IndicatorTargetSet)
    def indicator_target_set(
        self, *, indicator_id: UUID, exercice: int, old: int | None, new: int
    ) -> None:
        indicator = self.terms.indicators[indicator_id]
        self.terms.indicators[indicator_id] = replace(
            indicator, targets={**indicator.targets, str(exercice): new}
        )

    @event(money.FundingPlanned)
    def funding_planned(
        self,
        *,
        line_id: UUID,
        action_id: UUID | None,
        exercice: int | None,
        funder_id: UUID,
        volet: str | None,
        amount_cents: int,
        nature: FundingNature,
        counts_as_match: bool,
    ) -> None:
        self.terms.funding[line_id] = FundingLine(
            action_id=action_id,
            exercice=exercice,
            funder_id=funder_id,
            volet=volet,
            amount_cents=amount_cents,
            nature=nature,
            counts_as_match=counts_as_match,
        )

    @event(money.FundingAdjusted)
    def funding_adjusted(
        self, *, line_id: UUID, old_cents: int, new_cents: int, delta_cents: int, motive: str
    ) -> None:
        self.terms.funding[line_id] = replace(self.terms.funding[line_id], amount_cents=new_cents)

    @event(procedure.ConventionSubmittedForReview)
    def convention_submitted_for_review(self, *, by_side: Side) -> None:
        self.stage = Stage.UNDER_REVIEW

    @event(procedure.ReviewReturned)
    def review_returned(self, *, by_side: Side, motive: str) -> None:
        self._return_to_draft()

    @event(procedure.ConventionAgreedBySide)
    def convention_agreed_by_side(self, *, side: Side, content_hash: str, by: UUID) -> None:
        self.agreements[side.value] = Agreement(content_hash=content_hash, by=by)

    @event(procedure.AgreementGivenByAuthorAlone)
    def agreement_given_by_author_alone(self, *, side: Side, by: UUID, colleagues: int) -> None:
        given = self.agreements[side.value]
        self.agreements[side.value] = replace(given, by_author_alone=True)

    @event(procedure.VersionFrozen)
    def version_frozen(
        self,
        *,
        version_no: int,
        act: Act,
        content_hash: str,
        snapshot_ref: int,
        effective_from: date | None,
    ) -> None:
        self.stage = Stage.FROZEN
        self.frozen = Frozen(
            version_no=version_no,
            act=act,
            content_hash=content_hash,
            effective_from=effective_from,
        )

    @event(procedure.VersionImported)
    def version_imported(
        self,
        *,
        version_no: int,
        act: Act,
        content_hash: str,
        signed_on: date,
        precision: Precision,
        effective_from: date,
        offices: tuple[str, ...],
        evidence_sha256: str | None,
    ) -> None:
        self.life = Life.RUNNING
        self._put_in_force(
            Version(
                no=version_no,
                act=act,
                content_hash=content_hash,
                signed_on=signed_on,
                precision=precision,
                effective_from=effective_from,
            )
        )

    @event(procedure.SignatureRoundOpened)
    def signature_round_opened(
        self,
        *,
        round_id: UUID,
        version_no: int,
        content_hash: str,
        deadline: date,
        slots: tuple[Slot, ...],
    ) -> None:
        self.stage = Stage.SIGNING
        self.signature_round = Round(round_id=round_id, deadline=deadline, slots=slots)
        self.signatures = {}

    @event(procedure.SignatoryInvited)
    def signatory_invited(self, *, round_id: UUID, signatory_id: UUID) -> None:
        """Changes nothing that a rule asks for."""

    @event(procedure.ConventionSignedBy)
    def convention_signed_by(
        self,
        *,
        round_id: UUID,
        version_no: int,
        signatory_id: UUID,
        office: str,
        side: Side,
        person_id: UUID,
        signed_at: datetime,
        method: Method,
        content_hash: str,
        evidence_sha256: str | None,
    ) -> None:
        self.signatures[signatory_id] = Signed(person_id=person_id, side=side, signed_at=signed_at)

    @event(procedure.SignatureRefused)
    def signature_refused(self, *, round_id: UUID, signatory_id: UUID, motive: str) -> None:
        self._return_to_draft()

    @event(procedure.SignatureRoundCancelled)
    def signature_round_cancelled(self, *, round_id: UUID, motive: str) -> None:
        self._return_to_draft()

    @event(procedure.SignatureRoundExpired)
    def signature_round_expired(self, *, round_id: UUID) -> None:
        self._return_to_draft()

    @event(procedure.ConventionSigned)
    def convention_signed(
        self, *, version_no: int, content_hash: str, signed_on: date, effective_from: date
    ) -> None:
        self.life = Life.SIGNED
        self._end_working_copy()
        self._put_in_force(
            Version(
                no=version_no,
                act=Act.INITIAL,
                content_hash=content_hash,
                signed_on=signed_on,
                precision=Precision.DAY,
                effective_from=effective_from,
            )
        )

    @event(procedure.ConventionEnteredExecution)
    def convention_entered_execution(self, *, on: date) -> None:
        self.life = Life.RUNNING

    @event(procedure.AvenantOpened)
    def avenant_opened(
        self, *, avenant_no: int, motive: str, kind: AvenantKind, base_version: int
    ) -> None:
        self.stage = Stage.DRAFT
        self.avenant = Avenant(no=avenant_no, kind=kind, base_version=base_version)

    @event(procedure.AvenantAbandoned)
    def avenant_abandoned(self, *, no: int) -> None:
        self._end_working_copy()
        self.terms = (self.in_force or self.terms).copy()

    @event(procedure.AvenantSigned)
    def avenant_signed(
        self,
        *,
        no: int,
        version_no: int,
        content_hash: str,
        signed_on: date,
        effective_from: date,
    ) -> None:
        self._end_working_copy()
        self._put_in_force(
            Version(
                no=version_no,
                act=Act.AVENANT,
                content_hash=content_hash,
                signed_on=signed_on,
                precision=Precision.DAY,
                effective_from=effective_from,
            )
        )

    @event(procedure.ConventionAbandoned)
    def convention_abandoned(self, *, motive: str) -> None:
        self.life = Life.ABANDONED
        self._end_working_copy()

    def _put_in_force(self, version: Version) -> None:
        self.versions = [*self.versions, version]
        self.in_force = self.terms.copy()

    def _return_to_draft(self) -> None:
        self._forget_progress()
        self.stage = Stage.DRAFT

    def _end_working_copy(self) -> None:
        self._forget_progress()
        self.stage = None
        self.avenant = None

    def _forget_progress(self) -> None:
        self.agreements = {}
        self.frozen = None
        self.signature_round = None
        self.signatures = {}
