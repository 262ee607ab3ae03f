from collections.abc import Callable
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.access import membership
from domain.access.errors import (
    AlreadyMember,
    IncompatibleRoles,
    InvalidRole,
    MachineOfOneRole,
    MemberGone,
    NoSession,
    NotInvited,
    OwnRights,
    RoleAlreadyHeld,
    UnknownGrant,
)
from domain.access.facts import MemberInvited, MemberInvitedAgain, MemberKind, RoleRevoked
from domain.access.held import Grant, MemberStatus
from domain.access.member import Member, member_id
from domain.access.sessions import end_sessions
from domain.convention.errors import InvalidCode
from domain.roles import ADMINISTERING, MACHINES, OF_PLATFORM, SIGNING, Role
from tests.domain.access.given import (
    ADMIN,
    ORGANIZATION,
    SEAL,
    active,
    granted,
    home,
    invited,
    new_facts,
    organization,
    removed,
    roles,
    said,
    status,
)

HUMANS = [role for role in Role if role not in MACHINES]


def test_who_is_invited_holds_a_role_and_is_not_there_yet() -> None:
    person, grant = uuid4(), uuid4()
    member = invited(
        Role.PREFET_SIGNATORY, tenant="48", person_id=person, grant_id=grant, office="prefet"
    )
    assert member.id == member_id("48", person)
    assert status(member) is MemberStatus.INVITED
    assert member.grants == (Grant(grant, Role.PREFET_SIGNATORY, ORGANIZATION, "prefet"),)
    assert said(member) == ["MemberInvited"]


def test_the_same_person_of_two_tenants_is_two_members() -> None:
    person = uuid4()
    assert member_id("48", person) != member_id("05", person) != member_id("platform", person)


def test_an_invitation_is_accepted_once() -> None:
    member = invited()
    membership.activate(member)
    assert status(member) is MemberStatus.ACTIVE
    with pytest.raises(NotInvited):
        membership.activate(member)


def test_an_invitation_is_worth_nothing_after_removal() -> None:
    member = invited()
    membership.remove(member, motive=SEAL, by=ADMIN)
    with pytest.raises(NotInvited):
        membership.activate(member)


def test_sessions_are_ended_of_who_is_a_member() -> None:
    member = invited()
    with pytest.raises(NoSession):
        end_sessions(member, motive=SEAL, by=ADMIN)
    membership.activate(member)
    end_sessions(member, motive=SEAL, by=ADMIN)
    assert said(member) == ["MemberInvited", "MemberActivated", "SessionsEnded"]
    membership.remove(member, motive=SEAL, by=ADMIN)
    with pytest.raises(MemberGone):
        end_sessions(member, motive=SEAL, by=ADMIN)


def test_a_machine_has_no_session_to_end() -> None:
    with pytest.raises(NoSession):
        end_sessions(invited(Role.DEPT_MACHINE), motive=SEAL, by=ADMIN)


def test_a_machine_comes_in_at_once() -> None:
    machine = invited(Role.DEPT_MACHINE)
    assert machine.status is MemberStatus.ACTIVE
    assert said(machine) == ["MemberInvited", "MemberActivated"]


@pytest.mark.parametrize("role", Role)
def test_a_role_is_held_where_it_belongs(role: Role) -> None:
    """Those of the platform there alone, all others in a tenant alone."""
    elsewhere = "48" if role in OF_PLATFORM else "platform"
    assert roles(invited(role)) == [role]
    with pytest.raises(InvalidRole) as refused:
        invited(role, tenant=elsewhere)
    assert refused.value.field == "/role"


@pytest.mark.parametrize("role", Role)
def test_a_role_is_a_persons_or_a_machines(role: Role) -> None:
    other = MemberKind.HUMAN if role in MACHINES else MemberKind.MACHINE
    with pytest.raises(InvalidRole) as refused:
        invited(role, kind=other)
    assert refused.value.field == "/role"


@pytest.mark.parametrize("role", Role)
def test_a_role_of_a_side_acts_for_an_organization_and_no_other_does(role: Role) -> None:
    other = None if organization(role) else uuid4()
    with pytest.raises(InvalidRole) as refused:
        invited(role, organization_id=other)
    assert refused.value.field == "/organization_id"


@pytest.mark.parametrize("office", ["La préfète", "Prefet", "1er", "a" * 65])
def test_an_office_is_a_name_not_a_sentence(office: str) -> None:
    with pytest.raises(InvalidCode):
        invited(Role.PREFET_SIGNATORY, office=office)
    with pytest.raises(InvalidCode):
        granted(active(), Role.DEPT_SIGNATORY, office=office)
    with pytest.raises(InvalidCode):
        again(removed(), office=office)


def test_an_office_that_is_empty_is_none() -> None:
    assert invited(Role.PREFET_SIGNATORY, office="").grants[0].office is None


def test_roles_are_granted_and_revoked() -> None:
    member = active()
    grant = granted(member, Role.DEPT_SIGNATORY, office="president")
    assert roles(member) == [Role.DEPT_AGENT, Role.DEPT_SIGNATORY]
    membership.revoke(member, grant_id=grant, motive=SEAL, by=ADMIN)
    assert roles(member) == [Role.DEPT_AGENT]
    _, revoked = new_facts(member)
    assert isinstance(revoked, RoleRevoked)
    assert (revoked.grant_id, revoked.motive) == (grant, SEAL)


def test_who_is_not_there_yet_may_be_given_a_role() -> None:
    member = invited()
    granted(member, Role.DEPT_MANAGER)
    assert (roles(member), member.status) == (
        [Role.DEPT_AGENT, Role.DEPT_MANAGER],
        MemberStatus.INVITED,
    )


def test_a_role_is_held_once_for_an_organization_and_for_several() -> None:
    member = active()
    with pytest.raises(RoleAlreadyHeld):
        granted(member, Role.DEPT_AGENT)
    granted(member, Role.DEPT_AGENT, organization_id=uuid4())
    assert roles(member) == [Role.DEPT_AGENT, Role.DEPT_AGENT]


INCOMPATIBLE = [
    pair
    for pair in product(HUMANS, HUMANS)
    if home(pair[0]) == home(pair[1])
    and (
        (pair[0] in SIGNING and pair[1] in ADMINISTERING)
        or (pair[0] in ADMINISTERING and pair[1] in SIGNING)
    )
]


@pytest.mark.parametrize(("first", "then"), INCOMPATIBLE)
def test_nobody_administers_and_signs(first: Role, then: Role) -> None:
    """Neither by the invitation followed by a grant, nor the other way round."""
    for member in (invited(first), active(first)):
        new_facts(member)
        with pytest.raises(IncompatibleRoles) as refused:
            granted(member, then)
        assert refused.value.field == "/role"
        assert new_facts(member) == []


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (one, other)
        for pair in product(sorted(ADMINISTERING), sorted(SIGNING))
        for one, other in (pair, pair[::-1])
    ],
)
def test_nobody_administers_in_one_log_and_signs_in_another(here: Role, there: Role) -> None:
    expected = invited(here)
    with pytest.raises(IncompatibleRoles):
        membership.activate(expected, [Role.DEPT_AGENT, there])
    member = active(Role.AUDITOR if home(here) == "48" else Role.COMMISSIONER)
    with pytest.raises(IncompatibleRoles):
        granted(member, here, elsewhere=[there])
    membership.activate(invited(Role.DEPT_AGENT), [here, there])


def test_after_the_one_is_revoked_the_other_may_be_given() -> None:
    member = active(Role.TENANT_ADMIN)
    membership.revoke(member, grant_id=member.grants[0].grant_id, motive=SEAL, by=ADMIN)
    granted(member, Role.DEPT_SIGNATORY)
    assert roles(member) == [Role.DEPT_SIGNATORY]


def test_a_machine_holds_one_role() -> None:
    machine = active(Role.DEPT_MACHINE)
    for given in ({"organization_id": uuid4()}, {"role": Role.PARTNER_MACHINE}):
        with pytest.raises(MachineOfOneRole):
            granted(machine, **{"role": Role.DEPT_MACHINE, **given})  # type: ignore[arg-type]
    membership.revoke(machine, grant_id=machine.grants[0].grant_id, motive=SEAL, by=ADMIN)
    granted(machine, Role.PARTNER_MACHINE)
    assert roles(machine) == [Role.PARTNER_MACHINE]


@pytest.mark.parametrize("member", [active(), removed()])
def test_what_is_not_held_cannot_be_revoked(member: Member) -> None:
    with pytest.raises(UnknownGrant) as refused:
        membership.revoke(member, grant_id=uuid4(), motive=SEAL, by=ADMIN)
    assert refused.value.field == "/grant_id"


def test_who_is_removed_holds_nothing_and_is_given_nothing() -> None:
    member = active()
    granted(member, Role.DEPT_MANAGER)
    membership.remove(member, motive=SEAL, by=ADMIN)
    assert (member.status, member.grants) == (MemberStatus.REMOVED, ())
    new_facts(member)
    with pytest.raises(MemberGone):
        granted(member, Role.DEPT_AGENT)
    with pytest.raises(MemberGone):
        membership.remove(member, motive=SEAL, by=ADMIN)
    assert new_facts(member) == []


OWN: list[Callable[[Member, UUID], object]] = [
    lambda member, who: granted(member, Role.DEPT_MANAGER, by=who),
    lambda member, who: membership.remove(member, motive=SEAL, by=who),
    lambda member, who: end_sessions(member, motive=SEAL, by=who),
    lambda member, who: membership.revoke(
        member, grant_id=member.grants[0].grant_id, motive=SEAL, by=who
    ),
]


@pytest.mark.parametrize("change", OWN)
def test_nobody_changes_their_own_rights(change: Callable[[Member, UUID], object]) -> None:
    member = active()
    with pytest.raises(OwnRights):
        change(member, member.person_id)
    assert new_facts(member) == []


def again(member: Member, **other: Any) -> None:
    given: dict[str, Any] = {
        "tenant": "48",
        "grant_id": uuid4(),
        "role": Role.PARTNER_AGENT,
        "organization_id": ORGANIZATION,
        "by": ADMIN,
    }
    membership.invite_again(member, **given | other)


def test_who_was_removed_comes_back_as_the_same_person_with_one_role_alone() -> None:
    member = active(Role.DEPT_AGENT)
    granted(member, Role.DEPT_MANAGER)
    membership.remove(member, motive=SEAL, by=ADMIN)
    new_facts(member)
    grant = uuid4()
    again(member, grant_id=grant, office="director")
    assert status(member) is MemberStatus.INVITED
    assert member.grants == (Grant(grant, Role.PARTNER_AGENT, ORGANIZATION, "director"),)
    (fact,) = new_facts(member)
    assert isinstance(fact, MemberInvitedAgain)
    membership.activate(member)
    assert status(member) is MemberStatus.ACTIVE


def test_another_link_is_another_invitation_to_the_same_role() -> None:
    member, invitation_id = invited(Role.STATE_AGENT), uuid4()
    held = member.grants
    assert member.invitation_id == held[0].grant_id
    membership.renew(member, invitation_id=invitation_id, by=ADMIN)
    assert (member.invitation_id, member.grants) == (invitation_id, held)
    with pytest.raises(OwnRights):
        membership.renew(member, invitation_id=uuid4(), by=member.person_id)
    membership.revoke(member, grant_id=held[0].grant_id, motive=SEAL, by=ADMIN)
    for other in (member, active(), removed(), active(Role.DEPT_MACHINE)):
        with pytest.raises(NotInvited):
            membership.renew(other, invitation_id=uuid4(), by=ADMIN)


@pytest.mark.parametrize("member", [invited(), active(), active(Role.DEPT_MACHINE)])
def test_who_is_there_is_not_invited_again(member: Member) -> None:
    with pytest.raises(AlreadyMember) as refused:
        again(member)
    assert refused.value.field == "/person_id"


def test_a_machine_that_was_removed_does_not_come_back() -> None:
    machine = removed(Role.DEPT_MACHINE)
    for role in (Role.DEPT_MACHINE, Role.DEPT_AGENT):
        with pytest.raises(MemberGone):
            again(machine, role=role)


def test_the_rules_of_roles_hold_for_who_comes_back_too() -> None:
    for other in (
        {"role": Role.PLATFORM_ADMIN, "organization_id": None},
        {"role": Role.DEPT_MACHINE},
        {"organization_id": None},
    ):
        with pytest.raises(InvalidRole):
            again(removed(), **other)
    member = removed()
    with pytest.raises(OwnRights):
        again(member, by=member.person_id)


def test_the_log_names_no_more_than_a_person_and_an_office() -> None:
    (fact,) = invited(Role.STATE_AGENT, office="directrice").collect_events()
    assert isinstance(fact, MemberInvited)
    said_of = set(vars(fact)) - {"originator_id", "originator_version", "timestamp"}
    assert said_of == {
        "originator_topic",
        "tenant",
        "person_id",
        "kind",
        "grant_id",
        "role",
        "organization_id",
        "office",
    }
