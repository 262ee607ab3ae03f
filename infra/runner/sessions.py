"""What a dead process leaves behind: its descendants, known by the session it opened."""

import os
import signal
from contextlib import suppress
from pathlib import Path


def end_session(leader: int) -> None:
    """Kill what is left of a session: workers of a killed parent hold its port or its job."""
    for pid in _members(leader):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _members(leader: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                found.append(int(folder.name))
    return found
