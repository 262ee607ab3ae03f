"""What an operator types, and what is answered."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from infra.cli import main


@dataclass
class Terminal:
    capsys: pytest.CaptureFixture[str]

    def said(self, *arguments: str, code: int = 0) -> Any:
        """The one document of a command that succeeds."""
        assert main.run([*arguments, "--json"]) == code, self.capsys.readouterr().err
        return json.loads(self.capsys.readouterr().out)

    def told(self, *arguments: str, code: int = 0) -> str:
        """The words for people."""
        assert main.run(list(arguments)) == code
        return plain(self.capsys.readouterr().out)

    def refused(self, *arguments: str, code: int = 1) -> str:
        """The one sentence; nothing else is written."""
        assert main.run(list(arguments)) == code
        told = self.capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith("Erreur\N{NO-BREAK SPACE}: ")
        return plain(told.err)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
