"""The database or Redis does not answer: what was acknowledged stands, what was not is said."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Semaphore

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from domain.roles import Role
from infra.store.recording.save import Connection
from infra.store.watch import survey
from infra.wiring import Wiring
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS, World

NOWHERE = "postgresql://pacte_app@127.0.0.1:9/none"


@pytest.fixture
def cut_off(here: World) -> World:
    """The same people, but the database is out of reach."""
    return World(here.settings, Wiring(replace(here.settings, database_url=NOWHERE)))


def test_without_database_a_command_is_not_acknowledged(cut_off: World) -> None:
    answer = cut_off.person(Role.DEPT_AGENT).post("/conventions", CLS)
    problem(answer, 503, "database-unavailable")
    assert answer.headers["Retry-After"]


def test_without_database_nothing_is_read_and_health_says_so(cut_off: World) -> None:
    problem(cut_off.person(Role.DEPT_AGENT).get("/conventions"), 503, "database-unavailable")
    client = cut_off.app.test_client()
    health = client.get("/health/ready")
    assert health.status_code == 503
    assert health.json is not None
    assert (health.json["status"], health.json["database"]) == ("down", "down")
    assert client.get("/health/live").status_code == 200
    assert "pacte_database_up 0.0" in client.get("/metrics").text


def test_without_redis_a_command_succeeds_all_the_same(here: World) -> None:
    alone = World(here.settings, Wiring(replace(here.settings, redis_url="redis://127.0.0.1:9/0")))
    agent = alone.person(Role.DEPT_AGENT)
    made = agent.post("/conventions", CLS)
    assert made.status_code == 201
    assert made.json is not None
    # The sweep of the follower finds what no wake-up told it.
    for _ in range(5):
        shown = agent.get("/conventions", min_position=made.json["position"])
        if shown.status_code == 200:
            break
    assert shown.status_code == 200
    client = alone.app.test_client()
    health = client.get("/health/ready")
    assert health.json is not None
    assert (health.status_code, health.json["status"]) == (200, "degraded")
    assert "pacte_wakes_lost_total 1.0" in client.get("/metrics").text


def test_health_and_metrics_of_a_sound_service(here: World, draft: str) -> None:
    client = here.app.test_client()
    at = here.wiring.pactes("48").recorder.max_notification_id()
    here.person(Role.DEPT_AGENT).get("/trail", min_position=at)
    health = client.get("/health/ready")
    said = dict(health.json or {})
    # No process of this world sends mails: those of the other journeys may wait.
    assert said.pop("outbox_seconds") >= 0
    assert (health.status_code, said) == (
        200,
        {
            "status": "ok",
            "redis": "ok",
            "database": "ok",
            "migrations": "ok",
            "stopped": [],
        },
    )
    told = client.get("/metrics").text
    for line in (
        "pacte_append_seconds_count",
        "pacte_conflicts_total",
        'pacte_projection_lag_events{projection="conventions",tenant="48"} 0.0',
        "pacte_database_up 1.0",
    ):
        assert line in told
    assert draft not in told


def test_logs_hold_codes_and_positions_but_no_words_no_token_no_person(here: World) -> None:
    agent = here.person(Role.DEPT_AGENT)
    with capture_logs([merge_contextvars]) as logs:
        agent.post("/conventions", CLS | {"title": "Un titre qui ne doit pas être écrit"})
        agent.get("/conventions", cursor="un-curseur")
        agent.post("/persons", {"display_name": "Jeanne Dupont"})
    text = str(logs)
    assert [line["status"] for line in logs if line["event"] == "request"] == [201, 400, 403]
    assert all(line["tenant"] == "48" for line in logs)
    for secret in ("Un titre", "un-curseur", "Jeanne", agent.token, str(agent.caller.person_id)):
        assert secret not in text


def test_strangers_cost_one_look_at_the_database(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Health and metrics ask for no token. All who come at once are told of the same look."""
    monkeypatch.setattr(survey, "KEPT_SECONDS", 60.0)
    probe, began, at_once = survey.probe, [], Semaphore(1)

    @contextmanager
    def watched(url: str) -> Iterator[Connection]:
        began.append(at_once.acquire(blocking=False))
        with probe(url) as connection:
            yield connection
        at_once.release()

    monkeypatch.setattr(survey, "probe", watched)

    def ask(path: str) -> int:
        return here.app.test_client().get(path).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, ["/health/ready", "/metrics"] * 8)) == {200}
    assert began == [True]
    monkeypatch.setattr(survey, "KEPT_SECONDS", 0.0)
    survey.WATCH._last.clear()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, ["/health/ready", "/metrics"] * 8)) == {200}
    assert len(began) > 2
    assert all(began), "two looks at once"
