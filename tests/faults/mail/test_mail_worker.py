"""Followers and workers that die, and two of them at once."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.mail import job
from infra.mail.outbox import PostgresOutbox
from infra.store.connections.names import roles_of
from infra.store.notices.outbox import LEASE, take
from tests.departement import Departement
from tests.post import Post
from workers.notify.outcome import ATTEMPTS, SILENCE
from workers.notify.ports import Outcome, Result


def test_a_worker_killed_before_the_record_sends_again_under_the_same_message_id(
    post: Post, lozere: Departement
) -> None:
    lozere.open_round()
    post.follow()
    assert killed_worker(post, "conclude") == -signal.SIGKILL
    assert len(post.inbox.messages()) == 1
    assert post.outcomes() == []

    post.sweep()
    post.work()
    assert len(post.inbox.messages()) == 1, "a lease that runs is respected"

    post.later(LEASE)
    post.sweep()
    post.work()
    identities = sorted(str(message["Message-ID"]) for message in post.inbox.messages())
    assert len(identities) == 3
    assert len(set(identities)) == 2
    assert post.outcomes() == ["notification_sent"] * 2
    assert sorted(post.outbox()) == [("sent", 2)] * 2


def test_a_mail_that_kills_every_worker_ends_as_given_up(post: Post, lozere: Departement) -> None:
    lozere.open_round()
    post.follow()
    for _ in range(ATTEMPTS):
        assert PostgresOutbox(post.wiring.pool, post.wiring.pactes).lease("48", head(post))
        post.later(LEASE)
    post.sweep()
    post.work()
    assert post.outbox() == [("given_up", ATTEMPTS + 1)] * 2
    assert post.messages() == {}


def test_what_could_not_be_tried_counts_no_attempt(
    post: Post, lozere: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that are missing, an event that cannot be read: the mails are not to blame."""
    lozere.open_round()
    post.follow()
    with monkeypatch.context() as broken:
        broken.setattr("infra.mail.outbox.PostgresOutbox._subject", dying)
        for time in range(ATTEMPTS + 1):
            with pytest.raises(job.JobFailed, match="MemoryError"):
                job.deliver("48", head(post))
            assert post.outbox() == [("due", 0)] * 2
            assert held_up(post) == [time + 1] * 2
            for _ in range(min(2**time, 16)):
                assert job.deliver("48", head(post)) == 0, "not again at once"
                post.later(SILENCE)
    assert job.deliver("48", head(post)) == 2
    assert post.outcomes() == ["notification_sent"] * 2
    assert held_up(post) == [0, 0]


def test_only_what_was_tried_counts_when_the_database_goes_away(
    post: Post, lozere: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    lozere.open_round()
    post.follow()
    with monkeypatch.context() as broken:
        broken.setattr("infra.mail.outbox.record", dying)
        with pytest.raises(job.JobFailed, match="MemoryError"):
            job.deliver("48", head(post))
    assert sorted(attempts for _, attempts in post.outbox()) == [0, 1]
    assert len(post.inbox.messages()) == 1


def test_what_a_job_died_of_is_told_to_nobody_in_its_words(
    post: Post,
    lozere: Departement,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """RQ logs the traceback of a job, and keeps it in Redis."""
    lozere.open_round()
    post.follow()

    def quoting(*_: object) -> None:
        raise ValueError("Le titre secret d’une convention")

    monkeypatch.setattr("infra.mail.outbox.PostgresOutbox._subject", quoting)
    post.work()
    (job_id,) = post.queue.failed_job_registry.get_job_ids()
    died = post.queue.fetch_job(job_id)
    result = died and died.latest_result()
    kept = result.exc_string if result else ""
    assert "JobFailed: ValueError" in str(kept)
    assert "secret" not in str(kept)
    assert "secret" not in caplog.text
    (said,) = [record for record in caplog.records if record.message == "notices"]
    assert vars(said)["errors"] == ["ValueError"]
    assert vars(said)["at"][-1].endswith("quoting")


def test_a_crash_between_the_commit_and_the_queue_costs_one_sweep(
    post: Post, lozere: Departement
) -> None:
    lozere.open_round()
    post.follow(jobs=False)
    post.work()
    assert post.messages() == {}
    assert post.sweep() == 1
    post.work()
    assert len(post.inbox.messages()) == 2


def test_a_crash_before_the_commit_leaves_neither_rows_nor_mails(
    post: Post, lozere: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    lozere.open_round()
    with monkeypatch.context() as broken:
        broken.setattr("infra.store.following.unit.PostgresUnit.keep", dying)
        with pytest.raises(MemoryError):
            post.follow()
    assert (post.outbox(), post.sweep()) == ([], 0)
    post.follow()
    post.work()
    assert len(post.inbox.messages()) == 2


def test_two_sweeps_make_one_job(post: Post, lozere: Departement) -> None:
    lozere.open_round()
    post.follow(jobs=False)
    assert [post.sweep(), post.sweep()] == [1, 0]


def test_two_workers_on_one_event_send_each_mail_once(post: Post, lozere: Departement) -> None:
    position = lozere.open_round()
    lozere.join()
    post.follow()
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(lambda _: job.deliver("48", position - 2), range(2)))
    post.work()
    assert len(post.inbox.messages()) == 3
    assert post.outcomes() == ["notification_sent"] * 3


def test_what_one_worker_is_taking_is_nothing_to_wait_for(post: Post, lozere: Departement) -> None:
    lozere.open_round()
    post.follow()
    pool = post.wiring.pool
    role = roles_of(pool.database, "48").follow
    with pool.checkout(role) as first, first.transaction(), pool.checkout(role) as second:
        assert len(take(first, "t_48", head(post))) == 2
        assert take(second, "t_48", head(post)) == []


def test_who_lost_the_lease_records_nothing(post: Post, lozere: Departement) -> None:
    lozere.open_round()
    post.follow()
    outbox = PostgresOutbox(post.wiring.pool, post.wiring.pactes)
    slow = outbox.lease("48", head(post))
    post.later(LEASE)
    quick = outbox.lease("48", head(post))
    with outbox.scene("48", head(post)) as scene:
        cause = scene.recorded
    assert not outbox.conclude(cause, slow[0], Outcome(Result.SENT))
    assert outbox.conclude(cause, quick[0], Outcome(Result.SENT))
    assert not outbox.conclude(cause, quick[0], Outcome(Result.SENT))
    assert post.outcomes() == ["notification_sent"]


def killed_worker(post: Post, at: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.mail.dying_worker", at],
        env=post.wiring.settings.for_children(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    ).returncode


def head(post: Post) -> int:
    position: int = post.sql("SELECT max(event_position) FROM {schema}.outbox", "48")[0][0]
    return position


def held_up(post: Post) -> list[int]:
    return [times for (times,) in post.sql("SELECT held_up FROM {schema}.outbox", "48")]


def dying(*_: object) -> None:
    raise MemoryError
