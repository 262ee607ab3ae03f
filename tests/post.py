"""A département whose people are written to: its log, its rows, its outbox, a mailbox."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from rq.utils import utcformat, utcparse

from infra import queue as queues
from infra.cli.processes import tick
from infra.evidence.sealing import seal_behind, seal_log
from infra.mail import job
from infra.mail.inbox import FOLDER, Inbox
from infra.mail.outbox import FollowerRows
from infra.settings import Settings
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.following.unit import PostgresLog
from infra.store.notices.roster import PROJECTIONS
from infra.store.schemas.migrate import migrate, owner, provision
from infra.wiring import Wiring
from projections.catalogue import projections_of
from tests.mailbox import open_inbox
from tests.servers import Database
from workers.feeding import Projecting
from workers.notify.consumer import Notifying
from workers.turn import Turn

TODAY = date(2026, 11, 22)
DEADLINE = date(2026, 12, 18)
PREFET, PRESIDENTE, ARS = (UUID(f"7b1f9a34-7c1e-4c55-8d2a-00000000000{n}") for n in (1, 2, 3))
ADDRESSES = {PREFET: "prefet", PRESIDENTE: "presidente", ARS: "ars"}


@dataclass
class Post:
    """`follow` and `work` do what the processes of that name do, once."""

    wiring: Wiring
    inbox: Inbox
    queue: Queue
    notifying: Notifying
    tenants: Sequence[str]
    rows: FollowerRows = field(default_factory=FollowerRows)

    def follow(self, tenant: str = "48", *, jobs: bool = True) -> None:
        """`jobs` False: the follower dies between its commit and the queue."""
        live = [Projecting(each) for each in projections_of(tenant) if each.name in PROJECTIONS]
        with PostgresLog(self.wiring.pool).unit(tenant) as unit:
            turn = Turn(unit, 1000)
            turn.play([*live, self.notifying])
        assert not turn.stopped(), turn.now
        if jobs:
            seal_log(self.wiring, tenant)
            self.notifying.after_commit(tenant, 0)

    def work(self) -> None:
        worker(self.queue).work(burst=True, logging_level="ERROR")

    def sweep(self) -> int:
        seal_behind(self.wiring)
        return tick.sweep(self.wiring.pool, self.queue)

    def without_mail_server(self) -> Wiring:
        return Wiring(replace(self.wiring.settings, smtp_url=None))

    def messages(self, tenant: str = "48") -> dict[str, list[str]]:
        """Subjects by the first part of the address."""
        found: dict[str, list[str]] = {}
        for message in self.inbox.messages():
            name, _, host = str(message["Delivered-To"]).partition("@")
            if host == f"{tenant}.test":
                subject = " ".join(str(message["Subject"]).split())
                found.setdefault(name, []).append(subject)
        return found

    def outbox(self, tenant: str = "48") -> list[tuple[str, int]]:
        """Status and attempts of every row."""
        return self.sql("SELECT status, attempts FROM {schema}.outbox ORDER BY outbox_id", tenant)

    def outcomes(self, tenant: str = "48") -> list[str]:
        """The types of the events of notifications, in the order of the log."""
        statement = (
            "SELECT split_part(topic, '.', 2) FROM {schema}.events"
            " WHERE starts_with(topic, 'notification.') ORDER BY notification_id"
        )
        return [kind for (kind,) in self.sql(statement, tenant)]

    def later(self, gap: timedelta, tenant: str = "48") -> None:
        """As if that much time had passed for what waits in the outbox, and for jobs that beat."""
        statement = (
            "UPDATE {schema}.outbox SET next_attempt_at = next_attempt_at - %s,"
            " leased_until = leased_until - %s RETURNING outbox_id"
        )
        self.sql(statement, tenant, gap, gap)
        redis = self.queue.connection
        for key in redis.scan_iter("rq:job:notices-*"):
            beat = redis.hget(key, "last_heartbeat")
            if isinstance(beat, bytes) and beat:
                redis.hset(key, "last_heartbeat", utcformat(utcparse(beat.decode()) - gap))

    def sql(self, statement: str, tenant: str, *values: object) -> list:  # type: ignore[type-arg]
        role = roles_of(self.wiring.pool.database, tenant).follow
        with self.wiring.pool.checkout(role) as connection:
            return connection.execute(in_schema(statement, schema_of(tenant)), values).fetchall()


@contextmanager
def open_post(
    database: Database, redis_url: str, folder: Path, tenants: Sequence[str] = ("48",)
) -> Iterator[Post]:
    with open_inbox(folder / FOLDER) as inbox:
        settings = Settings(
            home=folder,
            database_url=database.app_url,
            database_owner_url=database.owner_url,
            redis_url=redis_url,
            smtp_url=inbox.url,
            public_url="https://pacte.exemple.test",
        )
        migrate(settings)
        with owner(settings) as connection:
            for tenant in tenants:
                provision(connection, tenant, settings)
        wiring = Wiring(settings)
        job.serve(wiring)
        queue = queues.notices(redis_url, database.name)
        notifying = Notifying(FollowerRows(), PROJECTIONS, lambda *of: queues.enqueue(queue, *of))
        try:
            yield Post(wiring, inbox, queue, notifying, tenants)
        finally:
            wiring.close()
            queue.connection.close()


def wait_until(done: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "nothing came of it in time"
        time.sleep(0.05)


def worker(queue: Queue) -> SimpleWorker:
    return SimpleWorker([queue], connection=queue.connection, serializer=JSONSerializer)
