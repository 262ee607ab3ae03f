"""The local provider on a real port, a browser in front of it, a client that it tells things."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import requests
from flask import Flask, request

from infra.settings import Settings
from infra.sso.local.accounts import SCOPES, Account, Client
from infra.sso.local.app import create_provider
from infra.sso.local.serving import listen, serving
from infra.sso.providers.provider import Provider

CALLBACK = "http://127.0.0.1:9/auth/demo/callback"
BACK = "http://127.0.0.1:9/auth/logged-out"
SECRET = "a-secret-of-the-tests"
ACCOUNTS = (
    Account(
        sub="48-agent",
        display_name="Camille Durand",
        words="agent du Département",
        email="agent.48@demo.pacte.test",
        territory="Lozère (48)",
        siret="22480001100013",
        organization_label="Département de la Lozère",
    ),
    Account(
        sub="48-prefet",
        display_name="Dominique Petit",
        words="préfet",
        email="prefet.48@demo.pacte.test",
        territory="Lozère (48)",
    ),
    Account(
        sub="05-agent",
        display_name="Claude Martin",
        words="agent du Département",
        email="agent.05@demo.pacte.test",
        territory="Hautes-Alpes (05)",
    ),
)


@dataclass(slots=True)
class Local:
    issuer: str
    provider: Provider
    app: Flask
    told: list[str] = field(default_factory=list)


@contextmanager
def living(home: Path) -> Iterator[Local]:
    with ExitStack() as held:
        listening = held.enter_context(listen("127.0.0.1", 0))
        behind = held.enter_context(listen("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
        port = behind.getsockname()[1]
        client = Client(
            client_id="pacte",
            secret=SECRET,
            redirect_uris=(CALLBACK,),
            post_logout_redirect_uris=(BACK,),
            backchannel_logout_uri=f"http://127.0.0.1:{port}/logout",
        )
        machine = Client(client_id="machine", secret=SECRET, scopes=("conventions:read",))
        settings = Settings(home=home, demo=True)
        app = create_provider(settings, ACCOUNTS, issuer, [client, machine])
        running = Local(issuer, _provider(issuer), app)
        held.enter_context(serving(app, listening))
        held.enter_context(serving(_told(running), behind))
        yield running


def _provider(issuer: str) -> Provider:
    return Provider(
        slug="demo",
        issuer=issuer,
        client_id="pacte",
        client_ref="demo",
        acr_values=("eidas1-mfa",),
        scopes=SCOPES,
        signed_userinfo=True,
        loopback=True,
    )


def _told(running: Local) -> Flask:
    app = Flask(__name__)

    @app.post("/logout")
    def logout() -> str:
        running.told.append(request.form["logout_token"])
        return ""

    return app


class Browser(requests.Session):
    """Follows nothing by itself, and remembers cookies."""

    def visit(self, url: str) -> requests.Response:
        return self.get(url, allow_redirects=False, timeout=5)

    def choose(self, page: requests.Response, sub: str) -> requests.Response:
        found = re.search(r'action="([^"]+)"', page.text)
        assert found
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
        url = origin + unescape(found[1])
        return self.post(url, data={"sub": sub}, allow_redirects=False, timeout=5)

    def sign_in(self, url: str, sub: str) -> dict[str, str]:
        """What the callback is given."""
        return answered(self.choose(self.visit(url), sub))


def answered(response: requests.Response) -> dict[str, str]:
    assert response.status_code == 302, response.text
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))
