"""The job of the queue, and what a worker process hands it."""

import logging

from infra.clock import now
from infra.mail.message import Sender
from infra.mail.outbox import PostgresOutbox
from infra.mail.smtp import SmtpMailer
from infra.wiring import Wiring
from workers.notify import deliver as sending
from workers.trace import trace

logger = logging.getLogger(__name__)

_worker: Wiring | None = None


def serve(wiring: Wiring) -> None:
    """Before the first job: this process works for one database and one mail server."""
    global _worker  # noqa: PLW0603 - RQ finds a job by name and gives it nothing but ids
    _worker = wiring


class JobFailed(Exception):
    """All that RQ may write down of an error: it logs messages, and keeps them in Redis."""


def deliver(tenant: str, position: int) -> int:
    """How many mails left. Without a mail server everything stays due. Raises JobFailed."""
    try:
        return _deliver(tenant, position)
    except Exception as error:  # noqa: BLE001 - whatever it is, its words go no further
        said = {"tenant": tenant, "position": position, **trace(error)}
        logger.error("notices", extra=said)  # noqa: TRY400
        raise JobFailed(type(error).__qualname__) from None


def _deliver(tenant: str, position: int) -> int:
    if _worker is None:
        raise RuntimeError("serve() comes first")
    settings = _worker.settings
    if not settings.smtp_url:
        return 0
    outside = sending.Outside(
        outbox=PostgresOutbox(_worker.pool, _worker.pactes),
        mailer=SmtpMailer(settings.smtp_url, Sender.of(settings.url)),
        public_url=settings.url,
        now=now,
    )
    return sending.deliver(outside, tenant, position)
