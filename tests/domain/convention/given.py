"""Conventions at every point of their path, made by the rules themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from eventsourcing.domain import CanMutateAggregate

from domain.convention.action import Nature
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.convention.facts.base import Fact
from domain.convention.kind import Kind, KindRules
from domain.convention.procedure import avenants, ending, freezing, joining, paper, review, signing
from domain.convention.signature import Side
from domain.convention.version import Act, AvenantKind
from domain.convention.writing import actions, drafting, funding
from domain.dates import BusinessDate

PREFECTURE, DEPARTEMENT, ARS = (uuid5(UUID(int=0), name) for name in ("prefecture", "cd", "ars"))
PREFET, PRESIDENT, DG_ARS = (uuid5(UUID(int=1), name) for name in ("prefet", "president", "dg"))
ANNE, BRUNO, CHLOE = (uuid5(UUID(int=2), name) for name in ("anne", "bruno", "chloe"))
IDS_OF_MEASURES = (UUID(int=3), UUID(int=4))
SEAL = "5f" * 32
TODAY = date(2024, 9, 2)
DEADLINE = date(2024, 10, 31)
NOW = datetime(2024, 9, 2, 8, tzinfo=UTC)

CLS = KindRules(
    kind=Kind.CLS,
    rules_version="2024-1",
    allowed_axes=(1, 3, 4),
    max_state_share_bp=5000,
    share_scope="action",
    required_offices=("prefet", "president"),
    fungible_volets=(),
    allowed_natures=("new", "reinforced"),
)
CPT = replace(
    CLS,
    kind=Kind.CPT,
    allowed_axes=(1, 2, 3, 4),
    max_state_share_bp=10_000,
    share_scope="none",
    allowed_natures=("new", "reinforced", "carried_over"),
)
CALPAE = replace(
    CPT,
    kind=Kind.CALPAE,
    rules_version="2019-1",
    allowed_axes=(),
    max_state_share_bp=5000,
    share_scope="convention",
)


def drafted(rules: KindRules = CLS, **other: Any) -> Convention:
    said: dict[str, Any] = {
        "convention_id": uuid4(),
        "tenant": "05",
        "rules": rules,
        "title": "Contrat local des solidarités",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2027, 12, 31),
        "territory_codes": ("05",),
        "axes": rules.allowed_axes,
    }
    return drafting.draft(**{**said, **other})


def with_parties(rules: KindRules = CLS, **other: Any) -> Convention:
    """Parties and a required signatory of each."""
    convention = drafted(rules, **other)
    drafting.add_party(convention, organization_id=PREFECTURE, side=Side.STATE)
    drafting.add_party(convention, organization_id=DEPARTEMENT, side=Side.DEPARTEMENT)
    designate(convention)
    return convention


def designate(convention: Convention, order: int | None = None) -> None:
    drafting.designate_signatory(
        convention,
        signatory_id=PREFET,
        office="prefet",
        side=Side.STATE,
        organization_id=PREFECTURE,
        order=order,
    )
    drafting.designate_signatory(
        convention,
        signatory_id=PRESIDENT,
        office="president",
        side=Side.DEPARTEMENT,
        organization_id=DEPARTEMENT,
    )


def joined(convention: Convention, office: str = "directeur_general") -> None:
    joining.join_partner(
        convention,
        organization_id=ARS,
        joining_id=uuid4(),
        signatory_id=DG_ARS,
        office=office,
    )


def volet(convention: Convention, code: str) -> None:
    """For as long as the convention."""
    drafting.define_volet(
        convention,
        code=code,
        title=code.capitalize(),
        starts_on=convention.terms.starts_on,
        ends_on=convention.terms.ends_on,
    )


def action(convention: Convention, **other: Any) -> UUID:
    action_id = uuid4()
    axes = convention.terms.axes
    said: dict[str, Any] = {
        "title": "Soutenir la mobilité",
        "axe": axes[0] if axes else None,
        "nature": Nature.NEW,
        "force": True,
    }
    actions.add_action(convention, action_id=action_id, **{**said, **other})
    return action_id


def line(convention: Convention, cents: int = 100_00, **other: Any) -> UUID:
    line_id = uuid4()
    said: dict[str, Any] = {"funder_id": PREFECTURE, "exercice": 2024, "amount_cents": cents}
    funding.plan_funding(convention, line_id=line_id, **{**said, **other})
    return line_id


def matched(convention: Convention, cents: int = 100_00, **other: Any) -> UUID:
    """The line of the State, to which the Département adds as much."""
    line(convention, cents, funder_id=DEPARTEMENT, **other)
    return line(convention, cents, **other)


def agree(convention: Convention) -> None:
    review.agree(convention, side=Side.STATE, by=ANNE)
    review.agree(convention, side=Side.DEPARTEMENT, by=BRUNO)


def to_review(convention: Convention) -> Convention:
    review.submit(convention, by_side=Side.DEPARTEMENT)
    return convention


def to_agreed(convention: Convention) -> Convention:
    agree(to_review(convention))
    return convention


def to_frozen(convention: Convention, effective_from: date | None = None) -> Convention:
    freezing.freeze(to_agreed(convention), effective_from=effective_from)
    return convention


def to_signing(convention: Convention, effective_from: date | None = None) -> Convention:
    to_frozen(convention, effective_from)
    signing.open_round(convention, round_id=uuid4(), deadline=DEADLINE, today=TODAY)
    return convention


def sign(convention: Convention, signatory_id: UUID, person: UUID, **other: Any) -> None:
    frozen = convention.frozen
    said: dict[str, Any] = {
        "signatory_id": signatory_id,
        "person_id": person,
        "holder": person,
        "signed_at": NOW,
        "signed_on": TODAY,
        "content_hash": frozen.content_hash if frozen else "",
    }
    signing.sign(convention, **{**said, **other})


def to_signed(convention: Convention, effective_from: date | None = None) -> Convention:
    to_signing(convention, effective_from)
    sign(convention, PREFET, ANNE)
    sign(convention, PRESIDENT, BRUNO)
    return convention


def to_running(convention: Convention) -> Convention:
    ending.enter_execution(to_signed(convention), on=TODAY, today=TODAY)
    return convention


def with_avenant(convention: Convention) -> Convention:
    avenants.open_avenant(convention, motive=SEAL, kind=AvenantKind.GENERAL)
    return convention


def imported(rules: KindRules = CALPAE) -> Convention:
    """A paper act with its first version in force."""
    convention = with_parties(rules, paper=True)
    take_over(convention, 1)
    return convention


def take_over(convention: Convention, no: int, act: Act | None = None) -> None:
    paper.import_version(
        convention,
        version_no=no,
        act=act or (Act.INITIAL if no == 1 else Act.AVENANT),
        signed_on=BusinessDate.parse("2024-03"),
        effective_from=convention.terms.starts_on,
        today=TODAY,
    )


def new_facts(convention: Convention) -> list[CanMutateAggregate[UUID]]:
    """What happened since this was last asked."""
    return list(convention.collect_events())


def names(convention: Convention) -> list[str]:
    return [type(fact).__name__ for fact in new_facts(convention)]


def last(convention: Convention) -> Fact:
    fact = convention.pending_events[-1]
    assert isinstance(fact, Fact)
    return fact


def hash_of(convention: Convention) -> str:
    return content_hash(convention)
