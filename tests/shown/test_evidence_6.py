"""Shown 6: a département moves from one embedded server to a second, and back: one root.

Each has its home, its key and its mail server. To a given PostgreSQL and back:
`tests/infra/moving/test_embedded.py`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from domain.canonical import event_bytes
from domain.evidence.merkle import leaf_hash, root
from infra.cli.french import speak_french
from infra.evidence import pacte_verify
from infra.evidence.bundle.exporting import export
from tests.infra.cli.terminal import Terminal
from tests.infra.moving.hosts import NEW, WHY, Host, embedded, lived
from tests.servers import own_servers

OLD = "https://pacte.exemple.test"
GONE = 410


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    speak_french()
    return Terminal(capsys)


def host_at(url: str) -> Any:
    """A fixture: a host that nothing is given but a home."""

    @pytest.fixture
    def host(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Host]:
        inbox = tmp_path / urlsplit(url).netloc
        with (
            own_servers(inbox) as servers,
            embedded(servers, terminal, monkeypatch, inbox, url) as made,
        ):
            yield made

    return host


first, second = host_at(OLD), host_at(NEW)


def moved(source: Host, target: Host, folder: Path, to: str) -> dict[str, Any]:
    """As the guide says it, command by command; what the export wrote."""
    source.said("tenant", "suspend", "48", *WHY)
    source.follow()
    left: dict[str, Any] = source.said(
        "tenant", "export", "48", "--move-to", to, "--to", str(folder)
    )
    received = target.said("tenant", "import", left["file"])
    assert (received["position"], received["root"]) == (left["position"], left["root"])
    target.said("tenant", "reactivate", "48")
    target.follow()
    return left


def root_of(rows: list[tuple[Any, ...]]) -> str:
    """From what is stored, by nothing of the move."""
    leaves = [
        event_bytes(
            tenant="48",
            position=position,
            stream=stream,
            version=version,
            recorded_at=at,
            topic=topic,
            state=state,
            envelope=envelope,
        )
        for position, stream, version, at, topic, state, envelope in rows
    ]
    return root(map(leaf_hash, leaves)).hex()


def test_one_root_from_server_to_server_and_back(first: Host, second: Host, tmp_path: Path) -> None:
    assert first.given.keys() == second.given.keys() == {"PACTE_HOME"}
    assert first.rows("SHOW port") != second.rows("SHOW port")
    _, token = lived(first)
    key = str(uuid4())
    drafted = first.draft(token, key)
    assert drafted.status_code == 201
    first.follow()
    mails = len(first.inbox.messages())
    assert mails

    there = moved(first, second, tmp_path / "out", NEW)
    before = first.events()
    assert len(before) == there["position"]
    assert second.events(there["position"]) == before
    assert root_of(before) == there["root"] == root_of(second.events(there["position"]))
    (received, *_) = second.events()[there["position"] :]
    assert received[4] == "upkeep.tenant_received.1"

    head = len(second.events())
    again = second.draft(token, key)
    assert (again.status_code, again.json) == (drafted.status_code, drafted.json)
    assert len(second.events()) == head
    assert second.draft(token, str(uuid4()), "Un autre contrat").status_code == 201
    second.follow()
    assert second.inbox.messages() == []

    back = moved(second, first, tmp_path / "back", OLD)
    after = first.events(back["position"])
    assert root_of(after) == back["root"] == root_of(second.events())
    assert after[: there["position"]] == before
    repeated = first.draft(token, key)
    assert (repeated.status_code, repeated.json) == (drafted.status_code, drafted.json)
    first.follow()
    assert len(first.inbox.messages()) == mails

    bundle = export(first.wiring, "48", tmp_path / "bundle").path
    keys = json.loads((bundle / "keys.json").read_text())["keys"]
    assert len({one["key"] for one in keys}) == 2
    assert len({one["key"].partition("+")[0] for one in keys}) == 1
    kept = sorted(first.inbox.folder.glob("*.eml"))
    report = pacte_verify.verify(bundle, against=kept)
    assert (len(kept), report.failures) == (mails, 0), pacte_verify.shown(report)


def test_the_old_host_says_where_it_went(first: Host, second: Host, tmp_path: Path) -> None:
    lived(first)
    moved(first, second, tmp_path / "out", NEW)
    (listed,) = first.said("tenant", "list")["tenants"]
    assert (listed["status"], listed["moved_to"]) == ("moved", NEW)
    answer = first.ask("GET", "/api/v1/tenants/48/conventions")
    assert (answer.status_code, answer.mimetype) == (GONE, "application/problem+json")
    assert answer.json
    assert answer.json["type"] == "urn:pacte:problem:tenant-moved"
    assert (answer.json["moved_to"], answer.json["location"]) == (
        NEW,
        f"{NEW}/api/v1/tenants/48/conventions",
    )
    assert answer.headers["Cache-Control"] == "no-store"
    page = first.ask("GET", "/t/48/a-signer", headers={"Accept": "text/html"})
    assert page.status_code == GONE
    assert f'href="{NEW}/t/48/a-signer"' in page.text
