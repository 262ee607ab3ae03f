"""Any run of commands on the conventions of one département, most of them refused by a rule."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from domain.convention.action import Dimension, Nature, Unit
from domain.convention.convention import Convention
from domain.convention.procedure import avenants, ending, freezing, review, signing
from domain.convention.signature import Side
from domain.convention.version import AvenantKind
from domain.convention.writing import actions, drafting, funding, measures
from domain.errors import RuleBroken
from domain.joining import agreement
from domain.joining.joining import PartnerJoining
from domain.registry import offices
from domain.registry.facts import OrganizationKind
from domain.registry.organization import Organization
from tests.domain.convention import given
from tests.readside import Departement

TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12)
CENTS = st.integers(0, 10_000)
PICK = st.integers(0, 9)
YEARS = st.integers(2024, 2027)
VOLETS = (None, "socle", "insertion")
MOST = 3

Step = Callable[[Convention], Any]

# One step each on the path of an act.
PATH: dict[str, Step] = {
    "submit": given.to_review,
    "agree": given.agree,
    "agree alone": lambda c: review.agree(c, side=Side.STATE, by=given.ANNE),
    "freeze": freezing.freeze,
    "open": lambda c: signing.open_round(
        c, round_id=uuid4(), deadline=given.DEADLINE, today=given.TODAY
    ),
    "prefet signs": lambda c: given.sign(c, given.PREFET, given.ANNE),
    "president signs": lambda c: given.sign(c, given.PRESIDENT, given.BRUNO),
    "refuse": lambda c: signing.refuse(
        c,
        signatory_id=given.PREFET,
        person_id=given.ANNE,
        holder=given.ANNE,
        motive=given.SEAL,
    ),
    "return": lambda c: review.give_back(c, by_side=Side.STATE, motive=given.SEAL),
    "cancel": lambda c: signing.cancel_round(c, motive=given.SEAL),
    "expire": lambda c: signing.expire_round(c, today=date(2024, 11, 1)),
    "enter": lambda c: ending.enter_execution(c, on=given.TODAY, today=given.TODAY),
    "avenant": given.with_avenant,
    "money avenant": lambda c: avenants.open_avenant(
        c, motive=given.SEAL, kind=AvenantKind.FUNDING
    ),
    "give up": avenants.abandon_avenant,
    "abandon": lambda c: ending.abandon(c, motive=given.SEAL),
    "import": lambda c: given.take_over(c, len(c.versions) + 1),
    "joined": given.joined,
}
# Short cuts to where single steps seldom lead; the rules may still refuse any part of them.
CUTS: dict[str, tuple[Step, ...]] = {
    "to signing": (given.to_signing,),
    "to running": (given.to_running,),
    "amended": (given.with_avenant, given.action, given.to_signed),
    "given up": (given.with_avenant, given.action, given.line, avenants.abandon_avenant),
    "refused": (given.to_signing, PATH["refuse"], given.to_signing, PATH["prefet signs"]),
    "imported": (PATH["import"], given.line, PATH["import"], given.with_avenant, given.action),
}


class Story(RuleBasedStateMachine):
    """`departement` is set by the test; the log goes on from run to run."""

    departement: Departement

    def __init__(self) -> None:
        super().__init__()
        self.conventions: list[Convention] = []
        self.joinings: list[PartnerJoining] = []
        self.organizations: list[Organization] = []

    @initialize()
    def begin(self) -> None:
        self.draft(paper=False)

    @precondition(lambda self: len(self.conventions) < MOST)
    @rule(paper=st.booleans())
    def draft(self, *, paper: bool) -> None:
        rules = given.CALPAE if paper else given.CPT
        convention = given.with_parties(rules, paper=paper)
        for code in filter(None, VOLETS):
            given.volet(convention, code)
        self.conventions.append(convention)
        self.departement.record(convention)

    @rule(pick=PICK, steps=st.lists(st.sampled_from(sorted(PATH)), min_size=1, max_size=5))
    def go(self, pick: int, steps: list[str]) -> None:
        for step in steps:
            self._try(pick, PATH[step])

    @rule(pick=PICK, cut=st.sampled_from(sorted(CUTS)))
    def leap(self, pick: int, cut: str) -> None:
        for step in CUTS[cut]:
            self._try(pick, step)

    @rule(pick=PICK, cut=st.sampled_from(["amended", "given up"]))
    def amend(self, pick: int, cut: str) -> None:
        self._try(pick, given.to_running)
        self.leap(pick, cut)

    @rule(
        pick=PICK,
        title=TITLES,
        axe=st.integers(1, 4),
        volet=st.sampled_from(VOLETS),
        nature=st.sampled_from(Nature),
    )
    def add_action(
        self, pick: int, title: str, axe: int, volet: str | None, nature: Nature
    ) -> None:
        where = {"axe": axe if self._at(pick).terms.axes else None, "volet": volet}
        self._try(pick, lambda c: given.action(c, title=title, nature=nature, **where))

    @rule(pick=PICK, which=PICK, title=TITLES, change=st.sampled_from(["retitle", "drop", "more"]))
    def change_action(self, pick: int, which: int, title: str, change: str) -> None:
        known = list(self._at(pick).terms.actions)
        if known:
            action_id = known[which % len(known)]
            steps: dict[str, Step] = {
                "retitle": lambda c: actions.retitle(c, action_id=action_id, title=title),
                "drop": lambda c: actions.withdraw(c, action_id=action_id, motive=given.SEAL),
                "more": lambda c: actions.justify_reinforcement(
                    c, action_id=action_id, dimension=Dimension.AREA, wording=title
                ),
            }
            self._try(pick, steps[change])

    @rule(pick=PICK, which=PICK, year=YEARS, volet=st.sampled_from(VOLETS), cents=CENTS)
    def plan(self, pick: int, which: int, year: int, volet: str | None, cents: int) -> None:
        known = [None, *self._at(pick).terms.actions]
        where = {"action_id": known[which % len(known)], "exercice": year, "volet": volet}
        self._try(pick, lambda c: given.line(c, cents, **where))

    @rule(pick=PICK, which=PICK, cents=CENTS)
    def adjust(self, pick: int, which: int, cents: int) -> None:
        known = list(self._at(pick).terms.funding)
        if known:
            line = known[which % len(known)]
            self._try(
                pick,
                lambda c: funding.adjust_funding(
                    c, line_id=line, new_cents=cents, motive=given.SEAL
                ),
            )

    @rule(pick=PICK, no=st.integers(1, 3), title=TITLES, year=YEARS, cents=CENTS)
    def write(self, pick: int, no: int, title: str, year: int, cents: int) -> None:
        self._try(pick, lambda c: drafting.set_article(c, no=no, title=title, wording=title))
        self._try(
            pick, lambda c: drafting.set_ceiling(c, exercice=year, amount_cents=cents + 1_000_000)
        )

    @rule(pick=PICK, year=YEARS, value=st.integers(0, 500))
    def aim(self, pick: int, year: int, value: int) -> None:
        def step(convention: Convention) -> None:
            objective, indicator = given.IDS_OF_MEASURES
            if objective not in convention.terms.objectives:
                measures.add_objective(
                    convention, objective_id=objective, action_id=None, wording="Aller vers"
                )
                measures.define_indicator(
                    convention,
                    indicator_id=indicator,
                    objective_id=objective,
                    name="Personnes",
                    unit=Unit.PERSON,
                )
            measures.set_target(convention, indicator_id=indicator, exercice=year, value=value)

        self._try(pick, step)

    @rule(pick=PICK, outcome=st.sampled_from(["asked", "agreed", "refused", "joined"]))
    def partner(self, pick: int, outcome: str) -> None:
        joining = agreement.request(
            organization_id=uuid4(),
            convention_id=self._at(pick).id,
            contribution_text="Deux postes",
            amount_cents=None,
            signatory_office="directeur",
            by=given.CHLOE,
        )
        with suppress(RuleBroken):
            if outcome in ("agreed", "joined"):
                agreement.agree_for_state(joining, by=given.ANNE, by_office="ddets")
                agreement.agree_for_departement(joining, by=given.BRUNO, by_office="direction")
            if outcome == "refused":
                agreement.refuse(joining, side=Side.STATE, motive=given.SEAL, by=given.ANNE)
            if outcome == "joined":
                agreement.join(joining, since=given.TODAY, version_no=1)
        self.joinings.append(joining)
        self.departement.record(joining)

    @rule(pick=PICK, gone=st.booleans())
    def office(self, pick: int, *, gone: bool) -> None:
        organization = offices.register(
            organization_id=uuid4(),
            legal_name="Préfecture",
            short_name=None,
            kind=OrganizationKind.STATE_PREFECTURE,
            siret=None,
            rna=None,
        )
        offices.appoint(
            organization,
            office="prefet",
            person_id=uuid4(),
            since=given.TODAY,
            by=given.CHLOE,
            today=given.TODAY,
        )
        if gone:
            held = organization.holdings[0]
            offices.end(
                organization,
                office="prefet",
                person_id=held.person_id,
                until=date(2025, 1, pick + 1),
                today=given.TODAY,
            )
        self.organizations.append(organization)
        self.departement.record(organization)

    @rule()
    def follow(self) -> None:
        self.departement.follow()

    def _at(self, pick: int) -> Convention:
        return self.conventions[pick % len(self.conventions)]

    def _try(self, pick: int, step: Step) -> None:
        convention = self._at(pick)
        with suppress(RuleBroken):
            step(convention)
        if convention.pending_events:
            self.departement.record(convention)
