"""`pacte provider` as a process: it says when it is ready, and ends when it is told to."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from infra.clock import now
from infra.demo import provider as demo
from infra.demo.personas import PERSONAS, persona
from infra.embedded.processes import REPOSITORY
from infra.settings import SettingRefused, Settings
from infra.sso.local.app import create_provider
from infra.sso.openid.flow import Flow
from infra.sso.openid.metadata import Directory
from infra.sso.providers.checkup import checkup
from infra.sso.providers.secrets import Secrets, folder_of
from tests.infra.sso.living import Browser

PROGRAM = "from infra.cli.tenants.provider import command; command()"


def test_a_persona_signs_in_with_two_clicks(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, demo=True)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=REPOSITORY,
        env=settings.for_children() | {"PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "pacte:ready\n"
            provider, secrets = demo.provider(settings), Secrets(folder_of(tmp_path))
            assert [check.code for check in checkup(provider, secrets) if not check.ok] == []
            (callback,) = demo.client(settings).redirect_uris
            flow = Flow(Directory(), secrets, now)
            url, pending = flow.begin(provider, callback)
            prefet = persona("48", "prefet")
            with Browser() as browser:
                args = browser.sign_in(url, demo.sub(prefet))
            identity = flow.finish(provider, pending, args)
            assert identity.sub == "48-prefet"
            assert identity.claims.organization_label == "Préfecture"
            assert not requests.get(f"{provider.issuer}/authorize", timeout=5).ok
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert errors == ""


def test_an_address_is_kept_for_a_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, demo=True)
    first, client = demo.issuer(settings), demo.client(settings)
    assert demo.issuer(settings) == first
    assert demo.client(settings) == client
    assert client.secret not in repr(client)
    assert demo.address(settings)[0] == "127.0.0.1"
    for path in (tmp_path / "provider" / "issuer", folder_of(tmp_path) / demo.CLIENT_REF):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_persona_has_an_account() -> None:
    accounts = demo.accounts()
    assert len({one.sub for one in accounts}) == len(accounts) == len(PERSONAS)
    assert all(one.territory and one.words for one in accounts)


def test_outside_a_demo_there_is_none(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with pytest.raises(SettingRefused):
        create_provider(settings, demo.accounts(), demo.issuer(settings), [])
