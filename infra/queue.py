"""RQ on Redis: only ids travel, as JSON, and anything that gets lost there is made again."""

import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

logger = logging.getLogger(__name__)

# What RQ takes for the name of a job.
UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
DELIVER = "infra.mail.job.deliver"
SELF_AUDIT = "infra.tenants.administering.self_audit"
PROVISION = "infra.tenants.administering.provision"
FINISH_CLOSING = "infra.tenants.administering.finish_closing"
FINISH_ERASING = "infra.tenants.administering.finish_erasing"
# A whole log is read through, or twice all of them.
LONG_SECONDS = {
    FINISH_CLOSING: 4 * 3600,
    SELF_AUDIT: 4 * 3600,
    PROVISION: 900,
    FINISH_ERASING: 900,
}
# Longer than a batch may take, shorter than a lease of the outbox.
JOB_SECONDS = 100
GRACE_SECONDS = 10


def name_of(database: str) -> str:
    """Each database has a queue of its own: instances may share a Redis."""
    return f"notices-{UNSAFE.sub('_', database)}"


def admin_name_of(database: str) -> str:
    """What only the process that holds the owner's address may do."""
    return f"admin-{UNSAFE.sub('_', database)}"


def notices(url: str, database: str) -> Queue:
    return _queue(url, name_of(database))


def admin(url: str, database: str) -> Queue:
    return _queue(url, admin_name_of(database))


def job_id(queue: Queue, tenant: str, position: int) -> str:
    return f"{queue.name}-{tenant}-{position}"


def provision_id(queue: Queue, tenant: str) -> str:
    return f"{queue.name}-provision-{tenant}"


def enqueue(queue: Queue, tenant: str, positions: Iterable[int]) -> int:
    """How many jobs are new. Without Redis none is: the sweep finds what is due later."""
    new = 0
    try:
        for position in positions:
            name = job_id(queue, tenant, position)
            new += _enqueue_once(queue, name, DELIVER, tenant, position)
    except RedisError as error:
        logger.warning("redis", extra={"tenant": tenant, "cause": type(error).__name__})
    return new


def enqueue_provision(queue: Queue, tenant: str) -> bool:
    """Whoever records that a tenant is declared calls it on `admin`; the ticker does it again.

    False: the job waits already, or Redis is not there.
    """
    return _enqueue_owners(queue, provision_id(queue, tenant), PROVISION, tenant)


def closing_id(queue: Queue, tenant: str) -> str:
    return f"{queue.name}-closing-{tenant}"


def enqueue_closing(queue: Queue, tenant: str) -> bool:
    """As `enqueue_provision`, for a tenant whose closing was asked for."""
    return _enqueue_owners(queue, closing_id(queue, tenant), FINISH_CLOSING, tenant)


def enqueue_erasing(queue: Queue, tenant: str) -> bool:
    """As `enqueue_provision`, for all whose erasing was asked for there."""
    return _enqueue_owners(queue, f"{queue.name}-erasing-{tenant}", FINISH_ERASING, tenant)


def enqueue_self_audit(queue: Queue, tenant: str) -> bool:
    """As `enqueue_provision`, for every tenant and the platform, each night."""
    return _enqueue_owners(queue, f"{queue.name}-self-audit-{tenant}", SELF_AUDIT, tenant)


def enqueue_again(queue: Queue, tenant: str, positions: Iterable[int]) -> int:
    """The same for the sweep: the traces of a job that died are removed first."""
    waiting = list(positions)
    try:
        for position in waiting:
            _remove_if_dead(queue, job_id(queue, tenant, position))
    except RedisError:
        return 0
    return enqueue(queue, tenant, waiting)


def _queue(url: str, name: str) -> Queue:
    """For those who enqueue: they never wait long for a Redis that does not answer."""
    redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1)
    return Queue(name, connection=redis, serializer=JSONSerializer)


def _enqueue_owners(queue: Queue, name: str, function: str, tenant: str) -> bool:
    try:
        _remove_if_dead(queue, name)
        return _enqueue_once(queue, name, function, tenant)
    except RedisError as error:
        logger.warning("redis", extra={"tenant": tenant, "cause": type(error).__name__})
        return False


def _enqueue_once(queue: Queue, name: str, function: str, *args: str | int) -> bool:
    try:
        queue.enqueue_call(
            function,
            args=args,
            timeout=LONG_SECONDS.get(function, JOB_SECONDS),
            result_ttl=0,
            failure_ttl=JOB_SECONDS,
            job_id=name,
            unique=True,
        )
    except DuplicateJobError:
        return False
    return True


def _remove_if_dead(queue: Queue, name: str) -> None:
    """Waiting in the list or beating is alive; a name alone would block its successor."""
    job = queue.fetch_job(name)
    if job and not _alive(queue, job):
        job.delete()


def _alive(queue: Queue, job: Job) -> bool:
    status = job.get_status(refresh=False)
    if status is JobStatus.QUEUED:
        return queue.get_job_position(job.id) is not None
    beat = job.last_heartbeat
    lasting = LONG_SECONDS.get(str(job.func_name), JOB_SECONDS) + GRACE_SECONDS
    since = now() - beat if beat else timedelta.max
    return status is JobStatus.STARTED and since < timedelta(seconds=lasting)


def now() -> datetime:
    return datetime.now(UTC)
