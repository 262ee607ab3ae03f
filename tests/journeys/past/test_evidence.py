"""Proofs by HTTP: taken away by one who reads, checked with nothing but what was answered."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from domain.evidence import checkpoint, strict_base64, verifier_key
from domain.evidence.merkle import TreeHead, leaf_hash
from domain.evidence.verification import verify_consistency, verify_inclusion
from domain.roles import Role
from infra.evidence.keys import verify
from infra.store.connections.names import roles_of
from infra.store.evidence.leaves import leaves
from infra.store.evidence.trees import Tree
from tests.journeys.sealing import sealed
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import World

TENANT = "48"


@pytest.fixture(scope="module")
def story(here: World) -> Story:
    told = Story(here)
    told.registry()
    told.draft()
    sealed(here.wiring, TENANT)
    told.sign()
    sealed(here.wiring, TENANT)
    return told


def read(story: Story, what: str, role: Role = Role.PARTNER_AGENT, **asked: Any) -> TestResponse:
    return story.person(role).get(f"/evidence/{what}", **asked)


def answered(story: Story, what: str, **asked: Any) -> dict[str, Any]:
    answer = read(story, what, **asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def head(story: Story, **asked: Any) -> TreeHead:
    found = answered(story, "checkpoint", **asked)
    keys = [verifier_key.parse(text) for text in found["keys"]]
    opened = checkpoint.opened(found["note"].encode(), keys, verify)
    assert opened.head.size == found["size"]
    return opened.head


def proof(found: dict[str, Any]) -> list[bytes]:
    return [strict_base64.decode(text) for text in found["proof"]]


def test_a_signature_is_proved_to_a_partner(story: Story, here: World) -> None:
    position = story.told[-1]["position"]
    newest = head(story, covering=position)
    found = answered(story, "inclusion", position=position, size=newest.size)
    with here.wiring.pool.checkout(roles_of(here.wiring.pool.database, TENANT).web) as web:
        [data] = leaves(web, TENANT, Tree.LOG, after=position - 1, limit=1)
    assert verify_inclusion(leaf_hash(data), position - 1, proof(found), newest)
    assert not verify_inclusion(leaf_hash(data + b" "), position - 1, proof(found), newest)


def test_an_old_checkpoint_is_joined_to_the_newest(story: Story) -> None:
    old, new = head(story, covering=1), head(story)
    assert old.size < new.size
    found = answered(story, "consistency", old=old.size, size=new.size)
    assert verify_consistency(old, new, proof(found))


def test_where_no_authority_is_asked_that_is_said(story: Story) -> None:
    assert answered(story, "checkpoint")["time_stamp"] == {
        "status": "none",
        "size": None,
        "at": None,
        "authority": None,
        "text": "Aucun horodatage par un tiers.",
    }


def test_by_default_up_to_the_newest(story: Story) -> None:
    newest = head(story).size
    assert answered(story, "inclusion", position=1)["size"] == newest
    assert answered(story, "consistency", old=1)["size"] == newest


@pytest.mark.parametrize(
    ("what", "asked", "status", "code"),
    [
        ("checkpoint", {"covering": 10**9}, 404, "not-sealed"),
        ("inclusion", {"position": 1, "size": 10**9}, 404, "not-sealed"),
        ("inclusion", {"position": 10**9}, 404, "not-sealed"),
        ("inclusion", {"position": 10**9, "size": 1}, 422, "outside-tree"),
        ("consistency", {"old": 3, "size": 2}, 422, "outside-tree"),
        ("inclusion", {}, 400, "invalid-parameter"),
        ("inclusion", {"position": 0}, 400, "invalid-parameter"),
        ("checkpoint", {"as_of": 1}, 400, "invalid-parameter"),
    ],
)
def test_what_is_not_there_is_said(
    story: Story, what: str, asked: dict[str, Any], status: int, code: str
) -> None:
    problem(read(story, what, **asked), status, code)


def test_who_does_not_read_here_gets_no_proof(story: Story) -> None:
    problem(read(story, "checkpoint", Role.TENANT_ADMIN), 403, "forbidden")
    stranger = story.here.person(Role.DEPT_AGENT, "05")
    problem(stranger.get("/evidence/checkpoint", tenant=TENANT), 404, "unknown-tenant")
