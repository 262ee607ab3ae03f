"""Sessions from the sign-in to their end, through HTTP against the local provider and Valkey."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from domain.roles import Role
from infra.sso.refusals import SessionsDown
from infra.sso.sessions import ABSOLUTE, IDLE, Sessions
from infra.web.callers import browser
from infra.wiring import Wiring
from tests.infra.sso.forging import Forger, forging
from tests.infra.sso.test_logout import BAD, TYPE
from tests.journeys.house import PUBLIC, SECRET, House, Visitor, provider_of
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS

INSTANT = timedelta(seconds=1)


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/compte").status_code == 200


def is_sent_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code == 303 and answer.headers["Location"].startswith("/connexion")


def test_in_to_the_only_space_act_and_out_again(home: House) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.browser()
    assert is_sent_to_sign_in(visitor.get("/compte"))
    assert "Service d’identité demo" in visitor.get("/connexion").text
    answer = visitor.sign_in(agent.sub)
    assert answer.headers["Location"] == "/t/48/a-signer"
    before = home.heads()
    made = visitor.write("/conventions", CLS)
    assert made.status_code == 201, made.text
    assert home.heads() == before | {"48": before["48"] + 1}
    read = visitor.read("/conventions", min_position=(made.json or {})["position"])
    assert read.status_code == 200, read.text
    out = visitor.post("/deconnexion", {})
    assert out.headers["Location"].startswith(home.providers["demo"].issuer)
    back = visitor.there.visit(out.headers["Location"])
    told = visitor.get(back.headers["Location"].removeprefix("https://pacte.test"))
    assert "terminée aussi" in told.text
    assert is_sent_to_sign_in(visitor.get("/compte"))
    problem(visitor.read("/conventions"), 401, "authentication-required")


def test_the_secret_is_read_where_the_settings_say(home: House, tmp_path: Path) -> None:
    secret = tmp_path / "given" / "demo"
    secret.parent.mkdir()
    secret.touch(mode=0o600)
    secret.write_text(SECRET)
    settings = replace(
        home.settings.without_owner(), home=tmp_path / "empty", sso_secrets=secret.parent
    )
    elsewhere = House(settings, Wiring(settings, home.clock), providers=home.providers)
    assert is_signed_in(elsewhere.inside(home.resident(Role.DEPT_AGENT)))


def test_the_log_says_by_which_provider_and_in_which_role(home: House) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    made = home.inside(agent).write("/conventions", CLS)
    with psycopg.connect(str(home.settings.database_owner_url)) as connection:
        asked = [(made.json or {})["position"]]
        sql = "SELECT convert_from(envelope, 'utf8') FROM t_48.events WHERE notification_id = %s"
        ((text,),) = connection.execute(sql, asked).fetchall()
    assert "oidc:demo" in text
    assert str(agent.person_id) in text


def test_idle_for_half_an_hour_it_ends_by_itself(home: House) -> None:
    visitor = home.inside(home.resident(Role.DEPT_AGENT))
    for _ in range(3):
        home.pass_time(IDLE - INSTANT)
        assert is_signed_in(visitor)
    home.pass_time(IDLE + INSTANT)
    assert is_sent_to_sign_in(visitor.get("/compte"))
    problem(visitor.read("/conventions"), 401, "authentication-required")


def test_eight_hours_after_the_sign_in_it_ends_however_busy(home: House) -> None:
    visitor = home.inside(home.resident(Role.DEPT_AGENT))
    step = IDLE - timedelta(minutes=5)
    while home.clock.ahead + step < ABSOLUTE:
        home.pass_time(step)
        assert is_signed_in(visitor)
    home.pass_time(step)
    assert is_sent_to_sign_in(visitor.get("/compte"))


def test_a_new_name_at_every_sign_in_and_confirmation(home: House) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.browser()
    visitor.give_cookie("an-attacker-knows-this-cookie-of-mine-already")
    visitor.sign_in(agent.sub)
    first = visitor.cookie()
    assert first != "an-attacker-knows-this-cookie-of-mine-already"
    answer = visitor.sign_in(agent.sub, confirm="1", next="/t/48/a-signer")
    assert answer.headers["Location"] == "/t/48/a-signer"
    second = visitor.cookie()
    visitor.sign_in(agent.sub)
    assert len({first, second, visitor.cookie()}) == 3
    for old in (first, second):
        copy = home.browser()
        copy.give_cookie(str(old))
        assert is_sent_to_sign_in(copy.get("/compte"))


def test_a_confirmation_by_somebody_else_is_refused(home: House) -> None:
    agent, other = home.resident(Role.DEPT_AGENT), home.resident(Role.DEPT_AGENT)
    visitor = home.inside(agent)
    cookie = visitor.cookie()
    answer = visitor.sign_in(other.sub, confirm="1")
    assert answer.status_code == 403
    assert "autre personne" in answer.text
    assert visitor.cookie() == cookie
    assert is_signed_in(visitor)


def test_a_copied_cookie_is_dead_after_the_sign_out(home: House) -> None:
    visitor, thief = home.inside(home.resident(Role.DEPT_AGENT)), home.browser()
    thief.give_cookie(str(visitor.cookie()))
    assert is_signed_in(thief)
    visitor.post("/deconnexion", {})
    assert is_sent_to_sign_in(thief.get("/compte"))
    problem(thief.read("/conventions"), 401, "authentication-required")


def test_a_session_is_ended_from_another_screen(home: House) -> None:
    agent, stranger = home.resident(Role.DEPT_AGENT), home.resident(Role.DEPT_AGENT)
    here, lost = home.inside(agent), home.inside(agent)
    left = home.wiring.door.sessions.find(str(lost.cookie()))
    assert left is not None
    home.inside(stranger).post(f"/compte/sessions/{left.public_id}/fin", {})
    assert is_signed_in(lost)
    assert left.public_id in here.get("/compte").text
    here.post(f"/compte/sessions/{left.public_id}/fin", {})
    assert is_sent_to_sign_in(lost.get("/compte"))
    assert is_signed_in(here)


def test_the_cookie_is_of_this_host_alone_and_no_script_reads_it(home: House) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.browser()
    answers = [visitor.begin(), visitor.sign_in(agent.sub), visitor.post("/deconnexion", {})]
    person_id, _ = home.invite(Role.DEPT_AGENT)
    answers.append(visitor.get(home.link("48", person_id)))
    seen = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]
    assert {line.partition("=")[0] for line in seen} == {
        browser.SESSION,
        browser.BEGUN,
        browser.INVITED,
    }
    for line in seen:
        told = {part.strip() for part in line.split(";")}
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= told
        assert "Domain" not in line
    assert len(str(home.inside(agent).cookie())) >= 43


def test_a_wiped_store_signs_people_out_and_loses_nothing_else(home: House) -> None:
    visitor = home.inside(agent := home.resident(Role.DEPT_AGENT))
    made = visitor.write("/conventions", CLS).json or {}
    home.wiring.door.sessions.redis.flushall()
    assert is_sent_to_sign_in(visitor.get("/compte"))
    visitor.sign_in(agent.sub)
    read = visitor.read(f"/conventions/{made['id']}", min_position=made["position"])
    assert read.status_code == 200


def test_a_provider_that_is_down_leaves_who_is_in(home: House) -> None:
    with provider_of(home, "tombe") as falling:
        agent = home.resident(Role.DEPT_AGENT, provider="tombe")
        visitor = home.browser()
        assert visitor.sign_in(agent.sub, "tombe").status_code == 303
        falling.stop()
        home.wiring.door.directory._known.clear()
        answer = home.browser().begin("tombe")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "Le service d’identité ne répond pas" in answer.text
        assert 'lang="fr"' in answer.text
        assert home.browser().get("/connexion").status_code == 200
        assert is_signed_in(visitor)
        assert visitor.write("/conventions", CLS).status_code == 201
        assert visitor.post("/deconnexion", {}).headers["Location"] == "/auth/logged-out"


def test_a_provider_that_falls_between_the_two_steps(home: House) -> None:
    with provider_of(home, "tard") as falling:
        agent = home.resident(Role.DEPT_AGENT, provider="tard")
        visitor = home.browser()
        sent = visitor.begin("tard")
        chosen = visitor.there.choose(visitor.there.visit(sent.headers["Location"]), agent.sub)
        falling.stop()
        answer = visitor.get(chosen.headers["Location"].removeprefix("https://pacte.test"))
        assert answer.status_code == 503
        assert visitor.cookie() is None


def test_one_person_at_two_providers_is_two_identities(home: House) -> None:
    with provider_of(home, "second"):
        agent = home.resident(Role.DEPT_AGENT)
        home.account(agent.sub, "second")
        visitor = home.browser()
        answer = visitor.sign_in(agent.sub, "second")
        assert answer.headers["Location"].startswith("/espaces")
        refused = visitor.get("/espaces")
        assert refused.status_code == 403
        assert "Aucun espace ne vous est ouvert" in refused.text
        problem(visitor.read("/conventions"), 401, "authentication-required")


def test_a_provider_of_one_tenant_opens_no_other(home: House) -> None:
    with provider_of(home, "lozere", "48"):
        agent = home.resident(Role.DEPT_AGENT, "05", provider="lozere")
        visitor = home.browser()
        visitor.sign_in(agent.sub, "lozere")
        assert visitor.get("/espaces").status_code == 403
        assert visitor.choose("05", agent.grant_id).status_code == 404


def test_when_a_provider_is_ended_its_people_are_out_at_the_next_request(home: House) -> None:
    with provider_of(home, "finit"):
        agent = home.resident(Role.DEPT_AGENT, provider="finit")
        visitor = home.browser()
        visitor.sign_in(agent.sub, "finit")
        assert visitor.read("/conventions").status_code == 200
        home.end_provider("finit")
        problem(visitor.read("/conventions"), 401, "authentication-required")
        assert visitor.get("/t/48/a-signer").headers["Location"].startswith("/espaces")
        assert visitor.get("/espaces").status_code == 403
        assert visitor.begin("finit").status_code == 404


def test_a_sign_out_that_could_not_be_obeyed_may_be_told_again(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the provider; once it was obeyed, nobody else may end later sessions by that token."""
    with announcing(home, "annonce") as (forger, visitor, told):
        token = forger.sign(forger.logout_claims(), typ=TYPE)
        with monkeypatch.context() as away:
            away.setattr(Sessions, "end_by", _down)
            assert told(token) == 503
        assert is_signed_in(visitor)
        assert told(token) == 200
        assert not is_signed_in(visitor)
        assert told(token) == 400


def test_bad_logout_tokens_are_all_refused_and_end_no_session(home: House) -> None:
    """A good one about the same sign-in would have."""
    with announcing(home, "trompe") as (forger, visitor, told):
        for name, (forge, _) in BAD.items():
            token = forge(forger, forger.logout_claims())
            assert (name, told(token)) == (name, 400)
            assert is_signed_in(visitor), name
        assert told(forger.sign(forger.logout_claims(), typ=TYPE)) == 200
        assert not is_signed_in(visitor)


@contextmanager
def announcing(home: House, slug: str) -> Iterator[tuple[Forger, Visitor, Callable[[str], int]]]:
    """A provider, somebody who came in by it, and what it is answered when it tells a sign-out."""
    with forging() as forger:
        home.configure(slug, forger.issuer, client_ref="demo")
        visitor = home.browser()
        sent = visitor.begin(slug).headers["Location"]
        back = visitor.there.visit(sent).headers["Location"].removeprefix(PUBLIC)
        assert visitor.get(back).status_code == 303

        def told(token: str) -> int:
            url, form = f"/auth/{slug}/backchannel-logout", {"logout_token": token}
            return visitor.http.post(url, base_url=PUBLIC, data=form).status_code

        yield forger, visitor, told
        home.end_provider(slug)


def _down(*_given: object) -> int:
    raise SessionsDown("TimeoutError")


def test_who_is_in_one_tenant_sees_another_as_one_that_is_not_there(home: House) -> None:
    visitor = home.inside(home.resident(Role.DEPT_AGENT))
    bodies = []
    for code in ("05", "99", "zz"):
        answer = visitor.read("/conventions", tenant=code)
        body = problem(answer, 404, "unknown-tenant")
        bodies.append(body | {"correlation_id": None})
        page = visitor.get(f"/t/{code}/a-signer")
        assert page.headers["Location"].startswith("/espaces?next=")
    assert all(body == bodies[0] for body in bodies)


def test_somebody_with_two_spaces_acts_in_the_one_that_they_chose(home: House) -> None:
    sub = str(uuid4())
    here = home.resident(Role.DEPT_AGENT, "48", sub=sub)
    there = home.resident(Role.DEPT_AGENT, "05", sub=sub)
    assert here.person_id != there.person_id
    visitor = home.browser()
    assert visitor.sign_in(sub).headers["Location"].startswith("/espaces")
    problem(visitor.read("/conventions"), 401, "authentication-required")
    assert visitor.choose("48", here.grant_id).headers["Location"] == "/t/48/a-signer"
    assert visitor.read("/conventions").status_code == 200
    problem(visitor.read("/conventions", tenant="05"), 404, "unknown-tenant")
    assert visitor.choose("05", there.grant_id).status_code == 303
    problem(visitor.read("/conventions"), 404, "unknown-tenant")
    assert visitor.choose("05", uuid4()).status_code == 404


@pytest.mark.parametrize("state", ["forged", "of another browser"])
def test_an_answer_of_a_sign_in_that_this_browser_did_not_begin(home: House, state: str) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    mine, other = home.browser(), home.browser()
    mine.begin()
    sent = other.begin()
    chosen = other.there.choose(other.there.visit(sent.headers["Location"]), agent.sub)
    path = chosen.headers["Location"].removeprefix("https://pacte.test")
    if state == "forged":
        path = path.replace("state=", "state=x")
    answer = mine.get(path)
    assert answer.status_code == 403
    assert mine.cookie() is None


def test_a_code_is_good_once(home: House) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.browser()
    sent = visitor.begin()
    chosen = visitor.there.choose(visitor.there.visit(sent.headers["Location"]), agent.sub)
    path = chosen.headers["Location"].removeprefix("https://pacte.test")
    assert visitor.get(path).status_code == 303
    cookie = visitor.cookie()
    assert visitor.get(path).status_code == 403
    assert visitor.cookie() == cookie


def test_who_comes_in_and_who_is_kept_out_is_in_the_log(home: House) -> None:
    """A line for each sign-in, each refusal and each denial; none says who in words."""
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.browser()
    with capture_logs([merge_contextvars]) as logs:
        visitor.sign_in(agent.sub)
        visitor.get("/auth/demo/callback?state=forged&code=x")
        visitor.read("/conventions", tenant="05")
        visitor.read("/trail", tenant="99")
        visitor.post("/espaces", {"tenant": "05", "grant": "x", "csrf": "wrong"})
        home.browser().read("/conventions")
        visitor.post("/deconnexion", {})
    events = [line["event"] for line in logs]
    assert events.count("signed in") == events.count("signed out") == 1
    (refused,) = [line for line in logs if line["event"] == "sign-in refused"]
    assert refused["code"] == "answer-forged"
    denied = [
        (line["status"], line["route"])
        for line in logs
        if line["event"] == "request" and line["status"] >= 400
    ]
    assert denied == [
        (403, "/auth/<slug>/callback"),
        (404, "/api/v1/tenants/<code>/conventions"),
        (404, "/api/v1/tenants/<code>/trail"),
        (403, "/espaces"),
        (401, "/api/v1/tenants/<code>/conventions"),
    ]
    told = str(logs)
    for secret in (agent.sub, "commune@", str(visitor.cookie() or "a-secret-cookie"), "forged&"):
        assert secret not in told


@pytest.mark.parametrize("text", ["a\r\n{}", 'a\n{"event": "signed in"}', "\x1b[31m", "\u2028"])
def test_no_request_writes_a_line_of_its_own_into_the_log(home: House, text: str) -> None:
    with capture_logs([merge_contextvars]) as logs:
        visitor = home.browser()
        visitor.get("/connexion", query_string={"next": text, text: text})
        visitor.get(f"/t/{quote(text)}/a-signer")
        visitor.get(f"/auth/{quote(text)}/begin")
        visitor.read(f"/{quote(text)}", tenant=quote(text))
        visitor.http.post("/espaces", data={"csrf": text, text: text}, base_url=PUBLIC)
    assert [line["event"] for line in logs] == ["request"] * len(logs)
    assert text not in str([list(line.values()) for line in logs])
    assert len(logs) == 5
