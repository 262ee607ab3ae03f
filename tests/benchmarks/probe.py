"""What the server spent: CPU of the backends of one database, and WAL of the whole server."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

import psycopg
from psycopg.rows import TupleRow

BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
WAL = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"


class Spent(NamedTuple):
    cpu_us: float
    wal_bytes: int


@dataclass(frozen=True, slots=True)
class Probe:
    connection: psycopg.Connection[TupleRow]

    @classmethod
    def open(cls, superuser_url: str) -> Self:
        """Of the database that is named there."""
        return cls(psycopg.connect(superuser_url, autocommit=True))

    def spent(self) -> Spent:
        row = self.connection.execute(WAL).fetchone()
        assert row is not None
        return Spent(sum(cpu_us(pid) for pid in self.backends()), int(row[0]))

    def backends(self) -> list[int]:
        return [int(pid) for (pid,) in self.connection.execute(BACKENDS)]

    def close(self) -> None:
        self.connection.close()


def spent_by(superuser_url: str, work: Callable[[], object]) -> dict[str, float]:
    """Seconds that it took, and those of CPU, here and in the backends that stay behind."""
    probe = Probe.open(superuser_url)
    before, client, start = probe.spent(), time.process_time(), time.perf_counter()
    work()
    taken, client = time.perf_counter() - start, time.process_time() - client
    server = probe.spent().cpu_us - before.cpu_us
    probe.close()
    return {"s": taken, "cpu_s": client + server / 1e6}


def cpu_us(pid: int) -> float:
    """Since its start: in nanoseconds where the kernel counts them, else in ticks of 10 ms."""
    process = Path("/proc", str(pid))
    with suppress(FileNotFoundError):
        return int((process / "schedstat").read_text().split()[0]) / 1e3
    with suppress(FileNotFoundError):
        parts = (process / "stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK") * 1e6
    return 0.0  # it has just ended


def private_mb(pid: int) -> float:
    """In MiB, without shared buffers that it happens to be the only one to map."""
    lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024
