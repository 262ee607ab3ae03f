"""Snapshots: taken by the follower, read by everybody, ignored when the state has a new version."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, StoredEvent

from infra.store.failures import translated
from infra.store.names import in_schema
from infra.store.pool import Pool
from infra.store.recorder import END
from infra.store.stored import LogRow
from infra.store.topics import aggregate_classes, snapshot_topic

INSERT = "INSERT INTO {schema}.snapshots VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
SELECT = (
    "SELECT s.originator_id, s.originator_version, s.topic, s.state, e.notification_id,"
    " e.recorded_at FROM {schema}.snapshots s JOIN {schema}.events e"
    " USING (originator_id, originator_version) WHERE s.originator_id = %s AND s.topic = ANY (%s)"
    " AND originator_version > %s AND originator_version <= %s ORDER BY originator_version "
)


class SnapshotRecorder(AggregateRecorder):
    def __init__(self, pool: Pool, schema: str, role: str, follow: str) -> None:
        self.pool = pool
        self.schema = schema
        self.role = role
        self.follow = follow

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> None:
        query = in_schema(INSERT, self.schema)
        with translated(), self.pool.checkout(self.follow) as connection:
            for each in stored_events:
                values = [each.originator_id, each.originator_version, each.topic, each.state]
                connection.execute(query, values, prepare=True)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[LogRow]:
        query = in_schema(SELECT + ("DESC" if desc else "ASC") + " LIMIT %s", self.schema)
        topics = [snapshot_topic(aggregate) for aggregate in aggregate_classes()]
        values = [originator_id, topics, gt or 0, END if lte is None else lte, limit]
        with translated(), self.pool.checkout(self.role) as connection:
            rows = connection.execute(query, values, prepare=True, binary=True).fetchall()
        return [LogRow(*row) for row in rows]
