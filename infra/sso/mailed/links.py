"""Links by which somebody who is a member asks for a code: 256 random bits, half an hour, once.

They open nothing by themselves. Valkey may lose them: another one is asked for.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
from redis import Redis

from infra.sso.store import decoded, digest, name, reaching

LIFE = timedelta(minutes=30)
SECONDS = int(LIFE.total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`target`: the page that the person wanted to see."""

    tenant: str
    person_id: UUID
    target: str


@dataclass(frozen=True, slots=True)
class Links:
    """Every method raises SessionsDown."""

    redis: Redis
    database: str

    def mint(self, link: Link) -> str:
        token = secrets.token_urlsafe(32)
        with reaching():
            self.redis.set(self.named(token), msgspec.json.encode(link), ex=SECONDS)
        return token

    def look(self, token: str) -> Link | None:
        with reaching():
            return decoded(self.redis.get(self.named(token)), Link)

    def use(self, named: str) -> bool:
        """Whether it was there still."""
        with reaching():
            return bool(self.redis.delete(named))

    def named(self, token: str) -> str:
        return name(self.database, "link", digest(token))
