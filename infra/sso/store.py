"""What sessions keep in Redis: JSON under names that tell nothing, for a time that Redis counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TypeVar

import msgspec
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from infra.sso.refusals import SessionsDown

T = TypeVar("T")
# A request waits for Redis, but not long; left to itself the client tries for four seconds.
SECONDS = 0.5


def opened(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        retry=Retry(NoBackoff(), 1),
    )


def digest(*parts: str) -> str:
    """Each part with its length, so that two lists never give one digest."""
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def name(database: str, kind: str, key: str) -> str:
    """Instances may share a Redis."""
    return f"pacte:{database}:{kind}:{key}"


def decoded(value: object, kind: type[T]) -> T | None:
    """None for what an older Pacte, or nobody, wrote."""
    if not isinstance(value, bytes | str):
        return None
    try:
        return msgspec.json.decode(value, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return None


@contextmanager
def reaching() -> Iterator[None]:
    """Raises SessionsDown."""
    try:
        yield
    except RedisError as error:
        raise SessionsDown(type(error).__name__) from error
