"""Sign-ins and sign-outs that a browser has begun: bound to its cookie, taken once."""

import secrets
from dataclasses import dataclass

import msgspec
from redis import Redis

from infra.sso.openid.flow import PENDING, Pending
from infra.sso.store import decoded, digest, name, reaching

SECONDS = int(PENDING.total_seconds())
COOKIE_BYTES = 32
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Begun:
    """The cookie is of nobody yet. It may be begun with in several windows at once."""

    redis: Redis
    database: str

    def keep(self, pending: Pending, cookie: str | None = None) -> str:
        """The cookie to set: the one given, if it can be one. Raises SessionsDown."""
        cookie = _usable(cookie)
        with reaching():
            key = self._key("pending", cookie, pending.state)
            self.redis.set(key, msgspec.json.encode(pending), ex=SECONDS)
        return cookie

    def take(self, cookie: str | None, state: str) -> Pending | None:
        """None: never begun here, taken already, or too long ago. Raises SessionsDown."""
        if not cookie or not state:
            return None
        with reaching():
            return decoded(self.redis.getdel(self._key("pending", cookie, state)), Pending)

    def keep_leaving(self, state: str, cookie: str | None = None) -> str:
        """As `keep`, for a sign-out at the provider. Raises SessionsDown."""
        cookie = _usable(cookie)
        with reaching():
            self.redis.set(self._key("leaving", cookie, state), b"true", ex=SECONDS)
        return cookie

    def take_leaving(self, cookie: str | None, state: str) -> bool:
        """Raises SessionsDown."""
        if not cookie or not state:
            return False
        with reaching():
            return self.redis.getdel(self._key("leaving", cookie, state)) is not None

    def counted(self, issuer: str, jti: str) -> bool:
        """Whether a logout token was obeyed before. Raises SessionsDown."""
        with reaching():
            return bool(self.redis.exists(self._key("logout", issuer, jti)))

    def count(self, issuer: str, jti: str) -> None:
        """For longer than the token holds. Raises SessionsDown."""
        with reaching():
            self.redis.set(self._key("logout", issuer, jti), b"true", ex=SECONDS)

    def _key(self, kind: str, cookie: str, state: str) -> str:
        return name(self.database, kind, digest(cookie, state))


def _usable(cookie: str | None) -> str:
    if cookie and COOKIE_BYTES < len(cookie) <= LONGEST:
        return cookie
    return secrets.token_urlsafe(COOKIE_BYTES)
