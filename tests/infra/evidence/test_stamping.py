"""Checkpoints are stamped behind everything else: by an authority that answers late, or never."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from prometheus_client import generate_latest

from infra.doctor.finding import Finding
from infra.doctor.stamps import NAME, judged, stamps
from infra.evidence import proving
from infra.evidence.sealing import seal_behind, seal_log
from infra.evidence.stamping import rounds
from infra.evidence.stamping.authority import CertificatesUnreadable
from infra.evidence.stamping.rounds import keep_stamping, stamp_due, stamp_now
from infra.metrics import Metrics
from infra.sso.openid import fetch
from infra.store.connections.names import PLATFORM, sweep_role
from infra.store.evidence import time_stamps
from infra.store.evidence.time_stamps import Stamp, Waiting
from infra.store.evidence.trees import Tree
from infra.tenants.operating import note_look, operator
from infra.wiring import Wiring
from tests.departement import Departement
from tests.faults.mail.test_valkey_lost import process
from tests.furnished import furnished
from tests.infra.evidence.authority import Authority, Served, moment_of, needs_openssl, served
from tests.post import Post, open_post, wait_until
from tests.servers import Database

pytestmark = needs_openssl
database = furnished("48", "05")
TENANTS = ("05", "48")


@dataclass
class Site:
    post: Post
    wiring: Wiring
    server: Served

    def grow(self, tenant: str = "48") -> int:
        Departement(self.wiring, tenant).found()
        return self.sealed(tenant)

    def sealed(self, tenant: str = "48") -> int:
        seal_log(self.wiring, tenant)
        [(size,)] = self.sql("SELECT signed FROM {schema}.tree WHERE tree = 'log'", tenant)
        return int(size)

    def sql(self, statement: str, tenant: str = "48", *values: object) -> Sequence[Any]:
        return self.post.sql(statement, tenant, *values)

    def rows(self, tenant: str = "48") -> list[tuple[int, str, int, str | None]]:
        return list(
            self.sql(
                "SELECT size, status, attempts, cause FROM {schema}.time_stamp ORDER BY size",
                tenant,
            )
        )

    def answer(self, tenant: str = "48") -> tuple[bytes, Any, str]:
        [row] = self.sql("SELECT answer, stamped_at, authority FROM {schema}.time_stamp", tenant)
        return row[0], row[1], row[2]

    def later(self, gap: timedelta, tenant: str = "48") -> None:
        """As if that much time had passed since anything was asked for."""
        self.sql(
            "UPDATE {schema}.time_stamp SET next_attempt_at = next_attempt_at - %s RETURNING size",
            tenant,
            gap,
        )

    def standing(self, tenant: str = "48") -> Waiting:
        with self.wiring.pool.checkout(sweep_role(self.wiring.pool.database)) as connection:
            return next(one for one in time_stamps.standing(connection) if one.tenant == tenant)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def site(
    database: Database, redis_url: str, tmp_path: Path, authority: Authority
) -> Iterator[Site]:
    with (
        open_post(database, redis_url, tmp_path, TENANTS) as post,
        served(authority) as server,
        asking(post, server.url, authority.root) as wiring,
    ):
        yield Site(post, wiring, server)


@contextmanager
def asking(post: Post, url: str, certificates: Path) -> Iterator[Wiring]:
    settings = replace(post.wiring.settings, tsa_url=url, tsa_certificates=certificates)
    wiring = Wiring(settings)
    try:
        yield wiring
    finally:
        wiring.close()


def test_the_newest_checkpoint_of_each_log_that_grew_is_stamped(site: Site) -> None:
    sizes = {tenant: site.grow(tenant) for tenant in TENANTS}
    site.sealed(PLATFORM)
    assert stamp_due(site.wiring) == 3
    for tenant, size in sizes.items():
        assert site.rows(tenant) == [(size, "stamped", 1, None)]
        answer, at, name = site.answer(tenant)
        assert (at, name) == (moment_of(answer), "tsa")
    assert [status for _, status, _, _ in site.rows(PLATFORM)] == ["stamped"]
    assert stamp_due(site.wiring) == 0
    assert site.server.asked == 3


def test_once_a_day_and_only_what_grew(site: Site) -> None:
    first = site.grow()
    stamp_due(site.wiring)
    second = site.grow()
    asked = site.server.asked
    stamp_due(site.wiring)
    assert site.server.asked == asked
    yesterday(site)
    stamp_due(site.wiring)
    assert [(size, status) for size, status, _, _ in site.rows()] == [
        (first, "stamped"),
        (second, "stamped"),
    ]
    yesterday(site)
    assert stamp_due(site.wiring) == 0


def yesterday(site: Site) -> None:
    with psycopg.connect(str(site.wiring.settings.database_owner_url)) as owner:
        owner.execute("UPDATE t_48.time_stamp SET queued_at = queued_at - interval '25 hours'")
        owner.execute("UPDATE t_05.time_stamp SET queued_at = queued_at - interval '25 hours'")


def test_one_that_is_gone_is_asked_again_later_and_nothing_stands_in_for_it(site: Site) -> None:
    size = site.grow()
    site.server.stop()
    assert stamp_due(site.wiring) == 0
    assert site.rows() == [(size, "pending", 1, "ConnectionError")]
    [(told,)] = site.sql("SELECT num_nonnulls(answer, stamped_at, authority) FROM t_48.time_stamp")
    assert told == 0
    standing = site.standing()
    assert (standing.pending, standing.refused, standing.cause) == (1, 0, "ConnectionError")
    site.server.start()
    assert stamp_due(site.wiring) == 0
    site.later(timedelta(minutes=1))
    assert stamp_due(site.wiring) >= 1
    assert site.rows() == [(size, "stamped", 2, None)]
    assert site.standing()[1:] == (None, None, 0, 0)


def test_the_wait_grows_to_an_hour_and_no_further(site: Site) -> None:
    site.grow()
    site.server.stop()
    gaps = []
    for _ in range(9):
        stamp_due(site.wiring)
        [(gap,)] = site.sql("SELECT next_attempt_at - asked_at FROM {schema}.time_stamp")
        gaps.append(round(gap.total_seconds() / 60))
        site.later(timedelta(hours=1))
    assert gaps == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_one_that_does_not_answer_is_asked_once_a_round(site: Site) -> None:
    for tenant in TENANTS:
        site.grow(tenant)
    site.server.status = 500
    for asked in (1, 2):
        stamp_due(site.wiring)
        assert site.server.asked == asked
    attempts = [row[2] for tenant in TENANTS for row in site.rows(tenant)]
    assert sorted(attempts) in ([0, 1], [1, 1])


@pytest.mark.parametrize(("lie", "cause"), [("replay", "nonce"), ("misread", "imprint")])
def test_what_is_not_the_answer_to_our_question_is_not_kept(
    site: Site, lie: str, cause: str
) -> None:
    size = site.grow()
    site.server.reply = getattr(site.server, lie)
    assert stamp_due(site.wiring) == 0
    assert site.rows() == [(size, "pending", 1, cause)]


def test_the_signature_of_another_is_not_kept(site: Site, tmp_path: Path) -> None:
    size = site.grow()
    site.server.reply = Authority(tmp_path / "other").answer
    stamp_due(site.wiring)
    assert site.rows() == [(size, "pending", 1, "signature")]


def test_one_that_says_no_again_and_again_is_believed(site: Site, tmp_path: Path) -> None:
    size = site.grow()
    site.server.reply = Authority(tmp_path / "picky", digests="sha512").answer
    for attempt in range(1, rounds.REFUSALS):
        stamp_due(site.wiring)
        assert site.rows() == [(size, "pending", attempt, "status-2")]
        site.later(timedelta(hours=1))
    stamp_due(site.wiring)
    assert site.rows() == [(size, "refused", rounds.REFUSALS, "status-2")]
    assert site.standing().refused == 1
    site.later(timedelta(hours=1))
    site.server.reply = site.server.authority.answer
    stamp_due(site.wiring)
    assert site.rows() == [(size, "refused", rounds.REFUSALS, "status-2")]


def test_a_log_whose_stamp_was_refused_is_asked_for_again_the_next_day(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "REFUSALS", 1)
    site.grow()
    site.server.reply = Authority(tmp_path / "picky", digests="sha512").answer
    stamp_due(site.wiring)
    site.server.reply = site.server.authority.answer
    second = site.grow()
    yesterday(site)
    stamp_due(site.wiring)
    assert site.rows()[-1][:2] == (second, "stamped")
    assert site.standing().refused == 0


def test_two_at_once_ask_once(site: Site) -> None:
    site.grow()
    site.sealed(PLATFORM)
    threads = [Thread(target=stamp_due, args=(site.wiring,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row[1] for row in (*site.rows(), *site.rows(PLATFORM))] == ["stamped"] * 2
    assert site.server.asked == 2


def test_what_is_wrong_with_one_log_keeps_no_other_from_its_turn(site: Site) -> None:
    for tenant in TENANTS:
        site.grow(tenant)
    with psycopg.connect(str(site.wiring.settings.database_owner_url)) as owner:
        owner.execute(
            "CREATE FUNCTION t_05.broken() RETURNS trigger LANGUAGE plpgsql"
            " AS $$BEGIN RAISE EXCEPTION 'broken'; END$$"
        )
        owner.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON t_05.time_stamp"
            " FOR EACH ROW EXECUTE FUNCTION t_05.broken()"
        )
    stamp_due(site.wiring)
    assert (site.rows("05"), [row[1] for row in site.rows()]) == ([], ["stamped"])


def test_while_it_hangs_logs_are_sealed_and_mails_leave(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread of the scheduler waits for it; nobody waits for the thread."""
    monkeypatch.setattr(fetch, "READ_SECONDS", 30)
    site.grow()
    site.server.reply = site.server.hang
    stopping = Event()
    thread = keep_stamping(site.wiring, stopping)
    assert thread
    wait_until(lambda: site.server.asked > 0)
    before = site.sealed()
    lozere = Departement(site.wiring).found()
    lozere.open_round()
    assert site.sealed() > before
    site.post.follow()
    site.post.work()
    assert site.post.messages()
    assert thread.is_alive()
    stopping.set()
    site.server.hanging.set()
    thread.join(10)
    assert not thread.is_alive()


def test_the_scheduler_asks_and_stops_at_once_when_it_is_told(site: Site) -> None:
    """The process itself: while the authority hangs, then once it answers again."""
    size = site.grow()
    post = replace(site.post, wiring=site.wiring)
    site.server.reply = site.server.hang
    with process(post, "tick") as tick:
        wait_until(lambda: site.server.asked > 0)
        tick.send_signal(signal.SIGTERM)
        assert tick.wait(5) == 0
    assert site.rows() == [(size, "pending", 1, None)]
    site.server.reply = site.server.authority.answer
    site.later(timedelta(minutes=1))
    with process(post, "tick") as tick:
        wait_until(lambda: site.rows() == [(size, "stamped", 2, None)])
        tick.send_signal(signal.SIGTERM)
        assert tick.wait(5) == 0


def test_without_an_authority_nothing_is_asked_and_nothing_queued(site: Site) -> None:
    site.grow()
    with asking(site.post, "", Path()) as wiring:
        assert stamp_due(wiring) == 0
        stamp_now(wiring, "48", 9)
        assert keep_stamping(wiring, Event()) is None
    assert site.rows() == []


def test_with_a_file_of_certificates_that_is_gone_nothing_is_asked(site: Site) -> None:
    size = site.grow()
    with asking(site.post, site.server.url, Path("/nowhere")) as wiring:
        with pytest.raises(CertificatesUnreadable):
            stamp_due(wiring)
        stamp_now(wiring, "48", size)
    assert (site.rows(), site.server.asked) == ([], 0)


def test_what_was_stamped_does_not_change(site: Site) -> None:
    size = site.grow()
    stamp_now(site.wiring, "48", size)
    before = site.answer()
    role = f"{site.wiring.pool.database}_t_48_follow"
    with site.wiring.pool.checkout(role) as connection:
        time_stamps.stamped(connection, "t_48", size, Stamp(b"x", before[1], "x"))
        time_stamps.failed(connection, "t_48", size, "x", time_stamps.Status.PENDING)
    assert site.answer() == before


def test_what_is_told_of_a_checkpoint(site: Site, tmp_path: Path) -> None:
    """By the least stamp that holds it; without one that it waits, never our own clock."""
    first = site.grow()

    def told(covering: int | None = None, wiring: Wiring = site.wiring) -> dict[str, Any]:
        return dict(proving.checkpoint(wiring, "48", Tree.LOG, covering)["time_stamp"])

    nothing = {"size": None, "at": None, "authority": None}
    assert told() == {**nothing, "status": "pending", "text": "Horodatage en attente."}
    with asking(site.post, "", Path()) as alone:
        assert told(wiring=alone)["status"] == "none"
        assert told(wiring=alone)["text"] == "Aucun horodatage par un tiers."
    stamp_due(site.wiring)
    _, at, _ = site.answer()
    assert told(1) == {
        "status": "stamped",
        "size": first,
        "at": at,
        "authority": "tsa",
        "text": f"Horodaté par «\u00a0tsa\u00a0» le {at.astimezone(UTC):%d/%m/%Y à %H:%M:%S} UTC, "
        f"avec le journal jusqu’à la position {first}.",
    }
    second = site.grow()
    assert told(second)["status"] == "pending"
    site.server.reply = Authority(tmp_path / "picky", digests="sha512").answer
    yesterday(site)
    for _ in range(rounds.REFUSALS):
        stamp_due(site.wiring)
        site.later(timedelta(hours=1))
    assert told(second)["text"] == "Horodatage refusé par l’autorité."
    assert told(1)["size"] == first


def test_of_looks_nothing_is_asked_and_none_is_said_to_wait(site: Site) -> None:
    site.grow()
    stamp_due(site.wiring)
    note_look(site.wiring, operator(site.wiring, PLATFORM, "test"), "48", "x")
    seal_behind(site.wiring)
    told = proving.checkpoint(site.wiring, "48", Tree.ACCESS)["time_stamp"]
    assert (told["status"], told["text"]) == ("none", "Aucun horodatage par un tiers.")


def test_who_operates_sees_what_waits(site: Site) -> None:
    size = site.grow()
    assert judged([site.standing()]) == Finding(NAME, "à jour")
    assert stamps(site.wiring.settings) == Finding(NAME, "à jour")
    site.server.stop()
    stamp_due(site.wiring)
    assert stamps(site.wiring.settings) == Finding(NAME, "en attente\u00a0: 1")
    yesterday(site)
    found = stamps(site.wiring.settings)
    assert "en attente depuis plus d’un jour (48)" in found.text
    assert found.remedy
    told = generate_latest(Metrics(site.wiring.settings.database_url).registry).decode()
    (line,) = [
        one for one in told.splitlines() if one.startswith("pacte_time_stamp_pending_seconds{")
    ]
    assert line.startswith('pacte_time_stamp_pending_seconds{tenant="48"} ')
    assert float(line.split()[1]) > 25 * 3600
    assert 'pacte_time_stamps_refused{tenant="48"} 0.0' in told
    assert size


def test_who_operates_is_told_what_is_missing(site: Site) -> None:
    settings = site.wiring.settings
    assert stamps(replace(settings, tsa_url="")).remedy is None
    wrong = stamps(replace(settings, tsa_certificates=Path("/nowhere")))
    assert "certificats illisibles\u00a0: /nowhere" in wrong.text
    assert wrong.remedy
    away = stamps(replace(settings, database_url="postgresql://x:y@127.0.0.1:1/z"))
    assert (away.text, away.remedy) == ("sera vu quand la base répondra", None)
    refused = judged([Waiting("48", None, None, 0, 1)])
    assert refused.text == "refusé par l’autorité (48)"
    assert refused.remedy
