"""Who may write what into an act, on a real log: refused means that nothing was recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest

from domain.convention.convention import Convention
from domain.convention.errors import (
    AlreadyAgreed,
    ContentFrozen,
    NotAContractingSide,
    NotAgreed,
    OnePersonTwoSides,
)
from domain.convention.signature import Side
from domain.errors import NotFound, RuleBroken
from domain.registry.facts import OrganizationKind
from domain.roles import Role
from services.conventions import actions, commands, drafting, funding, review
from services.pactes import Stale
from services.policy import Forbidden
from tests.services.acts import Acts
from tests.services.conftest import asks


@contextmanager
def refused(acts: Acts, refusal: type[RuleBroken]) -> Iterator[None]:
    head = acts.pactes.recorder.max_notification_id()
    with pytest.raises(refusal):
        yield
    assert acts.pactes.recorder.max_notification_id() == head


def party(acts: Acts, convention_id: UUID, kind: OrganizationKind, side: Side) -> commands.AddParty:
    return commands.AddParty(
        convention_id=convention_id, organization_id=acts.organization(kind), side=side
    )


@pytest.mark.parametrize(
    ("kind", "side"),
    [
        (OrganizationKind.ASSOCIATION, Side.STATE),
        (OrganizationKind.ARS, Side.DEPARTEMENT),
        (OrganizationKind.DEPARTEMENT, Side.STATE),
        (OrganizationKind.STATE_DDETS, Side.DEPARTEMENT),
        (OrganizationKind.ARS, Side.PARTNER),
    ],
)
def test_what_an_organization_is_decides_for_whom_it_contracts(
    acts: Acts, kind: OrganizationKind, side: Side
) -> None:
    command = party(acts, acts.bare(), kind, side)
    with refused(acts, NotAContractingSide):
        drafting.add_party(acts.pactes, asks(Role.DEPT_AGENT), command)


def test_a_party_is_one_of_the_organizations_of_the_tenant(acts: Acts) -> None:
    convention_id = acts.bare()
    for unknown in (uuid4(), convention_id):
        command = commands.AddParty(
            convention_id=convention_id, organization_id=unknown, side=Side.STATE
        )
        with refused(acts, NotFound):
            drafting.add_party(acts.pactes, asks(Role.DEPT_AGENT), command)


def test_the_states_agent_adds_no_party_of_the_departement(acts: Acts) -> None:
    command = party(acts, acts.bare(), OrganizationKind.DEPARTEMENT, Side.DEPARTEMENT)
    with refused(acts, Forbidden):
        drafting.add_party(acts.pactes, asks(Role.STATE_AGENT), command)


def test_the_states_agent_writes_the_states_lines_only(acts: Acts) -> None:
    convention_id = acts.draft()
    action_id = next(iter(acts.pactes.load(Convention, convention_id).terms.actions))

    def plan(side: Side, role: Role) -> UUID:
        command = commands.PlanFunding(
            convention_id=convention_id,
            funder_id=acts.organizations[side],
            exercice=2024,
            amount_cents=100,
            action_id=action_id,
        )
        ask = asks(role)
        funding.plan_funding(acts.pactes, ask, command)
        return next(reversed(acts.pactes.load(Convention, convention_id).terms.funding))

    with refused(acts, Forbidden):
        plan(Side.DEPARTEMENT, Role.STATE_AGENT)
    plan(Side.STATE, Role.STATE_AGENT)
    line = plan(Side.DEPARTEMENT, Role.DEPT_AGENT)
    adjust = commands.AdjustFunding(
        convention_id=convention_id, line_id=line, amount_cents=1, motive="Moins."
    )
    with refused(acts, Forbidden):
        funding.adjust_funding(acts.pactes, asks(Role.STATE_AGENT), adjust)
    funding.adjust_funding(acts.pactes, asks(Role.DEPT_AGENT), adjust)


def test_one_person_does_not_agree_for_both_sides(acts: Acts) -> None:
    convention_id, person = acts.submitted(), uuid4()
    acts.agree(convention_id, asks(Role.STATE_AGENT, person_id=person))
    with refused(acts, OnePersonTwoSides):
        acts.agree(convention_id, asks(Role.DEPT_MANAGER, person_id=person))
    with refused(acts, AlreadyAgreed):
        acts.agree(convention_id, asks(Role.STATE_AGENT))


@pytest.mark.parametrize("role", [Role.STATE_AGENT, Role.DEPT_MANAGER])
def test_one_agreement_freezes_nothing(acts: Acts, role: Role) -> None:
    convention_id = acts.submitted()
    acts.agree(convention_id, asks(role))
    command = commands.FreezeVersion(convention_id=convention_id)
    with refused(acts, NotAgreed):
        review.freeze_version(acts.pactes, asks(role), command)


def test_what_is_agreed_or_in_signature_is_written_no_more(acts: Acts) -> None:
    convention_id = acts.signing()
    command = commands.AddAction(convention_id=convention_id, title="Encore", axe=3)
    with refused(acts, ContentFrozen):
        actions.add_action(acts.pactes, asks(Role.DEPT_AGENT), command)


def test_who_saw_an_older_version_changes_nothing(acts: Acts) -> None:
    convention_id = acts.draft()
    version = acts.pactes.load(Convention, convention_id).version
    command = commands.AddAction(convention_id=convention_id, title="Encore", axe=3)
    for seen in (version - 1, version + 1):
        with refused(acts, Stale):
            actions.add_action(acts.pactes, asks(Role.DEPT_AGENT, expected_version=seen), command)
    receipt = actions.add_action(
        acts.pactes, asks(Role.DEPT_AGENT, expected_version=version), command
    )
    assert receipt.version == version + 1
