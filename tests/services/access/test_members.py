from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.access.errors import (
    AlreadyMember,
    IncompatibleRoles,
    InvalidRole,
    NotInvited,
    OwnRights,
    UnknownGrant,
)
from domain.access.held import MemberStatus
from domain.errors import NotFound
from domain.registry.facts import OrganizationKind
from domain.roles import Role
from infra.store.persons.tenant_people import TenantPeople
from infra.store.persons.texts import many
from services.access import commands, members
from services.pactes import Pactes, Stale
from services.policy import Forbidden
from services.ports import Person
from tests.services.access.given import (
    accepted,
    admin,
    admitted,
    hoster,
    invited,
    member,
    organization,
    somebody,
)
from tests.services.conftest import asks


def grant(person_id: UUID, role: Role, organization_id: UUID | None = None) -> commands.GrantRole:
    return commands.GrantRole(person_id=person_id, role=role, organization_id=organization_id)


def removal(person_id: UUID) -> commands.RemoveMember:
    return commands.RemoveMember(person_id=person_id, motive="Départ de Camille.")


def test_who_is_invited_comes_in_is_given_roles_and_goes(
    pactes: Pactes, people: TenantPeople
) -> None:
    departement = organization(pactes)
    who = invited(pactes, people, Role.DEPT_AGENT, organization_id=departement)
    assert member(pactes, who).status is MemberStatus.INVITED
    accepted(pactes, who)
    members.grant_role(pactes, admin(), grant(who, Role.DEPT_SIGNATORY, departement))
    held = member(pactes, who)
    assert [each.role for each in held.grants] == [Role.DEPT_AGENT, Role.DEPT_SIGNATORY]
    revoke = commands.RevokeRole(
        person_id=who, grant_id=held.grants[0].grant_id, motive="Autre poste."
    )
    members.revoke_role(pactes, admin(), revoke)
    assert [each.role for each in member(pactes, who).grants] == [Role.DEPT_SIGNATORY]
    members.remove_member(pactes, admin(), removal(who))
    gone = member(pactes, who)
    assert (gone.status, gone.grants) == (MemberStatus.REMOVED, ())


def test_a_motive_stands_beside_the_log(pactes: Pactes, people: TenantPeople) -> None:
    who = invited(pactes, people, Role.TENANT_ADMIN)
    receipt = members.remove_member(pactes, admin(), removal(who))
    event = pactes.recorder.select_notifications(receipt.position, 1)[0]
    assert b"Camille" not in event.state
    with people._pool.checkout(people._role) as connection:
        seal = event.state.decode().split('"motive":"')[1][:64]
        assert many(connection, "t_48", [seal]) == {seal: "Départ de Camille."}


def test_an_invitation_names_who_stands_beside_the_log(
    pactes: Pactes, people: TenantPeople
) -> None:
    command = commands.InviteMember(person_id=uuid4(), role=Role.TENANT_ADMIN)
    with pytest.raises(NotFound) as refused:
        members.invite_member(pactes, people, admin(), command)
    assert refused.value.field == "/person_id"


def test_who_was_removed_is_invited_again_and_accepts_again(
    pactes: Pactes, people: TenantPeople
) -> None:
    who = admitted(pactes, people, Role.AUDITOR)
    again = commands.InviteMember(person_id=who, role=Role.TENANT_ADMIN)
    with pytest.raises(AlreadyMember):
        members.invite_member(pactes, people, admin(), again)
    members.remove_member(pactes, admin(), removal(who))
    with pytest.raises(NotInvited):
        accepted(pactes, who)
    members.invite_member(pactes, people, admin(), again)
    assert member(pactes, who).status is MemberStatus.INVITED
    accepted(pactes, who)
    assert [each.role for each in member(pactes, who).grants] == [Role.TENANT_ADMIN]


def test_an_invitation_is_accepted_by_whom_it_names(pactes: Pactes, people: TenantPeople) -> None:
    who = invited(pactes, people, Role.AUDITOR)
    with pytest.raises(NotFound):
        accepted(pactes, uuid4())
    accepted(pactes, who)
    with pytest.raises(NotInvited):
        accepted(pactes, who)


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.DEPT_AGENT, OrganizationKind.STATE_DDETS),
        (Role.STATE_AGENT, OrganizationKind.DEPARTEMENT),
        (Role.PARTNER_AGENT, OrganizationKind.DEPARTEMENT),
        (Role.PREFET_SIGNATORY, OrganizationKind.ARS),
    ],
)
def test_a_role_is_held_for_an_organization_of_its_side(
    pactes: Pactes, people: TenantPeople, role: Role, kind: OrganizationKind
) -> None:
    other = organization(pactes, kind)
    for organization_id in (other, None):
        with pytest.raises(InvalidRole) as refused:
            invited(pactes, people, role, organization_id=organization_id)
        assert refused.value.field == "/organization_id"
    with pytest.raises(NotFound):
        invited(pactes, people, role, organization_id=uuid4())
    who = invited(pactes, people, Role.AUDITOR)
    with pytest.raises(InvalidRole):
        members.grant_role(pactes, admin(), grant(who, role, other))


def test_a_side_gives_and_takes_its_own_roles_alone(pactes: Pactes, people: TenantPeople) -> None:
    prefecture = organization(pactes, OrganizationKind.STATE_PREFECTURE)
    departement = organization(pactes)
    manager, agent = asks(Role.DEPT_MANAGER), asks(Role.STATE_AGENT)
    for ask, other, of in (
        (manager, Role.STATE_AGENT, prefecture),
        (agent, Role.DEPT_AGENT, departement),
        (manager, Role.TENANT_ADMIN, None),
        (agent, Role.AUDITOR, None),
        (agent, Role.COMMISSIONER, None),
    ):
        with pytest.raises(Forbidden):
            invited(pactes, people, other, ask, organization_id=of)
    who = invited(pactes, people, Role.STATE_AGENT, agent, organization_id=prefecture)
    held = member(pactes, who).grants[0].grant_id
    revoke = commands.RevokeRole(person_id=who, grant_id=held, motive="M")
    with pytest.raises(Forbidden):
        members.revoke_role(pactes, manager, revoke)
    with pytest.raises(Forbidden):
        members.revoke_role(pactes, agent, replace(revoke, grant_id=uuid4()))
    members.revoke_role(pactes, agent, revoke)
    with pytest.raises(UnknownGrant):
        members.revoke_role(pactes, admin(), revoke)


def test_nobody_gives_themselves_rights(pactes: Pactes, people: TenantPeople) -> None:
    who = admitted(pactes, people, Role.TENANT_ADMIN)
    own = admin(person_id=who)
    held = member(pactes, who).grants[0].grant_id
    with pytest.raises(OwnRights):
        members.grant_role(pactes, own, grant(who, Role.AUDITOR))
    with pytest.raises(OwnRights):
        members.revoke_role(
            pactes, own, commands.RevokeRole(person_id=who, grant_id=held, motive="M")
        )
    with pytest.raises(OwnRights):
        members.remove_member(pactes, own, removal(who))
    with pytest.raises(AlreadyMember):
        members.invite_member(
            pactes, people, own, commands.InviteMember(person_id=who, role=Role.AUDITOR)
        )


def test_nobody_administers_and_signs(pactes: Pactes, people: TenantPeople) -> None:
    departement = organization(pactes)
    who = invited(pactes, people, Role.TENANT_ADMIN)
    with pytest.raises(IncompatibleRoles):
        members.grant_role(pactes, admin(), grant(who, Role.DEPT_SIGNATORY, departement))


def test_who_saw_an_older_version_is_told(pactes: Pactes, people: TenantPeople) -> None:
    who = admitted(pactes, people, Role.AUDITOR)
    stale = admin(expected_version=1)
    with pytest.raises(Stale):
        members.grant_role(pactes, stale, grant(who, Role.TENANT_ADMIN))
    with pytest.raises(Stale):
        members.remove_member(pactes, stale, removal(who))
    members.remove_member(pactes, admin(expected_version=2), removal(who))


def test_the_hoster_lets_the_first_administrator_in_and_nobody_else(
    pactes: Pactes, people: TenantPeople, platform: Pactes, above: TenantPeople
) -> None:
    """By the command line, standing in the tenant; in the platform all of its own."""
    ask = hoster()
    within = replace(ask, caller=replace(ask.caller, tenant="48"))
    invited(pactes, people, Role.TENANT_ADMIN, within)
    with pytest.raises(Forbidden):
        invited(pactes, people, Role.AUDITOR, within)
    for role in (Role.PLATFORM_ADMIN, Role.COMMISSIONER, Role.NATIONAL_VIEWER):
        invited(platform, above, role)
    with pytest.raises(InvalidRole):
        invited(platform, above, Role.TENANT_ADMIN)
    with pytest.raises(InvalidRole):
        invited(pactes, people, Role.PLATFORM_ADMIN)


def test_people_of_another_tenant_are_nobody_here(
    pactes: Pactes, people: TenantPeople, above: TenantPeople
) -> None:
    elsewhere = Person(person_id=uuid4(), display_name="Dominique")
    above.create(elsewhere)
    command = commands.InviteMember(person_id=elsewhere.person_id, role=Role.TENANT_ADMIN)
    with pytest.raises(NotFound):
        members.invite_member(pactes, people, admin(), command)
    known = somebody(people)
    with pytest.raises(NotFound):
        members.grant_role(pactes, admin(), grant(known, Role.TENANT_ADMIN))
