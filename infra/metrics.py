"""What Prometheus is told: never anything about a person."""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from eventsourcing.persistence import IntegrityError, StoredEvent
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily

from infra.store.evidence.time_stamps import Waiting
from infra.store.recording.recorder import Recorder
from infra.store.watch.survey import WATCH

BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """Of one process. Gauges are read from the database when they are asked for."""

    def __init__(self, database_url: str) -> None:
        self.registry = CollectorRegistry()
        self.append_seconds = Histogram(
            "pacte_append_seconds",
            "Time to record a save in the log, lock and commit included.",
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.conflicts = Counter(
            "pacte_conflicts", "Saves that another one had overtaken.", registry=self.registry
        )
        self.wakes_lost = Counter(
            "pacte_wakes_lost", "Wake-ups that Redis did not take.", registry=self.registry
        )
        self.registry.register(Survey(database_url))

    def watch(self, recorder: Recorder) -> None:
        """Time every save of this recorder, and count those that came too late."""
        append = recorder.insert_events

        def timed(events: Sequence[StoredEvent], **given: Any) -> Sequence[int]:
            try:
                with self.append_seconds.time():
                    return append(events, **given)
            except IntegrityError:
                self.conflicts.inc()
                raise

        recorder.insert_events = timed  # type: ignore[method-assign,assignment]


class Survey:
    """A collector of Prometheus."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: to register this must not need a database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        reached = GaugeMetricFamily("pacte_database_up", "Whether the database answers.")
        lag = GaugeMetricFamily(
            "pacte_projection_lag_events",
            "Events still to take in.",
            labels=("tenant", "projection"),
        )
        stopped = GaugeMetricFamily(
            "pacte_projection_stopped", "1: it waits for a fix.", labels=("tenant", "projection")
        )
        age = GaugeMetricFamily(
            "pacte_outbox_overdue_seconds",
            "Age of the oldest mail that has not left, however often it was tried.",
            labels=("tenant",),
        )
        given_up = GaugeMetricFamily(
            "pacte_outbox_given_up", "Mails that nobody tries any more.", labels=("tenant",)
        )
        held_up = GaugeMetricFamily(
            "pacte_outbox_held_up", "Mails due that could not even be tried.", labels=("tenant",)
        )
        try:
            seen = WATCH.seen(self._url)
            for each in seen.lags:
                lag.add_metric((each.tenant, each.projection), each.events)
                stopped.add_metric((each.tenant, each.projection), each.stopped)
            for mails in seen.mails:
                given_up.add_metric((mails.tenant,), mails.given_up)
                held_up.add_metric((mails.tenant,), mails.held_up)
                if mails.overdue is not None:
                    age.add_metric((mails.tenant,), mails.overdue)
            yield from _stamps(seen.stamps)
            reached.add_metric((), 1)
        except psycopg.Error:
            reached.add_metric((), 0)
        yield from (reached, lag, stopped, age, given_up, held_up)


def _stamps(waiting: Sequence[Waiting]) -> Iterator[GaugeMetricFamily]:
    unstamped = GaugeMetricFamily(
        "pacte_time_stamp_pending_seconds",
        "For how long the oldest checkpoint waits for its time-stamp.",
        labels=("tenant",),
    )
    refused = GaugeMetricFamily(
        "pacte_time_stamps_refused",
        "Checkpoints that the authority of time refused, since the last one that it stamped.",
        labels=("tenant",),
    )
    for each in waiting:
        refused.add_metric((each.tenant,), each.refused)
        if each.seconds is not None:
            unstamped.add_metric((each.tenant,), each.seconds)
    yield from (unstamped, refused)
