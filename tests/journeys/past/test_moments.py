"""When a read is for: now, after the own command, at a position, at an instant, too early."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import psycopg
import pytest

from domain.roles import Role
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS, Person, World


@pytest.fixture
def drafted(agent: Person) -> dict[str, Any]:
    answer = agent.post("/conventions", CLS)
    return dict(answer.json or {})


def test_a_person_reads_their_own_write(agent: Person) -> None:
    for _ in range(5):
        made = agent.post("/conventions", CLS).json
        assert made is not None
        shown = agent.get(f"/conventions/{made['id']}", min_position=made["position"])
        assert shown.status_code == 200, shown.text
        assert int(shown.headers["Pacte-Position"]) >= made["position"]
        assert shown.headers["ETag"] == '"v1"'


def test_what_is_not_recorded_yet_is_not_waited_for(agent: Person, drafted: dict[str, Any]) -> None:
    answer = agent.get("/conventions", min_position=drafted["position"] + 1_000_000)
    body = problem(answer, 400, "position-beyond-head")
    assert body["errors"][0]["parameter"] == "min_position"


@pytest.mark.parametrize("as_of", ["999999999", "2199-01-01T00:00:00Z"])
def test_the_future_is_refused(agent: Person, as_of: str) -> None:
    problem(agent.get("/conventions", as_of=as_of), 400, "position-beyond-head")


@pytest.mark.parametrize("as_of", ["0", "1999-01-01T00:00:00Z", "2020-01-01T00:00:00%2B02:00"])
def test_before_the_first_record_names_the_first_instant(
    agent: Person, drafted: dict[str, Any], as_of: str
) -> None:
    answer = agent.get("/conventions", as_of=as_of.replace("%2B", "+"))
    body = problem(answer, 404, "before-first-record")
    assert str(datetime.now(UTC).year) in body["detail"]


def test_an_instant_is_the_last_position_by_then(agent: Person, drafted: dict[str, Any]) -> None:
    agent.get("/conventions", min_position=drafted["position"])
    now = (datetime.now(UTC) - timedelta(microseconds=1)).isoformat()
    shown = agent.get("/conventions", as_of=now)
    assert shown.status_code == 200, shown.text
    assert int(shown.headers["Pacte-Position"]) >= drafted["position"]


def test_an_answer_at_a_position_may_be_kept_unless_it_names_people(
    agent: Person, drafted: dict[str, Any]
) -> None:
    at, path = drafted["position"], f"/conventions/{drafted['id']}"
    agent.get(path, min_position=at)
    assert "immutable" in agent.get(path, as_of=at).headers["Cache-Control"]
    assert "immutable" not in agent.get(path).headers["Cache-Control"]
    assert agent.get(f"{path}/events", as_of=at).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "yesterday"},
        {"as_of": "-1"},
        {"as_of": "1" * 40},
        {"as_of": "2024-01-01"},
        {"as_of": "2024-01-01T00:00:00"},
        {"as_of": "2024-02-30T00:00:00Z"},
        {"as_of": ""},
        {"as_of": "\x00"},
        {"min_position": "1.0"},
        {"min_position": "١"},
        {"min_position": "9" * 5000},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "ten"},
        {"cursor": ""},
        {"cursor": "abc"},
        {"cursor": "é\x00"},
        {"kind": "cls"},
        {"sort": "title"},
        {"limit": ["1", "2"]},
    ],
)
def test_a_parameter_means_one_thing(agent: Person, query: dict[str, Any]) -> None:
    body = problem(agent.get("/conventions", **query), 400, "invalid-parameter")
    assert [fault["parameter"] for fault in body["errors"]] == list(query)


def test_pages_stay_at_the_position_of_the_first(here: World) -> None:
    person = here.person(Role.DEPT_AGENT, "05")
    made = [person.post("/conventions", CLS | {"territory_codes": ["05"]}).json for _ in range(5)]
    assert made[-1] is not None
    first = person.get("/conventions", limit=2, min_position=made[-1]["position"])
    assert first.json is not None
    assert f"cursor={first.json['next']}" in first.headers["Link"]
    later = person.post("/conventions", CLS | {"territory_codes": ["05"]}).json
    assert later is not None
    person.get("/conventions", min_position=later["position"])
    seen, page = [one["convention_id"] for one in first.json["items"]], first
    while page.json and page.json["next"]:
        page = person.get("/conventions", limit=2, cursor=page.json["next"])
        assert page.status_code == 200, page.text
        assert page.headers["Pacte-Position"] == first.headers["Pacte-Position"]
        assert page.json is not None
        seen += [one["convention_id"] for one in page.json["items"]]
    assert len(seen) == len(set(seen))
    assert later["id"] not in seen
    problem(
        person.get("/conventions", limit=2, kind="CLS", cursor=first.json["next"]),
        400,
        "invalid-parameter",
    )


def test_the_link_alone_leads_through_all_pages(here: World) -> None:
    """It carries the limit and the filters for which its cursor was signed."""
    person = here.person(Role.DEPT_AGENT, "05")
    made = [person.post("/conventions", CLS | {"territory_codes": ["05"]}).json for _ in range(5)]
    assert made[-1] is not None
    page = person.get("/conventions", limit=2, kind="CLS", min_position=made[-1]["position"])
    pages = [page.json]
    while link := page.headers.get("Link"):
        address = urlsplit(link.removeprefix("<").removesuffix('>; rel="next"'))
        path = address.path.partition("/tenants/05")[2]
        page = person.get(path, **dict(parse_qsl(address.query, strict_parsing=True)))
        assert page.status_code == 200, page.text
        pages.append(page.json)
    sizes = [len(one["items"]) for one in pages if one]
    assert len(sizes) >= 3
    assert set(sizes[:-1]) == {2}
    shown = [item["convention_id"] for one in pages if one for item in one["items"]]
    assert len(shown) == len(set(shown))
    assert {one["id"] for one in made if one} <= set(shown)


def test_a_stopped_projection_is_said_at_once(
    here: World, agent: Person, drafted: dict[str, Any]
) -> None:
    """Not after two seconds of waiting: it would not help."""
    agent.get("/conventions", min_position=drafted["position"])
    with psycopg.connect(str(here.settings.database_owner_url)) as connection:
        connection.execute("SELECT 1 FROM t_48.positions FOR UPDATE")
        connection.execute("UPDATE t_48.positions SET status = 'stopped', position = 0")
        connection.commit()
        try:
            answer = agent.get("/conventions", as_of=drafted["position"])
            body = problem(answer, 503, "position-not-reached")
            assert "arrêtée" in body["detail"]
            assert answer.headers["Retry-After"] == "2"
            health = here.app.test_client().get("/health/ready")
            assert health.status_code == 200
            assert health.json is not None
            assert health.json["status"] == "degraded"
            # 05 runs; which tenants stand still is not for whoever asks.
            assert {"projection": "conventions", "tenants": 1} in health.json["stopped"]
            assert '"48"' not in health.text
        finally:
            connection.execute(
                "UPDATE t_48.positions SET status = 'running', position ="
                " (SELECT max(notification_id) FROM t_48.events)"
            )
