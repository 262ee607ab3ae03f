"""Who asks the authority, and when: a thread beside the scheduler, that nobody waits for."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg

from infra.evidence.stamping.authority import Authority, CertificatesUnreadable, NotStamped
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.evidence import time_stamps
from infra.store.evidence.time_stamps import Status
from infra.wiring import Wiring
from workers.trace import trace

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 30.0
# An authority that says no is believed after so many times; one that does not answer, never.
REFUSALS = 5


def keep_stamping(wiring: Wiring, stopping: Event) -> Thread | None:
    """Until it is told to stop. None: no authority is configured."""
    if not wiring.settings.tsa_url:
        return None
    thread = Thread(target=_run, args=(wiring, stopping), name="stamping", daemon=True)
    thread.start()
    return thread


def _run(wiring: Wiring, stopping: Event) -> None:
    while not stopping.is_set():
        try:
            stamp_due(wiring)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at again
            logger.warning("stamp", extra=trace(error))
        stopping.wait(PAUSE_SECONDS)


def stamp_due(wiring: Wiring) -> int:
    """How many checkpoints are stamped now. One that does not answer is asked once a round.

    Raises CertificatesUnreadable, psycopg.Error.
    """
    authority = Authority.of(wiring.settings)
    if authority is None:
        return 0
    for tenant, size in time_stamps.grown(wiring.pool):
        with _by_itself(tenant):
            queue(wiring, tenant, size)
    done = 0
    for tenant, size in time_stamps.due(wiring.pool):
        try:
            with _by_itself(tenant):
                done += _stamp(wiring, authority, tenant, size)
        except NotStamped as failure:
            logger.warning("stamp", extra={"tenant": tenant, "cause": failure.cause})
            if not failure.answered:
                break
    return done


@contextmanager
def _by_itself(tenant: str) -> Iterator[None]:
    """What is wrong with one log keeps no other from its turn."""
    try:
        yield
    except psycopg.Error as error:
        logger.warning("stamp", extra={"tenant": tenant, **trace(error)})


def stamp_now(wiring: Wiring, tenant: str, size: int) -> None:
    """Asked for, and asked once: what comes of it is in the table. For who can wait a moment."""
    authority = _authority(wiring)
    if authority is None:
        return
    queue(wiring, tenant, size)
    try:
        _stamp(wiring, authority, tenant, size)
    except NotStamped as failure:
        logger.warning("stamp", extra={"tenant": tenant, "cause": failure.cause})


def queue(wiring: Wiring, tenant: str, size: int) -> None:
    with _following(wiring, tenant) as connection:
        time_stamps.queue(connection, schema_of(tenant), size)


def _authority(wiring: Wiring) -> Authority | None:
    try:
        return Authority.of(wiring.settings)
    except CertificatesUnreadable as error:
        logger.warning("stamp", extra=trace(error))
        return None


def _stamp(wiring: Wiring, authority: Authority, tenant: str, size: int) -> bool:
    """Between two transactions, so that nothing is held while it thinks. Raises NotStamped."""
    schema = schema_of(tenant)
    with _following(wiring, tenant) as connection:
        claimed = time_stamps.claim(connection, schema, size)
    if claimed is None:
        return False
    note, attempt = claimed
    try:
        found = authority.stamp(note)
    except NotStamped as failure:
        over = failure.refused and attempt >= REFUSALS
        status = Status.REFUSED if over else Status.PENDING
        with _following(wiring, tenant) as connection:
            time_stamps.failed(connection, schema, size, failure.cause, status)
        raise
    with _following(wiring, tenant) as connection:
        time_stamps.stamped(connection, schema, size, found)
    return True


@contextmanager
def _following(wiring: Wiring, tenant: str) -> Iterator[Held]:
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).follow) as connection:
        yield connection
