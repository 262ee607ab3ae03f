"""Rounds that nobody ended: found in the rows, ended in the log, once, by no person."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from domain.convention.stage import Stage
from domain.platform import tenancy
from domain.platform.facts import TenantKind
from infra.cli.processes import tick
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.following import log
from infra.tenants.expiring import expire_rounds
from infra.tenants.operating import operator
from projections.change import Recorded
from projections.trail.sentence import sentence
from tests.departement import DEADLINE, Departement
from tests.examples.convention import SEAL
from tests.furnished import furnished
from tests.post import Post, open_post
from tests.servers import Database

database = furnished("48")

AFTER = DEADLINE + timedelta(days=1)


@pytest.fixture
def post(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Post]:
    with open_post(database, redis_url, tmp_path) as opened:
        yield opened


def newest(post: Post) -> Recorded:
    pool = post.wiring.pool
    head = post.wiring.pactes("48").recorder.max_notification_id() or 0
    with pool.checkout(roles_of(pool.database, "48").web) as connection:
        (row,) = log.read(connection, schema_of("48"), head - 1, 1)
    return log.decode(row, "48")


def test_a_round_ends_by_itself_after_its_last_day(post: Post) -> None:
    lozere = Departement(post.wiring).found()
    lozere.open_round()
    post.follow()
    assert expire_rounds(post.wiring, DEADLINE) == 0
    assert lozere.convention().stage is Stage.SIGNING
    assert expire_rounds(post.wiring, AFTER) == 1
    convention = lozere.convention()
    assert (convention.stage, convention.signature_round) == (Stage.DRAFT, None)
    said = newest(post)
    assert said.topic == "convention.signature_round_expired.1"
    assert (said.envelope.actor, said.envelope.provenance.kind) == (None, "system")
    assert "dépassée" in sentence(said.event)


def test_rows_that_lag_behind_end_nothing_twice(post: Post) -> None:
    lozere = Departement(post.wiring).found()
    lozere.open_round()
    post.follow()
    assert expire_rounds(post.wiring, AFTER) == 1
    version = lozere.convention().version
    assert expire_rounds(post.wiring, AFTER) == 0
    post.follow()
    assert expire_rounds(post.wiring, AFTER) == 0
    assert lozere.convention().version == version


def test_the_ticker_ends_them(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    lozere = Departement(post.wiring).found()
    lozere.open_round()
    post.follow()
    monkeypatch.setattr(tick, "today", lambda: AFTER)
    tick.attempt(post.wiring, post.queue, rounds=False)
    assert lozere.convention().stage is Stage.SIGNING
    tick.attempt(post.wiring, post.queue, rounds=True)
    assert lozere.convention().stage is Stage.DRAFT


def test_where_nothing_may_be_written_no_round_ends(post: Post) -> None:
    lozere = Departement(post.wiring).found()
    lozere.open_round()
    post.follow()
    tenant = tenancy.declare(
        code="48",
        name="Lozère",
        kind=TenantKind.DEPARTEMENT,
        territory_codes=["48"],
        region_code="76",
        siret="22480001100013",
    )
    tenancy.activate(tenant)
    tenancy.suspend(tenant, reason=SEAL)
    context = operator(post.wiring, PLATFORM, "test").envelope()
    post.wiring.platform().save(tenant, context=context)
    assert expire_rounds(post.wiring, AFTER) == 0
    tenancy.reactivate(tenant)
    post.wiring.platform().save(tenant, context=context)
    assert expire_rounds(post.wiring, AFTER) == 1


def told(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What this module logged: drivers may log beside it."""
    return [record for record in caplog.records if record.name == "infra.tenants.expiring"]


def test_what_fails_for_one_tenant_is_done_for_the_others(
    database: Database, redis_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_post(database, redis_url, tmp_path, ("05", "48")) as post:
        lozere = Departement(post.wiring).found()
        lozere.open_round()
        post.follow()
        with psycopg.connect(database.owner_url) as connection:
            connection.execute("ALTER TABLE t_05.rounds RENAME TO gone")
        assert expire_rounds(post.wiring, AFTER) == 1
    assert [(one.message, vars(one)["tenant"]) for one in told(caplog)] == [
        ("rounds not ended", "05")
    ]


def test_an_event_that_nobody_knows_stops_its_convention_only(
    database: Database, redis_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_post(database, redis_url, tmp_path, ("05", "48")) as post:
        founded = [Departement(post.wiring, tenant).found() for tenant in ("05", "05", "48")]
        for each in founded:
            each.open_round()
        post.follow("05")
        post.follow("48")
        with psycopg.connect(database.owner_url) as connection:
            connection.execute("ALTER TABLE t_05.events DISABLE TRIGGER USER")
            connection.execute(
                "UPDATE t_05.events SET topic = 'convention.from_tomorrow.1'"
                " WHERE originator_id = %s AND originator_version = 2",
                [founded[0].convention_id],
            )
        assert expire_rounds(post.wiring, AFTER) == 2
        assert [each.convention().stage for each in founded[1:]] == [Stage.DRAFT, Stage.DRAFT]
    (warned,) = told(caplog)
    said = vars(warned)
    assert (said["tenant"], said["cause"], warned.args) == ("05", "UnknownTopic", ())
