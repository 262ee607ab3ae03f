"""Sessions of people, on the server: a cookie names one, Redis ends the idle ones."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
from redis import Redis

from infra.sso.identity import Identity
from infra.sso.refusals import SignInRefused
from infra.sso.store import decoded, digest, name, reaching

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
# Between the clocks of two hosts.
SKEW = timedelta(seconds=30)
IDLE_SECONDS = int(IDLE.total_seconds())
ABSOLUTE_SECONDS = int(ABSOLUTE.total_seconds())
COOKIE_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`key` is the digest of the cookie; `public_id` may be shown to the person.

    A space (tenant, grant_id) is chosen after the sign-in, by the person they are there.
    """

    key: str = field(repr=False)
    public_id: str
    csrf: str = field(repr=False)
    identity: Identity
    created_at: datetime
    last_seen_at: datetime
    tenant: str | None = None
    person_id: UUID | None = None
    grant_id: UUID | None = None

    @property
    def authenticated_at(self) -> datetime | None:
        """None: the provider did not say, so never fresh."""
        return self.identity.auth_time


@dataclass(frozen=True, slots=True)
class Sessions:
    """Every method raises SessionsDown. Who lost a session signs in again; nothing else is lost."""

    redis: Redis
    database: str
    clock: Callable[[], datetime]

    def begin(self, identity: Identity) -> tuple[str, Session]:
        """The value of a new cookie, which nobody can read again."""
        cookie, session = self._new(identity)
        self._write(session)
        return cookie, session

    def find(self, cookie: str) -> Session | None:
        """Puts the end of an idle session off, in the same round trip."""
        key = digest(cookie)
        with reaching():
            kept = self.redis.getex(self._name(key), ex=IDLE_SECONDS)
        session = decoded(kept, Session)
        if session is None:
            return None
        now = self.clock()
        if not -SKEW <= now - session.created_at < ABSOLUTE:
            self.end(session)
            return None
        return replace(session, last_seen_at=now)

    def choose(
        self, session: Session, tenant: str, person_id: UUID, grant_id: UUID
    ) -> Session | None:
        """None: the session has ended meanwhile."""
        chosen = replace(session, tenant=tenant, person_id=person_id, grant_id=grant_id)
        with reaching():
            written = self.redis.set(
                self._name(chosen.key), msgspec.json.encode(chosen), xx=True, ex=IDLE_SECONDS
            )
        return chosen if written else None

    def refresh(self, session: Session, identity: Identity) -> tuple[str, Session]:
        """After a step-up: a new cookie for the same space. Raises SignInRefused.

        The longest life still counts from the first sign-in.
        """
        if not session.identity.same_person(identity):
            raise SignInRefused("person-changed")
        cookie, fresh = self._new(identity)
        fresh = replace(
            fresh,
            created_at=session.created_at,
            tenant=session.tenant,
            person_id=session.person_id,
            grant_id=session.grant_id,
        )
        self._write(fresh, instead=session)
        return cookie, fresh

    def end(self, session: Session) -> None:
        self._delete([session])

    def end_by(self, issuer: str, sid: str | None = None, sub: str | None = None) -> int:
        """How many ended: those of one sign-in at the provider, else all of a person there.

        Sessions of a provider that never told a `sid` end with the person.
        """
        found = self._listed(self._index("sid", issuer, sid)) if sid else []
        if sub:
            of_person = self._listed(self._index("sub", issuer, sub))
            found += [one for one in of_person if sid is None or one.identity.sid is None]
        return self._delete(found)

    def of(self, issuer: str, sub: str) -> list[Session]:
        """The newest first."""
        found = self._listed(self._index("sub", issuer, sub))
        return sorted(found, key=lambda session: session.created_at, reverse=True)

    def end_one(self, issuer: str, sub: str, public_id: str) -> bool:
        """Whether there was one of this person under that name."""
        return self._delete(one for one in self.of(issuer, sub) if one.public_id == public_id) > 0

    def _new(self, identity: Identity) -> tuple[str, Session]:
        cookie, now = secrets.token_urlsafe(COOKIE_BYTES), self.clock()
        return cookie, Session(
            key=digest(cookie),
            public_id=secrets.token_hex(8),
            csrf=secrets.token_urlsafe(COOKIE_BYTES),
            identity=identity,
            created_at=now,
            last_seen_at=now,
        )

    def _write(self, session: Session, instead: Session | None = None) -> None:
        with reaching(), self.redis.pipeline() as all_or_nothing:
            if instead:
                all_or_nothing.delete(self._name(instead.key))
            all_or_nothing.set(
                self._name(session.key), msgspec.json.encode(session), ex=IDLE_SECONDS
            )
            for index in self._indexes(session.identity):
                all_or_nothing.sadd(index, session.key)
                all_or_nothing.expire(index, ABSOLUTE_SECONDS)
            all_or_nothing.execute()

    def _delete(self, sessions: Iterable[Session]) -> int:
        ended = 0
        for session in sessions:
            with reaching(), self.redis.pipeline() as all_or_nothing:
                all_or_nothing.delete(self._name(session.key))
                for index in self._indexes(session.identity):
                    all_or_nothing.srem(index, session.key)
                ended += all_or_nothing.execute()[0]
        return ended

    def _listed(self, index: str) -> list[Session]:
        """What has ended by itself leaves the index here."""
        with reaching():
            keys = [key.decode() if isinstance(key, bytes) else key for key in self._members(index)]
            with self.redis.pipeline(transaction=False) as asked:
                for key in keys:
                    asked.get(self._name(key))
                    asked.ttl(self._name(key))
                answers = asked.execute() if keys else []
            found = [decoded(value, Session) for value in answers[::2]]
            gone = [key for key, session in zip(keys, found, strict=True) if session is None]
            if gone:
                self.redis.srem(index, *gone)
        left = zip(found, answers[1::2], strict=True)
        return [self._seen(session, ttl) for session, ttl in left if session]

    def _members(self, index: str) -> list[Any]:
        return sorted(cast("set[Any]", self.redis.smembers(index)))

    def _seen(self, session: Session, left: int) -> Session:
        """Each request puts the end off by the same time: what is left tells when the last was."""
        idle = timedelta(seconds=max(0, IDLE_SECONDS - left))
        return replace(session, last_seen_at=self.clock() - idle)

    def _name(self, key: str) -> str:
        return name(self.database, "session", key)

    def _index(self, kind: str, issuer: str, value: str) -> str:
        return name(self.database, kind, digest(issuer, value))

    def _indexes(self, identity: Identity) -> list[str]:
        of_person = self._index("sub", identity.issuer, identity.sub)
        if identity.sid is None:
            return [of_person]
        return [of_person, self._index("sid", identity.issuer, identity.sid)]
