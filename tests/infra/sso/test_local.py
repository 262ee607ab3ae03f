"""The provider of the demo: its page, its refusals, its tokens for machines."""

import json
import re
import stat
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from infra.kept import kept
from infra.settings import SettingRefused, Settings
from infra.sso.local.app import create_provider
from infra.sso.local.keys import signing_keys
from infra.sso.openid.flow import Flow
from tests.infra.sso.living import ACCOUNTS, BACK, CALLBACK, SECRET, Browser, Local


@pytest.mark.parametrize(
    ("demo", "issuer"),
    [
        (False, "http://127.0.0.1:18080"),
        (True, "http://0.0.0.0:18080"),
        (True, "http://192.168.1.1:18080"),
        (True, "http://localhost:18080"),
        (True, "http://exemple.test"),
        (True, "https://127.0.0.1:18080"),
        (True, "http://127.0.0.1:18080/"),
        (True, "http://user@127.0.0.1:18080/x"),
        (True, ""),
    ],
)
def test_it_is_refused_elsewhere(tmp_path: Path, issuer: str, *, demo: bool) -> None:
    with pytest.raises(SettingRefused):
        create_provider(Settings(home=tmp_path, demo=demo), ACCOUNTS, issuer, [])
    assert not list(tmp_path.iterdir())


def test_its_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    (first,) = signing_keys(tmp_path)
    (second,) = signing_keys(tmp_path)
    assert first.as_dict(private=True) == second.as_dict(private=True)
    path = tmp_path / "provider" / "key.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_start_together_keep_the_same(tmp_path: Path) -> None:
    together, found = threading.Barrier(4), []

    def keep(mine: str) -> None:
        found.append(kept(tmp_path / "secrets" / "one", lambda: (together.wait(5), mine)[1]))

    threads = [threading.Thread(target=keep, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 4
    assert len(list((tmp_path / "secrets").iterdir())) == 1


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]


def test_its_page_is_plain_and_french(local: Local, flow: Flow) -> None:
    url, _ = flow.begin(local.provider, CALLBACK)
    with Browser() as browser:
        page = browser.visit(url)
        seen = Seen(page.text)
        assert [one["value"] for one in seen.named("button")] == [one.sub for one in ACCOUNTS]
        assert seen.named("html") == [{"lang": "fr"}]
        assert len(seen.named("h1")) == len(seen.named("main")) == 1
        assert len(seen.named("h2")) == 2
        assert "Qui êtes-vous\N{NARROW NO-BREAK SPACE}?" in page.text
        assert not seen.named("script")
        assert not any("style" in attrs or "onclick" in attrs for _, attrs in seen.tags)
        (style,) = seen.named("link")
        css = browser.visit(local.issuer + str(style["href"]))
        assert css.headers["Content-Type"].startswith("text/css")


def test_its_headers(local: Local, flow: Flow) -> None:
    url, _ = flow.begin(local.provider, CALLBACK)
    with Browser() as browser:
        for answer in (browser.visit(url), browser.visit(f"{local.issuer}/nowhere")):
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "form-action 'self' http://127.0.0.1:9" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
        chosen = browser.choose(browser.visit(url), "48-agent")
        cookie = chosen.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge": None},
        {"nonce": None},
        {"nonce": "short"},
        {"state": "short"},
        {"response_type": "token"},
    ],
)
def test_it_refuses_what_proconnect_refuses(
    local: Local, flow: Flow, changed: dict[str, str | None]
) -> None:
    answer = _asked(local, flow, changed)
    assert answer.status_code == 302
    answered = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answered["error"][0] in ("invalid_request", "unsupported_response_type")
    assert answered["iss"] == [local.issuer]


@pytest.mark.parametrize(
    "changed", [{"redirect_uri": "http://127.0.0.1:9/elsewhere"}, {"client_id": "nobody"}]
)
def test_it_sends_nobody_where_no_client_is(
    local: Local, flow: Flow, changed: dict[str, str | None]
) -> None:
    answer = _asked(local, flow, changed)
    assert answer.status_code in (400, 401)
    assert "Location" not in answer.headers


def _asked(local: Local, flow: Flow, changed: dict[str, str | None]) -> requests.Response:
    url, _ = flow.begin(local.provider, CALLBACK)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    whole = {name: value for name, value in (asked | changed).items() if value is not None}
    return requests.get(f"{local.issuer}/authorize", params=whole, allow_redirects=False, timeout=5)


def test_without_a_page_there_is_no_sign_in(local: Local, flow: Flow) -> None:
    answer = _asked(local, flow, {"prompt": "none"})
    answered = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answered["error"] == ["login_required"]
    assert answered["iss"] == [local.issuer]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "exemple.test"}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://127.0.0.1:9"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 302),
    ],
)
def test_another_site_chooses_nobody(
    local: Local, flow: Flow, headers: dict[str, str], status: int
) -> None:
    url, _ = flow.begin(local.provider, CALLBACK)
    answer = requests.post(
        url, data={"sub": "48-agent"}, headers=headers, allow_redirects=False, timeout=5
    )
    assert answer.status_code == status


def test_it_knows_its_accounts_only(local: Local, flow: Flow) -> None:
    url, _ = flow.begin(local.provider, CALLBACK)
    assert requests.post(url, data={"sub": "nobody"}, timeout=5).status_code == 400
    assert requests.post(url, data={}, timeout=5).status_code == 400


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer nobody", "Basic x"])
def test_it_tells_nothing_without_a_token(local: Local, token: str) -> None:
    answer = requests.get(f"{local.issuer}/userinfo", headers={"Authorization": token}, timeout=5)
    assert answer.status_code == 401


def test_a_machine_gets_a_token_of_the_api(local: Local) -> None:
    answer = _machine(local, SECRET)
    token = answer.json()["access_token"]
    keys = KeySet.import_key_set(requests.get(f"{local.issuer}/jwks", timeout=5).json())
    assert all(not key.is_private for key in keys)
    decoded = jwt.decode(token, keys, algorithms=["RS256"])
    assert decoded.header["typ"] == "at+jwt"
    claims = decoded.claims
    assert (claims["iss"], claims["aud"]) == (local.issuer, "urn:pacte:api")
    assert (claims["client_id"], claims["scope"]) == ("machine", "conventions:read")
    assert claims["exp"] - claims["iat"] == 600


def test_a_machine_without_its_secret_gets_none(local: Local) -> None:
    assert _machine(local, "another").json()["error"] == "invalid_client"
    assert "access_token" not in _machine(local, SECRET, client_id="pacte").json()


def _machine(local: Local, secret: str, client_id: str = "machine") -> requests.Response:
    data = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": secret,
        "scope": "conventions:read everything",
    }
    return requests.post(f"{local.issuer}/token", data=data, timeout=5)


def test_it_sends_nobody_back_elsewhere(local: Local) -> None:
    for asked in ({"post_logout_redirect_uri": BACK}, {"id_token_hint": "forged"}):
        answer = requests.get(
            f"{local.issuer}/session/end", params=asked, allow_redirects=False, timeout=5
        )
        assert "Location" not in answer.headers
    assert not re.search("Traceback", json.dumps(dict(answer.headers)) + answer.text)
