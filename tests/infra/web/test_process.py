"""`pacte web` and `pacte openapi` as a host runs them."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest

from infra.demo.personas import persona, token
from infra.settings import Settings
from infra.store.schemas.migrate import migrate
from tests.ports import own_port
from tests.servers import Database

COMMAND = (sys.executable, "-m", "infra.cli.main")


@contextmanager
def serving(settings: Settings) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [*COMMAND, "web"],
        env=settings.for_children() | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def given(database: Database, redis_url: str, tmp_path: Path) -> Settings:
    made = Settings(
        home=tmp_path,
        database_url=database.app_url,
        database_owner_url=database.owner_url,
        redis_url=redis_url,
        secret_key="of this test",
        listen=f"127.0.0.1:{own_port()}",
        passed_on=(("HOME", str(tmp_path)), ("PATH", "/usr/bin:/bin")),
    )
    migrate(made)
    return made.without_owner()


def test_it_says_when_it_is_ready_serves_and_stops_when_told(given: Settings) -> None:
    with serving(given) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "pacte:ready\n"
        with urlopen(f"http://{given.listen}/health/ready") as answer:
            assert json.load(answer)["status"] == "ok"
        with pytest.raises(HTTPError) as refused:
            urlopen(f"http://{given.listen}/api/v1/tenants/48/conventions")
        assert refused.value.code == 401
        assert refused.value.headers["Content-Type"] == "application/problem+json"
        refused.value.close()
        assert listening(process.pid) == {given.listen}
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    lines = [json.loads(line) for line in errors.splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"] == [401]
    assert not [path.name for path in given.home.rglob("*gunicorn*")]


def test_without_a_secret_it_does_not_start(given: Settings) -> None:
    with serving(replace(given, secret_key="")) as process:
        said, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "PACTE_SECRET_KEY manque" in errors
    assert not said


@pytest.mark.slow
def test_a_persona_of_the_demo_comes_in_by_its_token(given: Settings) -> None:
    demo = replace(given, demo=True)
    bearer = token(demo, persona("05", "agent"))
    with serving(demo) as process:
        assert process.stdout is not None
        process.stdout.readline()
        request = Request(
            f"http://{given.listen}/api/v1/tenants/48/conventions",
            headers={"Authorization": f"Bearer {bearer}"},
        )
        with pytest.raises(HTTPError) as refused:
            urlopen(request)  # noqa: S310
        assert json.load(refused.value)["type"] == "urn:pacte:problem:unknown-tenant"


def test_a_body_that_is_too_large_does_not_break_the_connection(given: Settings) -> None:
    with serving(given) as process:
        assert process.stdout is not None
        process.stdout.readline()
        request = Request(
            f"http://{given.listen}/api/v1/tenants/48/conventions",
            data=b"x" * 2_000_000,
            headers={"Content-Type": "application/json"},
        )
        with pytest.raises(HTTPError) as refused:
            urlopen(request)  # noqa: S310
        refused.value.close()
        assert refused.value.code == 401


@pytest.mark.slow
def test_what_is_too_long_to_be_read_is_answered_as_a_problem(given: Settings) -> None:
    url = f"http://{given.listen}/api/v1/tenants/48/conventions"
    with serving(given) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for address, headers, status, code in (
            (f"{url}?cursor={'x' * 5_000}", {}, 414, "address-too-long"),
            (url, {"X-Long": "x" * 20_000}, 431, "headers-too-long"),
            (url, {"A B": "x"}, 400, "malformed-request"),
        ):
            with pytest.raises(HTTPError) as refused:
                urlopen(Request(address, headers=headers))  # noqa: S310
            with refused.value as answer:
                assert answer.code == status
                assert answer.headers["Content-Type"] == "application/problem+json"
                assert json.load(answer)["type"] == f"urn:pacte:problem:{code}"


@pytest.mark.parametrize("given", [{}, {"DATABASE_URL": "garbage", "PACTE_LISTEN": "x"}])
def test_the_document_is_printed_without_any_server_or_setting(
    tmp_path: Path, given: dict[str, str]
) -> None:
    done = subprocess.run(
        [*COMMAND, "openapi"],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"} | given,
        capture_output=True,
        text=True,
        check=True,
    )
    document = json.loads(done.stdout)
    assert document["info"]["title"] == "Pacte"
    assert len(document["paths"]) > 30


def listening(pid: int) -> set[str]:
    process = psutil.Process(pid)
    return {
        f"{each.laddr.ip}:{each.laddr.port}"
        for one in (process, *process.children(recursive=True))
        for each in one.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN
    }
