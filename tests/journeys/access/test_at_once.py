"""One person decided upon in two logs at the same moment: neither decision misses the other."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest

from domain.access.errors import IncompatibleRoles
from domain.roles import SIGNING, Role
from infra.access import accepting, elsewhere
from services.access.commands import GrantRole
from services.access.members import found
from tests.journeys.house import House, Resident

SECONDS = 1


def meeting(monkeypatch: pytest.MonkeyPatch, where: Any) -> None:
    """Whoever has asked what the person holds elsewhere gives the other one time to ask it too."""
    both, asked = threading.Barrier(2), elsewhere.held_elsewhere

    def held(*given: Any) -> frozenset[Role]:
        roles = asked(*given)
        with suppress(threading.BrokenBarrierError):
            both.wait(SECONDS)
        return roles

    monkeypatch.setattr(where, "held_elsewhere", held)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(acts)) as threads:
        return [each.result() for each in [threads.submit(act) for act in acts]]


def test_two_links_of_one_login(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sub = str(uuid4())
    home.account(sub)
    visitors = []
    for role, tenant in ((Role.TENANT_ADMIN, "48"), (Role.DEPT_SIGNATORY, "05")):
        visitor = home.browser()
        visitor.get(home.link(tenant, home.invite(role, tenant)[0]))
        visitor.sign_in(sub, next="/invitation")
        visitors.append(visitor)
    meeting(monkeypatch, accepting)
    first, second = visitors
    answers = at_once(lambda: first.post("/invitation", {}), lambda: second.post("/invitation", {}))
    assert sorted(answer.status_code for answer in answers) == [303, 409]


def test_two_roles_for_one_login(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = home.resident(Role.DEPT_AGENT, "05")
    auditor = home.resident(Role.AUDITOR, "48", sub=agent.sub)
    meeting(monkeypatch, elsewhere)

    def given(who: Resident, role: Role, by: Role) -> str:
        command = GrantRole(
            person_id=who.person_id,
            role=role,
            organization_id=who.organization_id if role in SIGNING else None,
        )
        try:
            elsewhere.grant_role(home.wiring, home.asking(by, who.tenant), command)
        except IncompatibleRoles:
            return "refused"
        return "given"

    answers = at_once(
        lambda: given(auditor, Role.TENANT_ADMIN, Role.TENANT_ADMIN),
        lambda: given(agent, Role.DEPT_SIGNATORY, Role.DEPT_MANAGER),
    )
    assert sorted(answers) == ["given", "refused"]
    members = [found(home.wiring.pactes(who.tenant), who.person_id) for who in (agent, auditor)]
    held = {grant.role for member in members for grant in member.grants}
    assert not {Role.TENANT_ADMIN, Role.DEPT_SIGNATORY} <= held
