from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.access import membership, tokens
from domain.access.errors import (
    ClientAlreadyRegistered,
    InvalidToken,
    MemberGone,
    OwnRights,
    UnknownClient,
    UnknownToken,
)
from domain.access.facts import ApiTokenIssued, Scope
from domain.access.held import Client
from domain.access.member import Member
from domain.roles import Role
from domain.text import InvalidText
from tests.domain.access.given import ADMIN, SEAL, active, granted, new_facts, removed, said

TODAY = date(2026, 3, 2)
LAST = date(2027, 3, 1)
SECRET = "q3J0dZ2mV9xYb7KcT1nLw-RsE5hUgA8f_PiO4DkXyMa"


def machine() -> Member:
    return active(Role.DEPT_MACHINE)


def issued(member: Member, **other: Any) -> UUID:
    token_id = uuid4()
    given: dict[str, Any] = {
        "secret": SECRET,
        "scopes": (Scope.READ,),
        "today": TODAY,
        "expires_on": LAST,
        "by": ADMIN,
    }
    tokens.issue(member, token_id=token_id, **given | other)
    return token_id


def registered(member: Member, **other: Any) -> None:
    given: dict[str, Any] = {
        "issuer": "https://sso.lozere.test",
        "client_id": "paie",
        "scopes": (Scope.READ,),
        "by": ADMIN,
    }
    tokens.register_client(member, **given | other)


def test_the_log_holds_the_hash_of_a_secret_and_never_the_secret() -> None:
    member = machine()
    issued(member, scopes=(Scope.WRITE, Scope.READ, Scope.READ))
    (fact,) = new_facts(member)
    assert isinstance(fact, ApiTokenIssued)
    assert fact.secret_sha256 == sha256(SECRET.encode()).hexdigest()
    assert fact.scopes == (Scope.READ, Scope.WRITE)
    assert SECRET not in str(vars(fact)) + str(vars(member))


@pytest.mark.parametrize(
    ("expires_on", "possible"),
    [
        (TODAY - timedelta(days=1), False),
        (TODAY, True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_a_token_lasts_a_year_at_most(expires_on: date, possible: bool) -> None:  # noqa: FBT001
    member = machine()
    if possible:
        issued(member, expires_on=expires_on)
        return
    with pytest.raises(InvalidToken) as refused:
        issued(member, expires_on=expires_on)
    assert refused.value.field == "/expires_on"
    assert new_facts(member) == []


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2027, 3, 1), date(2028, 2, 29)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_a_year_may_hold_the_29_february(today: date, last: date) -> None:
    issued(machine(), today=today, expires_on=last)
    with pytest.raises(InvalidToken):
        issued(machine(), today=today, expires_on=last + timedelta(days=1))


def test_a_token_is_used_until_its_last_day_included() -> None:
    member = machine()
    token_id = issued(member)
    for day in (TODAY, LAST):
        found = tokens.usable(member, SECRET, day)
        assert found
        assert found.token_id == token_id
    assert tokens.usable(member, SECRET, LAST + timedelta(days=1)) is None


@pytest.mark.parametrize("other", ["", SECRET[:-1], SECRET + "A", SECRET.swapcase(), "é\udcff"])
def test_another_secret_opens_nothing(other: str) -> None:
    member = machine()
    issued(member)
    assert tokens.usable(member, other, TODAY) is None


def test_of_two_tokens_with_one_secret_the_one_that_lasts_is_used() -> None:
    member = machine()
    issued(member, expires_on=TODAY)
    kept = issued(member, expires_on=LAST)
    found = tokens.usable(member, SECRET, TODAY + timedelta(days=1))
    assert found
    assert found.token_id == kept


def test_what_is_revoked_opens_nothing_and_is_revoked_once() -> None:
    member = machine()
    token_id = issued(member)
    tokens.revoke(member, token_id=token_id, motive=SEAL)
    assert tokens.usable(member, SECRET, TODAY) is None
    for each in (token_id, uuid4()):
        with pytest.raises(UnknownToken) as refused:
            tokens.revoke(member, token_id=each, motive=SEAL)
        assert refused.value.field == "/token_id"


def test_tokens_end_with_the_role_and_do_not_come_back_with_it() -> None:
    member = machine()
    issued(member)
    issued(member)
    new_facts(member)
    membership.revoke(member, grant_id=member.grants[0].grant_id, motive=SEAL, by=ADMIN)
    assert said(member) == ["ApiTokenRevoked", "ApiTokenRevoked", "RoleRevoked"]
    granted(member, Role.PARTNER_MACHINE)
    assert tokens.usable(member, SECRET, TODAY) is None


def test_tokens_and_clients_end_with_the_machine() -> None:
    member = machine()
    issued(member)
    registered(member)
    membership.remove(member, motive=SEAL, by=ADMIN)
    assert (member.tokens, member.clients) == ((), ())
    assert tokens.usable(member, SECRET, TODAY) is None


@pytest.mark.parametrize("give", [issued, registered])
def test_tokens_and_clients_are_for_machines(give: Any) -> None:
    with pytest.raises(InvalidToken):
        give(active(Role.DEPT_AGENT))
    with pytest.raises(MemberGone):
        give(removed(Role.DEPT_MACHINE))
    member = machine()
    with pytest.raises(OwnRights):
        give(member, by=member.person_id)


@pytest.mark.parametrize("give", [issued, registered])
def test_a_machine_without_a_role_is_given_nothing_that_the_next_one_would_open(give: Any) -> None:
    member = machine()
    membership.revoke(member, grant_id=member.grants[0].grant_id, motive=SEAL, by=ADMIN)
    with pytest.raises(InvalidToken):
        give(member)


@pytest.mark.parametrize("give", [issued, registered])
def test_a_token_or_client_may_do_something(give: Any) -> None:
    with pytest.raises(InvalidToken) as refused:
        give(machine(), scopes=())
    assert refused.value.field == "/scopes"


def test_a_machine_is_a_client_under_several_names_once_each() -> None:
    member = machine()
    registered(member)
    registered(member, client_id="budget", scopes=(Scope.WRITE, Scope.READ))
    assert member.clients == (
        Client("https://sso.lozere.test", "paie", (Scope.READ,)),
        Client("https://sso.lozere.test", "budget", (Scope.READ, Scope.WRITE)),
    )
    with pytest.raises(ClientAlreadyRegistered):
        registered(member, client_id=" paie ")


@pytest.mark.parametrize("field", ["issuer", "client_id"])
def test_a_client_has_a_name(field: str) -> None:
    with pytest.raises(InvalidText) as refused:
        registered(machine(), **{field: " "})
    assert refused.value.field == f"/{field}"


def test_a_client_is_ended_under_one_name_and_may_come_back() -> None:
    member = machine()
    registered(member)
    registered(member, client_id="budget")
    ended = {"issuer": "https://sso.lozere.test", "motive": SEAL}
    tokens.end_client(member, client_id=" paie ", **ended)
    assert [each.client_id for each in member.clients] == ["budget"]
    with pytest.raises(UnknownClient) as refused:
        tokens.end_client(member, client_id="paie", **ended)
    assert refused.value.field == "/client_id"
    registered(member)
    assert [each.client_id for each in member.clients] == ["budget", "paie"]


def test_clients_end_with_the_role_and_do_not_come_back_with_another() -> None:
    member = machine()
    registered(member)
    held = member.grants[0]
    membership.revoke(member, grant_id=held.grant_id, motive=SEAL, by=ADMIN)
    assert member.clients == ()
    membership.grant(
        member,
        tenant="48",
        grant_id=uuid4(),
        role=held.role,
        organization_id=held.organization_id,
        by=ADMIN,
    )
    assert member.clients == ()
