"""How often something was tried in a stretch of time: counted in Redis, by this process without."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from threading import Lock
from typing import NamedTuple, cast

import structlog
from redis import Redis
from redis.exceptions import RedisError

from infra.sso.store import digest, name

# How long Redis is left alone after it did not answer, and how much is counted meanwhile.
ALONE_SECONDS = 5
MOST_COUNTED = 20_000

log = structlog.get_logger(__name__)


class Limit(NamedTuple):
    """So many times in each stretch of so many seconds."""

    times: int
    seconds: int


@dataclass(slots=True)
class Counters:
    """`who` is kept as a digest alone. Never without a limit, never a reason to fail."""

    redis: Redis
    database: str
    clock: Callable[[], datetime]
    _own: dict[str, int] = field(default_factory=dict)
    _alone_until: float = 0
    _counting: Lock = field(default_factory=Lock)

    def tried(self, limit: Limit, *who: str) -> int:
        """Once more. 0 within the limit, else the seconds until it may be tried again."""
        key, left = self._stretch(limit, who)
        counted = self._asked(lambda: self._shared(key, limit.seconds), lambda: self._alone(key))
        return left if counted > limit.times else 0

    def used_up(self, limit: Limit, *who: str) -> int:
        """Without a try: 0 while one is left, else the seconds until then."""
        key, left = self._stretch(limit, who)
        counted = self._asked(lambda: self._so_far(key), lambda: self._own.get(key, 0))
        return left if counted >= limit.times else 0

    def _stretch(self, limit: Limit, who: Sequence[str]) -> tuple[str, int]:
        """Under which name it is counted, and for how many seconds still."""
        now = self.clock().timestamp()
        stretch = int(now // limit.seconds)
        key = name(self.database, "tried", digest(*who, str(stretch)))
        return key, max(1, ceil((stretch + 1) * limit.seconds - now))

    def _asked(self, shared: Callable[[], int], alone: Callable[[], int]) -> int:
        now = self.clock().timestamp()
        if now >= self._alone_until:
            try:
                return shared()
            except RedisError as error:
                self._alone_until = now + ALONE_SECONDS
                log.warning("counting alone", cause=type(error).__name__)
        return alone()

    def _so_far(self, key: str) -> int:
        return int(cast("bytes | None", self.redis.get(key)) or 0)

    def _shared(self, key: str, seconds: int) -> int:
        with self.redis.pipeline() as both:
            both.incr(key)
            both.expire(key, seconds)
            return int(both.execute()[0])

    def _alone(self, key: str) -> int:
        """Those counted first are forgotten first: there is an end to what this may fill."""
        with self._counting:
            self._own[key] = self._own.get(key, 0) + 1
            if len(self._own) > MOST_COUNTED:
                del self._own[next(iter(self._own))]
            return self._own[key]
