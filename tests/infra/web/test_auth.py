"""Tokens of the demo open nothing outside of a demo on this machine."""

from pathlib import Path
from uuid import uuid4

import pytest

from infra.settings import SettingRefused, Settings
from infra.web.callers.auth import demo_tokens, loopback
from infra.web.serving import serve
from services.ask import Caller

ONE = Caller(
    tenant="48", person_id=uuid4(), role="dept_agent", side="departement", auth_method="demo"
)


@pytest.mark.parametrize(
    ("demo", "listen"),
    [
        (False, "127.0.0.1:8000"),
        (True, "0.0.0.0:8000"),
        (True, "192.168.1.2:8000"),
        (True, "[::]:8000"),
        (True, "pacte.example:8000"),
    ],
)
def test_demo_tokens_want_a_demo_and_a_local_address(demo: bool, listen: str) -> None:  # noqa: FBT001
    with pytest.raises(SettingRefused):
        demo_tokens(Settings(home=Path("/x"), demo=demo, listen=listen), {"token": ONE})


def test_a_demo_that_others_could_reach_does_not_start(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        demo=True,
        listen="0.0.0.0:8000",
        secret_key="of this test",
        database_url="postgresql://nobody@127.0.0.1:1/none",
    )
    with pytest.raises(SettingRefused):
        serve(settings)


def test_a_token_is_known_whole(tmp_path: Path) -> None:
    authenticate = demo_tokens(Settings(home=tmp_path, demo=True), {"token": ONE})
    assert authenticate("token") == ONE
    for wrong in ("", "toke", "tokenn", "TOKEN", "token ", "\udcff"):
        assert authenticate(wrong) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "[::1]", "localhost"])
def test_this_machine_alone_reaches_it(host: str) -> None:
    assert loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "localhost.example"])  # noqa: S104
def test_others_reach_it(host: str) -> None:
    assert not loopback(host)
