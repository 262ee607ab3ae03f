"""One pool per process for all tenants: a connection is handed out holding the role that is asked.

At rest it keeps the last role: nobody gets one without naming a role; any error makes it forget.
Not psycopg_pool: that one hands out the connection that rested longest, which holds another
tenant's role; here the same tenant gets the same connection again, and no thread has to survive a
fork.
"""

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infra.store.connections.held import Held

SIZE = 4
WAIT_SECONDS = 5.0
# A generic plan fits every call; an array form would be planned again at each.
OPTIONS = (
    "-c plan_cache_mode=force_generic_plan -c lock_timeout=5s"
    " -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
)


class PoolExhausted(psycopg.OperationalError):
    """No connection became free in time."""


class Pool:
    """`url` is the login of the application; nothing is opened before the first checkout."""

    def __init__(self, url: str, size: int = SIZE) -> None:
        known = conninfo_to_dict(url)
        self.database = str(known["dbname"])
        self.size = size
        self._conninfo = make_conninfo(
            url, options=OPTIONS, connect_timeout=int(known.get("connect_timeout") or 5)
        )
        self._idle: list[Held] = []
        self._out = 0
        self._free = Condition()

    @contextmanager
    def checkout(self, role: str) -> Iterator[Held]:
        """A connection that holds `role`, in autocommit. Raises psycopg.OperationalError."""
        held = self._take(role)
        try:
            held.take_role(role)
            yield held
        except BaseException:
            held.role = None
            raise
        finally:
            self._give_back(held)

    def close(self) -> None:
        with self._free:
            idle, self._idle = self._idle, []
        for held in idle:
            held.close()

    def _take(self, role: str) -> Held:
        while (held := self._next(role)) is not None:
            if _alive(held):
                return held
            held.close()
            self._leave()
        try:
            return Held.open(self._conninfo)
        except BaseException:
            self._leave()
            raise

    def _next(self, role: str) -> Held | None:
        """An idle connection, best one that holds the role; None: there is room to open one."""
        with self._free:
            if not self._free.wait_for(self._can_give, WAIT_SECONDS):
                raise PoolExhausted("Aucune connexion à la base ne s’est libérée à temps.")
            self._out += 1
            for held in reversed(self._idle):
                if held.role == role:
                    self._idle.remove(held)
                    return held
            return self._idle.pop() if self._idle else None

    def _can_give(self) -> bool:
        return bool(self._idle) or self._out < self.size

    def _give_back(self, held: Held) -> None:
        usable = held.settle()
        with self._free:
            self._out -= 1
            if usable:
                self._idle.append(held)
            self._free.notify()
        if not usable:
            held.close()

    def _leave(self) -> None:
        with self._free:
            self._out -= 1
            self._free.notify()


def _alive(held: Held) -> bool:
    """Nothing may be waiting to be read on an idle connection, unless the server hung up."""
    if held.closed:
        return False
    poll = select.poll()
    poll.register(held.fileno(), select.POLLIN)
    return not poll.poll(0)


_pools: dict[tuple[int, str], Pool] = {}
_opening = Lock()


def pool_for(url: str) -> Pool:
    """The pool of this process for that database; a forked child gets one of its own."""
    key = os.getpid(), url
    pool = _pools.get(key)
    if pool is None:
        with _opening:
            pool = _pools.setdefault(key, Pool(url))
    return pool
