"""The one place where parts are put together: what a process of Pacte is made of."""

import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any, cast
from uuid import UUID

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue

from domain.access.member import Member
from domain.convention.convention import Convention
from domain.isolation import Isolation
from domain.joining.joining import PartnerJoining
from domain.notification import Notification
from domain.platform.framework import NationalFramework
from domain.platform.instance import Instance
from domain.platform.tenant import Tenant
from domain.registry.organization import Organization
from domain.sso.provider import IdentityProvider
from domain.upkeep import Upkeep
from infra.clock import now
from infra.counters import Counters
from infra.metrics import Metrics
from infra.queue import admin
from infra.settings import Settings
from infra.sso.door import Door, door
from infra.sso.providers.listed import Listed
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.connections.pool import Pool, pool_for
from infra.store.persons import texts
from infra.store.persons.sides import TenantSides
from infra.store.persons.tenant_people import TenantPeople
from infra.store.readmodels.national import ask_all
from infra.store.readmodels.reader import Reader
from infra.store.recording.commands import FirstAnswer, first_answer
from infra.store.recording.factory import application_env
from infra.store.recording.recorder import Recorder
from infra.tenants.moving.gone import gone
from infra.uses import Uses
from infra.web.asked.cursors import Cursors
from projections.queries.query import NationalAnswer, Query
from services.pactes import Pactes

# Every process can read every event: a topic is found only once its aggregate is imported.
AGGREGATES = (
    Convention,
    IdentityProvider,
    Instance,
    Isolation,
    Member,
    NationalFramework,
    Notification,
    Organization,
    PartnerJoining,
    Tenant,
    Upkeep,
)

MOST_APPLICATIONS = 256
# Redis only hastens things: a request never waits long for it.
REDIS_SECONDS = 0.25

log = structlog.get_logger(__name__)


def channel(database: str) -> str:
    """Where followers hear of wake-ups: instances may share a Redis."""
    return f"pacte:wake:{database}"


class Wiring:
    """Nothing is opened before it is asked for, so that a process may fork first."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = now) -> None:
        """`clock`: of sessions, tokens, mandates and commands; the database has its own."""
        self.settings = settings
        self.clock = clock
        self._applications: OrderedDict[tuple[int, str], Pactes] = OrderedDict()
        self._readers: dict[int, Reader] = {}
        self._building = Lock()

    def pactes(self, tenant: str) -> Pactes:
        """The log of one tenant; those used last are kept."""
        key = os.getpid(), tenant
        with self._building:
            if key not in self._applications:
                self._applications[key] = self._built(tenant)
            self._applications.move_to_end(key)
            while len(self._applications) > MOST_APPLICATIONS:
                self._applications.popitem(last=False)
            return self._applications[key]

    def platform(self) -> Pactes:
        return self.pactes(PLATFORM)

    @property
    def pool(self) -> Pool:
        return pool_for(self.settings.database_url)

    def people(self, tenant: str) -> TenantPeople:
        return TenantPeople(self.pool, tenant)

    def sides(self, tenant: str) -> TenantSides:
        return TenantSides(self.pool, tenant)

    @property
    def reader(self) -> Reader:
        """One per process: it bounds how many threads wait."""
        return self._readers.setdefault(os.getpid(), Reader(self.pool))

    def national(self, query: Query, **asked: Any) -> NationalAnswer:
        return ask_all(self.pool, query, **asked)

    def texts(self, tenant: str, seals: Sequence[str]) -> dict[str, str]:
        """By seal; an erased text is missing."""
        role = roles_of(self.pool.database, tenant).web
        with self.pool.checkout(role) as connection:
            return texts.many(connection, schema_of(tenant), seals)

    @cached_property
    def cursors(self) -> Cursors:
        return Cursors(self.settings.secret_key)

    def first_answer(self, tenant: str, command_id: UUID) -> FirstAnswer | None:
        role = roles_of(self.pool.database, tenant).web
        with self.pool.checkout(role) as connection:
            return first_answer(connection, schema_of(tenant), command_id)

    @cached_property
    def redis(self) -> Redis:
        return Redis.from_url(
            str(self.settings.redis_url),
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )

    @cached_property
    def door(self) -> Door:
        """By which people come in; providers are asked by this process alone."""
        return door(self.settings, self.pool.database, self.platform(), self.clock)

    @cached_property
    def gone(self) -> Listed[Tenant]:
        """The tenants that moved to another host."""
        return gone(self.platform())

    @cached_property
    def counters(self) -> Counters:
        return Counters(self.redis, self.pool.database, self.clock)

    @cached_property
    def uses(self) -> Uses:
        return Uses(self.redis, self.pool.database, self.clock)

    @cached_property
    def admin_queue(self) -> Queue:
        """Of jobs that need the owner of the schemas."""
        return admin(str(self.settings.redis_url), self.pool.database)

    @cached_property
    def metrics(self) -> Metrics:
        return Metrics(self.settings.database_url)

    def close(self) -> None:
        """For tests and commands; a process that ends needs it not."""
        if "door" in vars(self):
            self.door.post.close()
        self.pool.close()
        self.redis.close()
        if "admin_queue" in vars(self):
            self.admin_queue.connection.close()

    def wake(self, tenant: str) -> None:
        """Tell the follower at once; it would find out by itself a little later."""
        try:
            self.redis.publish(channel(self.pool.database), tenant)
        except RedisError as error:
            self.metrics.wakes_lost.inc()
            log.warning("wake-up lost", tenant=tenant, cause=type(error).__name__)

    def _built(self, tenant: str) -> Pactes:
        application = Pactes(tenant, application_env(tenant, self.settings.database_url))
        self.metrics.watch(cast("Recorder", application.recorder))
        return application
