"""The job of the queue, and what a worker process hands it."""

from infra.clock import now
from infra.mail.message import Sender
from infra.mail.outbox import PostgresOutbox
from infra.mail.smtp import SmtpMailer
from infra.wiring import Wiring
from workers.notify import deliver as sending

_worker: Wiring | None = None


def serve(wiring: Wiring) -> None:
    """Before the first job: this process works for one database and one mail server."""
    global _worker  # noqa: PLW0603 - RQ finds a job by name and gives it nothing but ids
    _worker = wiring


def deliver(tenant: str, position: int) -> int:
    """How many mails left. Without a mail server everything stays due."""
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
