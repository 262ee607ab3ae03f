"""Sending what is due of one event.

At least once: a worker that dies between the server's acknowledgement and the record leaves the
mail due, and it is sent again with the same Message-ID. Its `NotificationSent` is recorded once.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.departement import name_of
from workers.notify.acts import Act
from workers.notify.due import Notice, due
from workers.notify.invitations import Invitation, invitation_of
from workers.notify.letters import Matter, letter
from workers.notify.outcome import ATTEMPTS
from workers.notify.ports import (
    Batch,
    Contact,
    Leased,
    Mail,
    Mailer,
    Outbox,
    Outcome,
    Result,
    Scene,
)
from workers.trace import trace

# What the words themselves may raise; a store that fails, or a job that is out of time, comes back.
UNWRITABLE = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)

logger = logging.getLogger(__name__)

Prepared = tuple[Leased, Mail | Outcome]


@dataclass(frozen=True, slots=True)
class Outside:
    """`public_url` is where people reach the service."""

    outbox: Outbox
    mailer: Mailer
    public_url: str
    now: Callable[[], datetime]


def deliver(outside: Outside, tenant: str, position: int) -> int:
    """How many mails left. Running it twice, or in two workers at once, does no harm.

    What was leased and not tried counts no attempt, unless the worker is killed: a mail that kills
    workers is given up in the end, one that could not even be written never. How often that
    happened is counted apart, and the time to the next try grows.
    """
    leased = outside.outbox.lease(tenant, position)
    if not leased:
        return 0
    untried = list(leased)
    try:
        with outside.outbox.scene(tenant, position) as scene:
            prepared = list(_prepared(outside, scene, leased))
        with outside.mailer.batch() as batch:
            return sum(_sent(outside.outbox, batch, scene, prepared, untried))
    finally:
        if untried:
            outside.outbox.put_back(tenant, untried)


def _prepared(outside: Outside, scene: Scene, leased: list[Leased]) -> Iterator[Prepared]:
    contacts = outside.outbox.contacts(scene.recorded.tenant, [row.recipient for row in leased])
    notices = {notice.recipient: notice for notice in due(scene.recorded, scene.roster)}
    for row in leased:
        notice = notices.get(row.recipient)
        yield row, _mail(outside, scene, row, notice, contacts.get(row.recipient, Contact()))


def _mail(
    outside: Outside, scene: Scene, row: Leased, notice: Notice | None, contact: Contact
) -> Mail | Outcome:
    if row.attempt > ATTEMPTS:
        return Outcome(Result.PERMANENT, "worker-lost")
    if not contact.address:
        return Outcome(Result.PERMANENT, "no-address")
    matter = _matter(outside, scene, notice) if notice else None
    if matter is None:
        return Outcome(Result.PERMANENT, "not-concerned")
    try:
        words = letter(matter, contact.civility)
    except UNWRITABLE as error:
        said = {"notice": matter.notice.kind, **trace(error)}
        logger.error("letter", extra=said)  # noqa: TRY400
        return Outcome(Result.PERMANENT, "letter")
    return Mail(
        outbox_id=row.outbox_id,
        address=contact.address,
        sender=f"Pacte des solidarités ({name_of(scene.recorded.tenant)})",
        letter=words,
        platform=outside.public_url,
        at=outside.now(),
    )


def _matter(outside: Outside, scene: Scene, notice: Notice) -> Matter | None:
    """None: there is nothing to say any more. A link is made for this very attempt."""
    recorded, roster = scene.recorded, scene.roster
    if scene.subject:
        return Act(recorded=recorded, roster=roster, subject=scene.subject, notice=notice)
    token = outside.outbox.invitation(
        recorded.tenant, notice.recipient, invitation_of(recorded.event)
    )
    if token is None:
        return None
    return Invitation(recorded=recorded, roster=roster, notice=notice, token=token)


def _sent(
    outbox: Outbox, batch: Batch, scene: Scene, prepared: list[Prepared], untried: list[Leased]
) -> Iterator[bool]:
    """Each is recorded before the next mail leaves."""
    for row, mail in prepared:
        untried.remove(row)
        outcome = batch.send(mail) if isinstance(mail, Mail) else mail
        recorded = outbox.conclude(scene.recorded, row, outcome)
        yield recorded and outcome.result is Result.SENT
        if outcome.silent:
            outbox.pause(scene.recorded.tenant)
            return
