"""Closed because somebody asked for it by the API, by the process that holds the owner."""

import gzip
import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.envelope import event_id
from domain.platform.tenancy import ClosingAlreadyRequested
from domain.platform.tenant import Tenant, tenant_id
from infra.cli.processes import tick
from infra.queue import closing_id, enqueue_closing
from infra.store.connections.names import PLATFORM
from infra.store.following.unit import PostgresLog
from infra.tenants import administering
from infra.tenants.operating import operator
from projections.queries.platform import TENANTS_LIST
from services.platform import tenants
from services.platform.commands import (
    CloseTenant,
    ReactivateTenant,
    RequestTenantClosing,
    SuspendTenant,
)
from tests.infra.cli.test_tenant_life import follow, kept
from tests.infra.tenants.hosting import Hoster


class Closing:
    """A tenant that is open, suspended and asked to be closed, unless a test says otherwise."""

    def __init__(self, hoster: Hoster) -> None:
        self.hoster, self.wiring = hoster, hoster.wiring
        hoster.declare()
        assert administering.provision("48")
        self.suspend()
        follow(self.wiring)

    def ask(self, run: Callable[..., object], command: object) -> None:
        run(self.wiring.platform(), operator(self.wiring, PLATFORM, "test"), command)

    def suspend(self) -> None:
        self.ask(tenants.suspend_tenant, SuspendTenant(code="48", reason="Essai"))

    def request(self) -> None:
        wish = RequestTenantClosing(code="48", reason="Fusion de deux départements")
        self.ask(tenants.request_tenant_closing, wish)

    @property
    def tenant(self) -> Tenant:
        return self.wiring.platform().load(Tenant, tenant_id("48"))

    def exports(self) -> list[Path]:
        return sorted((self.wiring.settings.home / "exports").glob("*.jsonl.gz"))

    def last(self) -> Any:
        return self.event("")

    def event(self, topic: str) -> Any:
        """The last that begins so."""
        with PostgresLog(self.wiring.pool).unit(PLATFORM) as unit:
            found = unit.read(0, 1000).events
        return next(one for one in reversed(found) if one.topic.startswith(topic))


@pytest.fixture
def closing(hoster: Hoster) -> Closing:
    return Closing(hoster)


def shown(closing: Closing) -> tuple[str, bool]:
    closing.hoster.follow()
    (row,) = closing.wiring.reader.ask(PLATFORM, TENANTS_LIST).body
    return row["status"], row["closing"]


def test_a_wish_is_shown_and_carried_out_by_the_job(closing: Closing) -> None:
    assert shown(closing) == ("suspended", False)
    closing.request()
    assert shown(closing) == ("suspended", True)
    queue = closing.hoster.queue
    assert tick.close_requested(closing.wiring.pool, queue) == 1
    assert tick.close_requested(closing.wiring.pool, queue) == 0
    job = queue.fetch_job(closing_id(queue, "48"))
    assert job is not None
    assert json.loads(job.data) == ["infra.tenants.administering.finish_closing", None, ["48"], {}]
    closing.hoster.work()
    assert shown(closing) == ("closed", False)
    (path,) = closing.exports()
    last = closing.last()
    assert last.event.export_sha256 == sha256(path.read_bytes()).hexdigest()
    assert last.envelope.provenance.ref == "pacte work --admin"
    asked = closing.event("tenant.tenant_closing_requested.1")
    assert last.envelope.causation_id == event_id(
        asked.event.originator_id, asked.event.originator_version
    )
    assert last.envelope.correlation_id == asked.envelope.correlation_id
    assert closing.wiring.texts(PLATFORM, [last.event.reason]) == {
        last.event.reason: "Fusion de deux départements"
    }
    assert tick.close_requested(closing.wiring.pool, queue) == 0


def test_asked_twice_it_is_refused_and_done_once(closing: Closing) -> None:
    closing.request()
    with pytest.raises(ClosingAlreadyRequested):
        closing.request()
    assert [enqueue_closing(closing.hoster.queue, "48") for _ in range(2)] == [True, False]
    assert [administering.finish_closing("48") for _ in range(2)] == [True, False]
    assert len(closing.exports()) == 1


def test_what_was_interrupted_halfway_is_done_the_next_time(
    closing: Closing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The export stands and nothing names it; another one, with its own look, is named."""
    closing.request()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tenants, "finish_closing", killed)
        with pytest.raises(KeyboardInterrupt):
            administering.finish_closing("48")
    assert (closing.tenant.status, len(closing.exports())) == ("suspended", 1)
    assert administering.finish_closing("48")
    found = {sha256(path.read_bytes()).hexdigest(): path for path in closing.exports()}
    named = found[closing.last().event.export_sha256]
    manifest = json.loads(gzip.decompress(named.read_bytes()).splitlines()[0])
    assert (len(found), manifest["access_log"]) == (2, 2)


def test_killed_while_it_writes_it_leaves_no_half_of_a_file(
    closing: Closing, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing.request()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert not administering.finish_closing("48")
    assert closing.exports() == []
    assert closing.tenant.closing is not None
    assert administering.finish_closing("48")


def test_it_waits_for_mails_that_are_due(closing: Closing) -> None:
    closing.request()
    kept(closing.wiring, "due")
    assert not administering.finish_closing("48")
    assert (closing.tenant.status, closing.exports()) == ("suspended", [])


def test_reopened_it_is_not_closed(closing: Closing) -> None:
    closing.request()
    closing.ask(tenants.reactivate_tenant, ReactivateTenant(code="48"))
    assert not administering.finish_closing("48")
    assert (closing.tenant.status, closing.exports()) == ("active", [])


def test_reopened_while_the_export_is_written_it_stays_open(
    closing: Closing, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing.request()
    before = os.fsync

    def meanwhile(descriptor: int) -> None:
        before(descriptor)
        monkeypatch.setattr(os, "fsync", before)
        closing.ask(tenants.reactivate_tenant, ReactivateTenant(code="48"))

    monkeypatch.setattr(os, "fsync", meanwhile)
    assert not administering.finish_closing("48")
    assert closing.tenant.status == "active"


def test_closed_from_the_terminal_meanwhile_there_is_nothing_left_to_do(closing: Closing) -> None:
    closing.request()
    command = CloseTenant(code="48", reason="Essai", export_sha256="0" * 64)
    closing.ask(tenants.close_tenant, command)
    assert not administering.finish_closing("48")
