"""Mails of this moment alone, sent by the web process after its answer.

The outbox cannot hold them: it is made from events, and a code is none, nor may it stand in clear
in a table or in a queue; and a code that leaves after five retries is of no use. So each is tried
once, within seconds; whoever waits in vain asks again. That the request does not wait for the
server, nor for the look-up of an address, makes its answer and its time the same for every address.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

import structlog

from infra.mail.message import Sender
from infra.mail.smtp import SmtpMailer
from infra.settings import Settings
from workers.notify.mail import Mail
from workers.trace import trace

THREADS = 2
MOST_WAITING = 50
# Of each step of the conversation with the server.
SECONDS = 5.0

log = structlog.get_logger("mailed")


class MailPost:
    """Threads begin with the first mail: a process may have been forked before."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.smtp_url
        self._sender = Sender.of(settings.url)
        self._threads = ThreadPoolExecutor(THREADS, "mailed")
        self._places = BoundedSemaphore(MOST_WAITING)

    @property
    def serves(self) -> bool:
        return bool(self._url)

    def later(self, write: Callable[[], Iterable[Mail]]) -> bool:
        """False: too many wait already, and nothing is sent."""
        if not self._places.acquire(blocking=False):
            return False
        self._threads.submit(self._sent, write)
        return True

    def close(self) -> None:
        self._threads.shutdown()

    def _sent(self, write: Callable[[], Iterable[Mail]]) -> None:
        try:
            with SmtpMailer(str(self._url), self._sender, SECONDS).batch() as batch:
                for mail in write():
                    outcome = batch.send(mail)
                    log.info("mailed", result=outcome.result, cause=outcome.error_code)
        except Exception as error:  # noqa: BLE001 - nobody waits for this thread
            log.error("mailed", **trace(error))  # noqa: TRY400
        finally:
            self._places.release()
