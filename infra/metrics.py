"""What Prometheus is told: never anything about a person."""

from prometheus_client import Counter, Histogram

APPEND_SECONDS = Histogram(
    "pacte_append_seconds",
    "Time to record a command in the log, lock and commit included.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
CONFLICTS = Counter("pacte_conflicts", "Appends that another command had overtaken.")
WAKES_LOST = Counter("pacte_wakes_lost", "Wake-ups that Redis did not take.")
