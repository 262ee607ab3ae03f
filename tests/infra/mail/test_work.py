from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.cli.processes.work import command, refuse_own_machine
from infra.settings import SettingRefused, Settings

OWN = Settings(home=Path("/nowhere"), smtp_url="smtp://127.0.0.1:25")


@pytest.mark.parametrize("url", ["", "http://localhost:8000", "http://[::1]/", "http://0.0.0.0"])
def test_nobody_is_sent_to_an_address_of_this_machine(url: str) -> None:
    with pytest.raises(SettingRefused, match="PACTE_PUBLIC_URL"):
        refuse_own_machine(replace(OWN, public_url=url))


def test_a_public_address_and_the_demo_are_let_through() -> None:
    refuse_own_machine(replace(OWN, public_url="https://pacte.exemple.test"))
    refuse_own_machine(replace(OWN, demo=True))


def test_the_worker_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = replace(
        OWN,
        home=tmp_path,
        database_url="postgresql://nobody:secret@127.0.0.1:1/x",
        redis_url="redis://127.0.0.1:1/0",
    )
    for name, value in given.for_children().items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(command)
    assert (done.exit_code, "PACTE_PUBLIC_URL" in done.output) == (1, True)
