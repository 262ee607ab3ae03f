"""Sending what is due of one event.

At least once: a worker that dies between the server's acknowledgement and the record leaves the
mail due, and it is sent again with the same Message-ID. Its `NotificationSent` is recorded once.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.departement import name_of
from workers.notify.due import Notice, due
from workers.notify.letters import Matter, letter
from workers.notify.outcome import ATTEMPTS
from workers.notify.ports import (
    Batch,
    Contact,
    Leased,
    Letter,
    Mail,
    Mailer,
    Outbox,
    Outcome,
    Result,
    Scene,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outside:
    """`public_url` is where people reach the service."""

    outbox: Outbox
    mailer: Mailer
    public_url: str
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Post:
    """The mails of one event, each made when its turn comes."""

    outside: Outside
    scene: Scene
    notices: Mapping[UUID, Notice]
    contacts: Mapping[UUID, Contact]

    def send(self, batch: Batch, leased: Leased) -> Outcome:
        if leased.attempt > ATTEMPTS:
            return Outcome(Result.PERMANENT, "worker-lost")
        contact = self.contacts.get(leased.recipient, Contact())
        notice = self.notices.get(leased.recipient)
        if not contact.address:
            return Outcome(Result.PERMANENT, "no-address")
        if notice is None:
            return Outcome(Result.PERMANENT, "not-concerned")
        try:
            words = letter(self._matter(notice), contact.civility)
        except Exception:  # one letter that cannot be written stops no other
            logger.exception("letter", extra={"notice": notice.kind})
            return Outcome(Result.PERMANENT, "letter")
        return batch.send(self._mail(leased, contact.address, words))

    def _matter(self, notice: Notice) -> Matter:
        scene = self.scene
        return Matter(
            recorded=scene.recorded, notice=notice, subject=scene.subject, roster=scene.roster
        )

    def _mail(self, leased: Leased, address: str, words: Letter) -> Mail:
        return Mail(
            outbox_id=leased.outbox_id,
            address=address,
            sender=f"Pacte des solidarités ({name_of(self.scene.recorded.tenant)})",
            letter=words,
            link=self.outside.public_url,
            at=self.outside.now(),
        )


def deliver(outside: Outside, tenant: str, position: int) -> int:
    """How many mails left. Running it twice, or in two workers at once, does no harm."""
    leased = outside.outbox.lease(tenant, position)
    if not leased:
        return 0
    post = _post(outside, tenant, position, leased)
    with outside.mailer.batch() as batch:
        return sum(_outcomes(post, batch, tenant, leased))


def _post(outside: Outside, tenant: str, position: int, leased: list[Leased]) -> Post:
    scene = outside.outbox.scene(tenant, position)
    notices = {notice.recipient: notice for notice in due(scene.recorded, scene.roster)}
    people = [row.recipient for row in leased]
    return Post(outside, scene, notices, outside.outbox.contacts(tenant, people))


def _outcomes(post: Post, batch: Batch, tenant: str, leased: list[Leased]) -> Iterator[bool]:
    """Each is recorded before the next mail leaves."""
    outbox = post.outside.outbox
    for number, row in enumerate(leased, 1):
        outcome = post.send(batch, row)
        recorded = outbox.conclude(tenant, row, outcome, post.scene.recorded)
        yield recorded and outcome.result is Result.SENT
        if outcome.silent:
            outbox.put_back(tenant, leased[number:])
            return
