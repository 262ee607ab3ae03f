"""The stand-in for ProConnect as a process: npm `oidc-provider`, which ProConnect runs on."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs
import pytest

from infra.sso import paths
from infra.sso.providers.provider import Provider, proconnect
from tests.ports import own_port

HERE = Path(__file__).parent
SLUG = "proconnect"
CLIENT_ID = "pacte"
OLDEST = 20
# Read before the suite forgets every variable of Pacte.
MODULES = os.environ.get("TEST_NODE_MODULES", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody whom ProConnect knows; what they type is their address."""

    sub: str
    email: str
    given_name: str
    usual_name: str
    siret: str = ""
    organization_label: str = ""


@dataclass(frozen=True, slots=True)
class ProConnect:
    issuer: str
    provider: Provider
    secret: str


@contextmanager
def running(url: str, people: Sequence[Known], alg: str = "ES256") -> Iterator[ProConnect]:
    """`url` is that of Pacte. Skips without Node or the package."""
    node, modules = _node(), _modules()
    if node is None:
        pytest.skip(f"no Node {OLDEST} or newer on this machine")
    if modules is None:
        pytest.skip("no oidc-provider on this machine: .ci/run shows how to install it")
    port, secret = own_port(), secrets.token_urlsafe(32)
    client = {
        "client_id": CLIENT_ID,
        "client_secret": secret,
        "redirect_uris": [paths.callback(url, SLUG)],
        "post_logout_redirect_uris": [paths.logged_out(url)],
        "backchannel_logout_uri": paths.backchannel_logout(url, SLUG),
    }
    given = {
        "modules": str(modules),
        "port": port,
        "alg": alg,
        "client": client,
        "people": [asdict(one) for one in people],
    }
    argv = [node, str(HERE / "server.mjs"), json.dumps(given)]
    process = subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL
    )
    try:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        said = list(_until_ready(lines))
        assert said[-1] == "ready\n", "".join(said)
        issuer = f"http://127.0.0.1:{port}/api/v2"
        yield ProConnect(issuer, proconnect(CLIENT_ID, SLUG, issuer), secret)
    finally:
        process.kill()
        process.communicate()


def _until_ready(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if line == "ready\n":
            return


def _node() -> str | None:
    """The library needs what Node 18 has not."""
    found = shutil.which("node")
    if found is None:
        return None
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    return found if int(told.strip().lstrip("v").partition(".")[0] or 0) >= OLDEST else None


def _modules() -> Path | None:
    """The folder that `npm install` was run in."""
    given = Path(MODULES) if MODULES else platformdirs.user_cache_path("pacte") / "proconnect"
    return given if (given / "node_modules" / "oidc-provider").is_dir() else None
