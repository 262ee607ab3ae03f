"""`pacte demo`, run as a person runs it, and what it told."""

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

from infra.demo.personas import persona, token
from infra.embedded.state import State
from infra.mail.inbox import read
from infra.settings import Settings

REPOSITORY = Path(__file__).parents[2]
SECONDS = 110


@dataclass(frozen=True)
class Told:
    home: Path
    document: dict[str, Any]

    def tenant(self, code: str) -> dict[str, Any]:
        found: dict[str, Any] = self.document["tenants"][code]
        return found

    def conventions(self, code: str) -> dict[str, dict[str, Any]]:
        return {one["kind"]: one for one in self.tenant(code)["conventions"]}

    def mails(self) -> list[EmailMessage]:
        return [read(path) for path in sorted((self.home / "inbox").glob("*.eml"))]


def plain(mail: EmailMessage) -> str:
    said = mail.get_body(("plain",))
    assert said
    return str(said.get_content())


def environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PACTE_HOME": str(home)}


def logged(home: Path) -> str:
    """Why it broke: the folder is gone when somebody reads of it."""
    log = home / "logs" / "pacte.log"
    return log.read_text() if log.exists() else ""


@dataclass(frozen=True)
class Kept:
    """`pacte demo --json --keep`, the second time in the same home."""

    told: Told
    process: "subprocess.Popen[str]"
    address: str

    @classmethod
    def start(cls, home: Path) -> Self:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.cli.main", "demo", "--json", "--keep"],
            cwd=REPOSITORY,
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        assert process.stderr
        lines: list[str] = []
        while not lines or lines[-1] not in ("}\n", ""):
            lines.append(process.stdout.readline())
        document = json.loads("".join(lines))
        for line in process.stderr:
            if served := re.search(r"http://(127\.0\.0\.1:\d+)", line):
                return cls(Told(home, document), process, served[1])
        raise AssertionError("it never said where it serves")

    def get(self, path: str, code: str) -> tuple[int, dict[str, Any]]:
        settings = Settings(
            home=self.told.home, secret_key=State.load(self.told.home).secret_key, demo=True
        )
        bearer = {"Authorization": f"Bearer {token(settings, persona(code, 'auditor'))}"}
        connection = HTTPConnection(self.address, timeout=10)
        with closing(connection):
            connection.request("GET", f"/api/v1/tenants/{code}{path}", headers=bearer)
            answer = connection.getresponse()
            return answer.status, json.load(answer)
