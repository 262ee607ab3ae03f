"""Codes of six digits: kept as a salted, keyed digest alone, for ten minutes, five tries, once."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
from redis import Redis

from infra.sso.refusals import SignInRefused
from infra.sso.store import decoded, digest, name, reaching

LIFE = timedelta(minutes=10)
SECONDS = int(LIFE.total_seconds())
TRIES = 5
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who is to be recognised, and what for.

    `session`: the key of the one that is confirmed; `link`: the name of the link that is used up.
    """

    tenant: str
    person_id: UUID
    sub: str
    target: str
    session: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    wanted: Wanted
    until: datetime
    salt: str = field(repr=False)
    proof: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Codes:
    """`key`: without it nobody who reads Valkey can try a million codes. Raises SessionsDown.

    A code is bound to the browser that asked for it: a cookie names it, known here by its digest.
    """

    redis: Redis
    database: str
    clock: Callable[[], datetime]
    key: str = field(repr=False)

    def begin(self, wanted: Wanted) -> tuple[str, str]:
        """The value of a cookie, and the code, which nobody can read again."""
        cookie, salt = secrets.token_urlsafe(32), secrets.token_hex(16)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        sent = Sent(
            wanted=wanted, until=self.clock() + LIFE, salt=salt, proof=self.keyed(salt, code)
        )
        with reaching():
            self.redis.set(self._name(cookie), msgspec.json.encode(sent), ex=SECONDS)
        return cookie, code

    def look(self, cookie: str) -> Wanted:
        """Without a try. Raises SignInRefused."""
        return self._sent(cookie).wanted

    def take(self, cookie: str, typed: str) -> Wanted:
        """Counted before it is compared, whoever tries at the same time. Raises SignInRefused."""
        sent = self._sent(cookie)
        tried = self._tried(cookie)
        given = self.keyed(sent.salt, "".join(typed.split()))
        if tried <= TRIES and hmac.compare_digest(given, sent.proof):
            if self._used(cookie):
                return sent.wanted
            raise SignInRefused("mail-code-past", "replayed")
        if tried >= TRIES:
            self._used(cookie)
            raise SignInRefused("mail-code-past", "tries")
        raise SignInRefused("mail-code-wrong")

    def keyed(self, *parts: str) -> str:
        """A digest that only this instance can make."""
        told = digest("mail-code", *parts).encode()
        return hmac.new(self.key.encode(), told, sha256).hexdigest()

    def _sent(self, cookie: str) -> Sent:
        with reaching():
            kept = self.redis.get(self._name(cookie))
        sent = decoded(kept, Sent)
        if sent is None or self.clock() >= sent.until:
            raise SignInRefused("mail-code-past")
        return sent

    def _tried(self, cookie: str) -> int:
        counter = name(self.database, "code-tries", digest(cookie))
        with reaching(), self.redis.pipeline() as both:
            both.incr(counter)
            both.expire(counter, SECONDS)
            return int(both.execute()[0])

    def _used(self, cookie: str) -> bool:
        """Whether it was there: of two who are right at once, one comes in."""
        with reaching():
            return bool(self.redis.delete(self._name(cookie)))

    def _name(self, cookie: str) -> str:
        return name(self.database, "code", digest(cookie))
