"""A worker that is killed after the mail server has accepted a mail, before that is recorded."""

import os
import signal
import sys

from infra.cli.processes.work import work
from infra.mail import job
from infra.mail.outbox import PostgresOutbox
from infra.queue import name_of
from infra.settings import Settings
from infra.wiring import Wiring


def die(*_: object) -> bool:
    os.kill(os.getpid(), signal.SIGKILL)
    return False


if __name__ == "__main__":
    setattr(PostgresOutbox, sys.argv[1], die)
    settings = Settings.from_environ()
    wiring = Wiring(settings)
    job.serve(wiring)
    work(wiring, name_of(wiring.pool.database))
