"""Declared by somebody who may not create schemas, opened by the process that may."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from domain.envelope import event_id
from domain.platform.tenant import Tenant, tenant_id
from infra.cli.processes import tick
from infra.cli.processes.work import command
from infra.queue import admin, enqueue_provision, provision_id
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.following.heads import tenants
from infra.store.following.unit import PostgresLog
from infra.store.schemas.migrate import MigrationRefused
from infra.tenants import administering
from infra.tenants.operating import operator
from infra.wiring import Wiring
from tests.infra.tenants.hosting import Hoster


def test_a_declared_tenant_is_opened_by_a_job_once(hoster: Hoster) -> None:
    hoster.declare()
    assert (hoster.status(), tenants(hoster.wiring.pool)) == ("declared", [])
    assert [enqueue_provision(hoster.queue, "48") for _ in range(2)] == [True, False]
    job = hoster.queue.fetch_job(provision_id(hoster.queue, "48"))
    assert job is not None
    assert json.loads(job.data) == ["infra.tenants.administering.provision", None, ["48"], {}]
    hoster.work()
    assert (hoster.status(), tenants(hoster.wiring.pool)) == ("active", ["48"])
    head = hoster.wiring.platform().recorder.max_notification_id()
    assert not administering.provision("48")
    assert hoster.wiring.platform().recorder.max_notification_id() == head


def test_the_system_says_that_it_acted(hoster: Hoster) -> None:
    hoster.declare()
    assert administering.provision("48")
    with PostgresLog(hoster.wiring.pool).unit(PLATFORM) as unit:
        *before, last = unit.read(0, 1000).events
    assert last.topic == "tenant.tenant_activated.1"
    (declared,) = [one for one in before if one.topic == "tenant.tenant_declared.1"]
    assert last.envelope.causation_id == event_id(declared.event.originator_id, 1)
    assert last.envelope.correlation_id == declared.envelope.correlation_id
    assert (last.envelope.provenance.kind, last.envelope.provenance.ref) == (
        "system",
        "pacte work --admin",
    )


def test_a_job_that_redis_lost_is_made_again(hoster: Hoster) -> None:
    hoster.declare()
    hoster.follow()
    enqueue_provision(hoster.queue, "48")
    hoster.queue.connection.flushall()
    assert tick.open_declared(hoster.wiring.pool, hoster.queue) == 1
    assert tick.open_declared(hoster.wiring.pool, hoster.queue) == 0
    hoster.work()
    hoster.follow()
    assert hoster.status() == "active"
    assert tick.open_declared(hoster.wiring.pool, hoster.queue) == 0


def test_a_job_that_failed_is_made_again(hoster: Hoster, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MigrationRefused("non")

    hoster.declare()
    hoster.follow()
    enqueue_provision(hoster.queue, "48")
    with monkeypatch.context() as during:
        during.setattr("infra.tenants.tenancy.provision", broken)
        hoster.work()
    assert hoster.status() == "declared"
    assert tick.open_declared(hoster.wiring.pool, hoster.queue) == 1
    hoster.work()
    assert hoster.status() == "active"


def test_what_was_never_declared_is_not_opened(hoster: Hoster) -> None:
    assert not administering.provision("48")
    assert not administering.provision("../x")
    assert tenants(hoster.wiring.pool) == []


def test_what_is_suspended_stays_so(hoster: Hoster) -> None:
    hoster.declare()
    administering.provision("48")
    tenant = hoster.wiring.platform().load(Tenant, tenant_id("48"))
    tenant.tenant_suspended(reason="5f" * 32)
    context = operator(hoster.wiring, PLATFORM, "test").envelope()
    hoster.wiring.platform().save(tenant, context=context)
    assert not administering.provision("48")
    assert hoster.status() == "suspended"


def test_without_redis_or_database_the_ticker_goes_on(hoster: Hoster) -> None:
    hoster.declare()
    hoster.follow()
    nowhere = admin("redis://127.0.0.1:9/0", "x")
    assert tick.open_declared(hoster.wiring.pool, nowhere) == 0
    away = Wiring(Settings(home=Path("/nowhere"), database_url="postgresql://a:b@127.0.0.1:9/x"))
    assert tick.open_declared(away.pool, hoster.queue) == 0


def test_who_does_not_hold_the_owner_s_address_does_not_start(
    hoster: Hoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in hoster.wiring.settings.without_owner().for_children().items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(command, ["--admin"])
    assert (done.exit_code, "DATABASE_OWNER_URL" in done.output) == (1, True)
