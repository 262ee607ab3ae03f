"""Signing in at the local provider: a browser, two applications, real ports."""

from collections.abc import Iterator

import pytest

from infra.sso.flow import Flow
from tests.infra.sso.living import CALLBACK, Browser, Local


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def test_a_person_signs_in(local: Local, flow: Flow, browser: Browser) -> None:
    url, pending = flow.begin(local.provider, CALLBACK, target="/signer")
    identity = flow.finish(local.provider, pending, browser.sign_in(url, "48-agent"))
    assert (identity.issuer, identity.sub) == (local.issuer, "48-agent")
    assert identity.acr == "eidas1-mfa"
    assert identity.sid
    assert identity.auth_time is not None
    assert identity.claims.display_name == "Camille Durand"
    assert identity.claims.siret == "22480001100013"
    assert identity.claims.organization_label == "Département de la Lozère"
    assert pending.target == "/signer"
    assert identity.id_token not in repr(identity)
