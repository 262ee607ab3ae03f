import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.access import tokens
from domain.access.errors import InvalidRole, InvalidToken
from domain.access.facts import MemberKind, Scope
from domain.access.held import MemberStatus
from domain.errors import NotFound
from domain.registry.facts import OrganizationKind
from domain.roles import Role
from domain.text import InvalidText
from infra.store.persons.tenant_people import TenantPeople
from services.access import commands, machines, members
from services.access.callers import machine_caller
from services.ask import Ask, Key
from services.pactes import Pactes
from services.policy import Forbidden, allow
from services.target import Target
from tests.services.access.given import admin, admitted, member, organization
from tests.services.conftest import TODAY, asks


def registered(pactes: Pactes, people: TenantPeople, role: Role = Role.DEPT_MACHINE) -> UUID:
    command = commands.RegisterMachine(
        label="Paie", role=role, organization_id=organization(pactes)
    )
    key = Key(command_id=uuid4(), request_sha256=b"\x00" * 32, status=201)
    ask = replace(admin(), key=key)
    machines.register_machine(pactes, people, ask, command)
    return ask.minted()


def manager() -> Ask:
    return asks(Role.DEPT_MANAGER)


def token(who: UUID, *scopes: Scope) -> commands.IssueApiToken:
    return commands.IssueApiToken(person_id=who, scopes=scopes, expires_on=TODAY)


def test_a_machine_stands_beside_the_log_under_its_label(
    pactes: Pactes, people: TenantPeople
) -> None:
    who = registered(pactes, people)
    person = people.many([who])[who]
    assert (person.display_name, person.kind) == ("Paie", "machine")
    held = member(pactes, who)
    assert (held.kind, held.status) == (MemberKind.MACHINE, MemberStatus.ACTIVE)
    assert held.grants[0].grant_id != who


def test_a_machine_that_is_refused_is_written_nowhere(pactes: Pactes, people: TenantPeople) -> None:
    prefecture = organization(pactes, OrganizationKind.STATE_PREFECTURE)
    departement = organization(pactes)
    right = commands.RegisterMachine(
        label="Paie", role=Role.DEPT_MACHINE, organization_id=departement
    )
    for wrong, refusal in (
        (replace(right, organization_id=prefecture), InvalidRole),
        (replace(right, organization_id=uuid4()), NotFound),
        (replace(right, role=Role.DEPT_AGENT), InvalidRole),
        (replace(right, label=" "), InvalidText),
    ):
        key = Key(command_id=uuid4(), request_sha256=b"\x00" * 32, status=201)
        ask = replace(admin(), key=key)
        with pytest.raises(refusal):
            machines.register_machine(pactes, people, ask, wrong)
        assert not people.many([ask.minted()])


def test_a_token_opens_what_its_scopes_say_until_it_is_revoked(
    pactes: Pactes, people: TenantPeople
) -> None:
    who, secret = registered(pactes, people), secrets.token_urlsafe(32)
    receipt = machines.issue_api_token(pactes, manager(), token(who, Scope.READ), secret)
    event = pactes.recorder.select_notifications(receipt.position, 1)[0]
    assert secret.encode() not in event.state
    found = tokens.usable(member(pactes, who), secret, TODAY)
    assert found
    caller = machine_caller("48", member(pactes, who), found.scopes, "api-token")
    assert caller
    assert (caller.person_id, caller.role, caller.side) == (who, "dept_machine", "departement")
    allow(caller, "read_conventions", Target(tenant="48"))
    with pytest.raises(Forbidden):
        allow(caller, "draft_convention", Target(tenant="48"))
    assert tokens.usable(member(pactes, who), secret, TODAY + timedelta(days=1)) is None
    revoke = commands.RevokeApiToken(person_id=who, token_id=found.token_id, motive="Perdu.")
    machines.revoke_api_token(pactes, admin(), revoke)
    assert tokens.usable(member(pactes, who), secret, TODAY) is None


def test_a_machine_without_its_role_is_nobody(pactes: Pactes, people: TenantPeople) -> None:
    who = registered(pactes, people)
    client = commands.RegisterClient(
        person_id=who, issuer="https://sso.test", client_id="paie", scopes=(Scope.WRITE,)
    )
    machines.register_client(pactes, manager(), client)
    held = member(pactes, who)
    assert machine_caller("48", held, held.clients[0].scopes, "client")
    revoke = commands.RevokeRole(
        person_id=who, grant_id=held.grants[0].grant_id, motive="Fin du marché."
    )
    members.revoke_role(pactes, admin(), revoke)
    held = member(pactes, who)
    assert machine_caller("48", held, (Scope.WRITE,), "client") is None
    members.remove_member(
        pactes, admin(), commands.RemoveMember(person_id=who, motive="Fin du marché.")
    )
    gone = member(pactes, who)
    assert (machine_caller("48", gone, (Scope.WRITE,), "client"), gone.clients) == (None, ())


def test_a_machine_that_was_removed_is_nobody(pactes: Pactes, people: TenantPeople) -> None:
    who = registered(pactes, people)
    members.remove_member(pactes, admin(), commands.RemoveMember(person_id=who, motive="Fin."))
    assert machine_caller("48", member(pactes, who), (Scope.READ,), "client") is None


def test_tokens_are_for_machines_by_the_side_that_they_act_for(
    pactes: Pactes, people: TenantPeople
) -> None:
    """Who administers accounts has no content right, and gives itself none by a machine."""
    person = admitted(pactes, people, Role.DEPT_AGENT, organization_id=organization(pactes))
    with pytest.raises(InvalidToken):
        machines.issue_api_token(pactes, manager(), token(person, Scope.READ), "s" * 43)
    with pytest.raises(NotFound):
        machines.issue_api_token(pactes, manager(), token(uuid4(), Scope.READ), "s" * 43)
    who = registered(pactes, people)
    for role in (Role.TENANT_ADMIN, Role.STATE_AGENT, Role.DEPT_MACHINE):
        with pytest.raises(Forbidden):
            machines.issue_api_token(pactes, asks(role), token(who, Scope.READ), "s" * 43)
