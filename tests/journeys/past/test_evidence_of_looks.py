"""Proofs of who looked, by HTTP: checked with what the access log itself tells, and no more."""

from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from domain.canonical import encode
from domain.evidence import checkpoint, strict_base64, verifier_key
from domain.evidence.merkle import TreeHead
from domain.roles import Role
from infra.evidence.keys import verify
from infra.evidence.sealing import seal_behind
from tests.domain.evidence.rfc9162 import Log
from tests.journeys.access.test_members import looked
from tests.journeys.test_bad_input import problem
from tests.journeys.world import World

TENANT = "48"
EARLIER, ALL = 3, 7


@pytest.fixture(scope="module")
def kept(here: World) -> World:
    """Three looks are sealed, then four more."""
    for number in range(ALL):
        looked(here, uuid4(), "platform")
        if number + 1 in (EARLIER, ALL):
            assert seal_behind(here.wiring)
    return here


def read(here: World, what: str, role: Role = Role.TENANT_ADMIN, **asked: Any) -> TestResponse:
    return here.person(role, TENANT).get(f"/access-log{what}", **asked)


def answered(here: World, what: str, **asked: Any) -> dict[str, Any]:
    answer = read(here, what, **asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def head(here: World, **asked: Any) -> TreeHead:
    found = answered(here, "/evidence/checkpoint", **asked)
    keys = [verifier_key.parse(text) for text in found["keys"]]
    opened = checkpoint.opened(found["note"].encode(), keys, verify)
    assert opened.origin.endswith(f"/t/{TENANT}/access")
    assert opened.head.size == found["size"]
    return opened.head


def proof(here: World, what: str, **asked: Any) -> list[bytes]:
    return [
        strict_base64.decode(one) for one in answered(here, f"/evidence/{what}", **asked)["proof"]
    ]


def leaf(item: dict[str, Any]) -> bytes:
    known = {name: item.pop(name) for name in ("position", "looked_at")}
    return encode(known | {"entry": item, "tenant": TENANT})


@pytest.fixture(scope="module")
def log(kept: World) -> Log:
    """As whoever may read it makes it again from the answer."""
    items = answered(kept, "", limit=ALL)["items"]
    return Log([leaf(item) for item in reversed(items)])


def test_checkpoints_are_of_what_the_access_log_tells(kept: World, log: Log) -> None:
    assert head(kept) == TreeHead(ALL, log.mth(0, ALL))
    assert head(kept, covering=1) == TreeHead(EARLIER, log.mth(0, EARLIER))


@pytest.mark.parametrize("size", [EARLIER, ALL])
def test_each_look_is_proved(kept: World, log: Log, size: int) -> None:
    for index in range(size):
        found = proof(kept, "inclusion", position=index + 1, size=size)
        assert found == log.path(index, 0, size)


def test_an_old_checkpoint_is_joined_to_the_newest(kept: World, log: Log) -> None:
    assert proof(kept, "consistency", old=EARLIER) == log.proof(EARLIER, ALL)


@pytest.mark.parametrize(
    ("what", "asked", "status", "code"),
    [
        ("checkpoint", {"covering": ALL + 1}, 404, "not-sealed"),
        ("inclusion", {"position": ALL + 1}, 404, "not-sealed"),
        ("inclusion", {"position": ALL + 1, "size": ALL}, 422, "outside-tree"),
        ("consistency", {"old": 2, "size": 1}, 422, "outside-tree"),
        ("inclusion", {}, 400, "invalid-parameter"),
    ],
)
def test_what_is_not_there_is_said(
    kept: World, what: str, asked: dict[str, Any], status: int, code: str
) -> None:
    problem(read(kept, f"/evidence/{what}", **asked), status, code)


def test_who_may_not_read_it_gets_no_proof_of_it(kept: World) -> None:
    assert read(kept, "/evidence/checkpoint", Role.STATE_AGENT).status_code == 200
    for role in (Role.DEPT_AGENT, Role.PARTNER_AGENT, Role.AUDITOR):
        problem(read(kept, "/evidence/checkpoint", role), 403, "forbidden")
