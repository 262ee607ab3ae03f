"""Snapshots: taken by the follower, read by everybody, ignored when the state has a new version."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, StoredEvent

from infra.store.connections.failures import translated
from infra.store.connections.names import in_schema
from infra.store.connections.pool import Pool
from infra.store.events.stored import LogRow
from infra.store.events.topics import aggregate_classes, snapshot_topic
from infra.store.recording.recorder import END, at_hand

INSERT = "INSERT INTO {schema}.snapshots VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
# Topic by topic, so that each is one step into the index however many snapshots there are.
SELECT = (
    "SELECT s.originator_id, originator_version, s.topic, s.state, e.notification_id,"
    " e.recorded_at FROM unnest(%s::text[]) AS known (topic) CROSS JOIN LATERAL"
    " (SELECT * FROM {schema}.snapshots AS o WHERE o.originator_id = %s AND o.topic = known.topic"
    " AND o.originator_version > %s AND o.originator_version <= %s"
    " ORDER BY o.originator_version {order} LIMIT %s) AS s"
    " JOIN {schema}.events AS e USING (originator_id, originator_version)"
    " ORDER BY originator_version {order} LIMIT %s"
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
        statement = SELECT.replace("{order}", "DESC" if desc else "ASC")
        query = in_schema(statement, self.schema)
        topics = [snapshot_topic(aggregate) for aggregate in aggregate_classes()]
        upto = END if lte is None else lte
        values = [topics, originator_id, gt or 0, upto, limit, limit]
        with translated(), at_hand(self.pool, self.role) as connection:
            rows = connection.execute(query, values, prepare=True, binary=True).fetchall()
        return [LogRow(*row) for row in rows]
