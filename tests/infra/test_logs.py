"""The line that comes out, for loggers of the standard library too."""

import json
import subprocess
import sys

PROGRAM = """
import logging
from pathlib import Path
from infra import logs
from infra.settings import Settings
logs.configure("INFO")
settings = Settings(home=Path("/nowhere"), database_url="postgresql://a:s3cret@x/y")
said = {"tenant": "05", "cause": "UnknownTopic", "settings": repr(settings)}
logging.getLogger("infra.tenants.expiring").warning("rounds not ended", extra=said)
"""


def test_what_a_caller_adds_is_in_the_line_and_no_secret() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    line = json.loads(done.stderr)
    assert (line["event"], line["level"]) == ("rounds not ended", "warning")
    assert (line["tenant"], line["cause"]) == ("05", "UnknownTopic")
    assert "s3cret" not in done.stderr


FAILING = """
import logging, structlog
from infra import logs
logs.configure("INFO")
for log in (logging.getLogger("rq.worker"), structlog.get_logger("infra.web")):
    try:
        raise ValueError("title of a convention") from KeyError("a name")
    except ValueError as error:
        log.exception("failed")
        log.error("failed", exc_info=error)
"""


def test_an_error_is_logged_without_its_words() -> None:
    """They may quote what events say; libraries log whole tracebacks."""
    done = subprocess.run(
        [sys.executable, "-c", FAILING], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["errors"] for line in lines] == [["ValueError", "KeyError"]] * 4
    assert all(line["at"] == ["<string>:7 <module>"] for line in lines)
    assert "title" not in done.stderr
    assert "a name" not in done.stderr
