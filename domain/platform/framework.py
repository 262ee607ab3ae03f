"""The national framework: its axes, its measures and the versioned rules of each kind."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain.convention.kind import Kind, KindRules
from domain.platform import facts

FRAMEWORK = UUID("1a7ac0de-0000-5000-8000-000000000002")


@dataclass(frozen=True, slots=True)
class Measure:
    axe: int
    text: str


class NationalFramework(Aggregate):
    """`rules` stand in the order of publication: the last of a kind is the one in use."""

    TOPIC = "national_framework"
    STATE_VERSION = 1
    Event = facts.FrameworkFact
    FrameworkPublished = facts.FrameworkPublished
    NationalMeasureRegistered = facts.NationalMeasureRegistered
    KindRulesPublished = facts.KindRulesPublished

    name: str
    starts_on: date
    ends_on: date
    axes: dict[str, str]
    predecessor: str | None
    measures: dict[UUID, Measure]
    rules: tuple[KindRules, ...]

    @staticmethod
    def create_id() -> UUID:
        return FRAMEWORK

    @event(facts.FrameworkPublished)
    def __init__(
        self,
        *,
        name: str,
        starts_on: date,
        ends_on: date,
        axes: dict[str, str],
        predecessor: str | None,
    ) -> None:
        self.name = name
        self.starts_on = starts_on
        self.ends_on = ends_on
        self.axes = axes
        self.predecessor = predecessor
        self.measures = {}
        self.rules = ()

    @event(facts.NationalMeasureRegistered)
    def national_measure_registered(self, *, measure_id: UUID, axe: int, text: str) -> None:
        self.measures = {**self.measures, measure_id: Measure(axe, text)}

    @event(facts.KindRulesPublished)
    def kind_rules_published(
        self,
        *,
        kind: Kind,
        rules_version: str,
        allowed_axes: tuple[int, ...],
        max_state_share_bp: int,
        share_scope: str,
        required_offices: tuple[str, ...],
        fungible_volets: tuple[str, ...],
        allowed_natures: tuple[str, ...],
    ) -> None:
        published = KindRules(
            kind=kind,
            rules_version=rules_version,
            allowed_axes=allowed_axes,
            max_state_share_bp=max_state_share_bp,
            share_scope=share_scope,
            required_offices=required_offices,
            fungible_volets=fungible_volets,
            allowed_natures=allowed_natures,
        )
        self.rules = (*self.rules, published)
