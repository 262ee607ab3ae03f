"""Wake-ups of the follower through Redis: they hasten it, nothing depends on them."""

import threading
from time import monotonic

from redis import Redis
from redis.client import PubSub
from redis.exceptions import RedisError

# How long a process that must stop may go on waiting.
SLICE = 0.2


class RedisWakes:
    """Without Redis it just waits: the sweep of the follower finds everything."""

    def __init__(self, url: str, channel: str, stopping: threading.Event) -> None:
        self._url = url
        self._channel = channel
        self._stopping = stopping
        self._heard: PubSub | None = None

    def wait(self, seconds: float) -> set[str]:
        until = monotonic() + seconds
        woken: set[str] = set()
        while not woken and not self._stopping.is_set():
            left = until - monotonic()
            woken = self._hear(max(0.0, min(left, SLICE)))
            if left <= 0:
                break
        return woken

    def close(self) -> None:
        if self._heard:
            self._heard.close()
            self._heard.connection_pool.disconnect()
            self._heard = None

    def _hear(self, seconds: float) -> set[str]:
        try:
            return self._messages(seconds)
        except RedisError:
            self.close()
            self._stopping.wait(seconds)
            return set()

    def _messages(self, seconds: float) -> set[str]:
        """All that are there, after waiting for the first."""
        heard = self._heard or self._subscribed()
        woken: set[str] = set()
        message = heard.get_message(timeout=seconds)
        while message:
            if message["type"] == "message":
                woken.add(message["data"].decode(errors="replace"))
            message = heard.get_message(timeout=0)
        return woken

    def _subscribed(self) -> PubSub:
        redis = Redis.from_url(self._url, socket_timeout=SLICE, socket_connect_timeout=SLICE)
        self._heard = redis.pubsub()  # type: ignore[no-untyped-call]
        self._heard.subscribe(self._channel)
        return self._heard
