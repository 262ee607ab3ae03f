from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.mail.inbox import Inbox
from tests.mailbox import open_inbox


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with open_inbox(tmp_path / "mail") as running:
        yield running
