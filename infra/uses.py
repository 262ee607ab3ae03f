"""On which day an API token was used last: in Valkey, beside the log, at most one write a day.

No event, for reading moves no position; and no request waits for it, or fails because of it. What
Valkey lost is not known any more: then nothing is said of that token.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

import structlog
from redis import Redis
from redis.exceptions import RedisError

from infra.clock import day_of
from infra.sso.store import name

# Longer than any token lives.
KEPT = int(timedelta(days=400).total_seconds())
ALONE_SECONDS = 5
MOST_NOTED = 20_000

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Uses:
    redis: Redis
    database: str
    clock: Callable[[], datetime]
    _noted: dict[UUID, date] = field(default_factory=dict)
    _alone_until: float = 0

    def note(self, token_id: UUID) -> None:
        """Nothing is done for a token that this process has noted today."""
        now = self.clock()
        today = day_of(now)
        if self._noted.get(token_id) == today or now.timestamp() < self._alone_until:
            return
        try:
            self.redis.set(self._name(token_id), today.isoformat(), ex=KEPT)
        except RedisError as error:
            self._alone_until = now.timestamp() + ALONE_SECONDS
            log.warning("use not noted", cause=type(error).__name__)
            return
        if len(self._noted) >= MOST_NOTED:
            self._noted.clear()
        self._noted[token_id] = today

    def last(self, tokens: Collection[UUID]) -> dict[UUID, date]:
        """Of those whose last use is known."""
        asked = sorted(tokens)
        try:
            found = self.redis.mget([self._name(each) for each in asked]) if asked else []
        except RedisError as error:
            log.warning("uses unknown", cause=type(error).__name__)
            return {}
        return dict(_known(asked, cast("list[bytes | None]", found)))

    def _name(self, token_id: UUID) -> str:
        return name(self.database, "token-used", token_id.hex)


def _known(asked: list[UUID], found: list[bytes | None]) -> Iterator[tuple[UUID, date]]:
    for token_id, day in zip(asked, found, strict=True):
        if day is not None:
            yield token_id, date.fromisoformat(day.decode())
