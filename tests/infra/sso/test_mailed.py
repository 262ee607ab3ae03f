"""Codes and links in Valkey: what is kept of them, how often they may be tried, who is first."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import pytest
from redis import Redis
from structlog.testing import capture_logs

from infra.settings import Settings
from infra.sso.mailed import letters
from infra.sso.mailed.codes import LIFE, TRIES, Codes, Wanted
from infra.sso.mailed.identity import identity, issuer_of, sub_of, tenant_of_issuer
from infra.sso.mailed.letters import Addressed
from infra.sso.mailed.links import Link, Links
from infra.sso.mailed.sending import MOST_WAITING, MailPost
from infra.sso.refusals import SignInRefused
from tests.mailbox import black_hole
from tests.post import wait_until
from workers.notify.mail import Mail

PERSON = UUID("7b1f9a34-7c1e-4c55-8d2a-0000000000aa")
WANTED = Wanted(tenant="48", person_id=PERSON, sub="x", target="/espaces")


class Clock:
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes(redis: Redis, clock: Clock) -> Codes:
    return Codes(redis, f"of-{uuid4().hex}", clock, "a key")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def refusal(codes: Codes, cookie: str, code: str) -> str:
    with pytest.raises(SignInRefused) as raised:
        codes.take(cookie, code)
    return raised.value.code


def test_a_code_says_who_is_wanted_once(codes: Codes) -> None:
    cookie, code = codes.begin(WANTED)
    assert re.fullmatch(r"\d{6}", code)
    assert codes.look(cookie) == WANTED
    assert codes.take(cookie, f" {code[:3]} {code[3:]}\n") == WANTED
    assert refusal(codes, cookie, code) == "mail-code-past"


def test_what_is_kept_is_a_keyed_digest_with_a_salt(codes: Codes, redis: Redis) -> None:
    cookie, code = codes.begin(WANTED)
    (name,) = redis.keys(f"pacte:{codes.database}:code:*")
    kept = redis.get(name)
    assert isinstance(kept, bytes)
    assert code.encode() not in kept
    assert cookie.encode() not in kept
    assert cookie not in str(name)
    assert redis.ttl(name) <= LIFE.total_seconds()
    other = Codes(redis, codes.database, codes.clock, "another key")
    assert refusal(other, cookie, code) == "mail-code-wrong"
    assert codes.keyed("salt", code) != codes.keyed("tlas", code)


def test_the_fifth_wrong_one_is_the_last(codes: Codes) -> None:
    cookie, code = codes.begin(WANTED)
    told = [refusal(codes, cookie, wrong(code)) for _ in range(TRIES)]
    assert told == ["mail-code-wrong"] * (TRIES - 1) + ["mail-code-past"]
    assert refusal(codes, cookie, code) == "mail-code-past"


def test_the_fifth_try_may_be_the_right_one(codes: Codes) -> None:
    cookie, code = codes.begin(WANTED)
    for _ in range(TRIES - 1):
        refusal(codes, cookie, wrong(code))
    assert codes.take(cookie, code) == WANTED


@pytest.mark.parametrize("typed", ["", "1", "é", "\x00", "x" * 200, "\ud800", "１２３４５６"])
def test_whatever_is_typed_is_a_wrong_code(codes: Codes, typed: str) -> None:
    cookie, _ = codes.begin(WANTED)
    assert refusal(codes, cookie, typed) == "mail-code-wrong"


def test_it_is_past_after_ten_minutes_whatever_valkey_says(codes: Codes, clock: Clock) -> None:
    cookie, code = codes.begin(WANTED)
    clock.now += timedelta(minutes=10)
    assert refusal(codes, cookie, code) == "mail-code-past"


def test_of_many_who_are_right_at_once_one_comes_in(codes: Codes) -> None:
    for _ in range(10):
        cookie, code = codes.begin(WANTED)
        assert sum(_at_once(codes, cookie, code, TRIES)) == 1


def test_many_at_once_have_five_tries_together(codes: Codes) -> None:
    cookie, code = codes.begin(WANTED)
    assert not any(_at_once(codes, cookie, wrong(code), 20))
    assert refusal(codes, cookie, code) == "mail-code-past"


def _at_once(codes: Codes, cookie: str, code: str, many: int) -> list[bool]:
    def taken(_: int) -> bool:
        try:
            codes.take(cookie, code)
        except SignInRefused:
            return False
        return True

    with ThreadPoolExecutor(many) as threads:
        return list(threads.map(taken, range(many)))


def test_a_link_is_used_once_and_kept_by_its_digest(redis: Redis) -> None:
    links = Links(redis, f"of-{uuid4().hex}")
    link = Link(tenant="48", person_id=PERSON, target="/espaces")
    token = links.mint(link)
    assert len(token) == 43
    assert token not in links.named(token)
    assert links.look(token) == link
    assert links.look("x" * 43) is None
    assert [links.use(links.named(token)) for _ in range(2)] == [True, False]
    assert links.look(token) is None


def test_an_identity_is_of_one_invitation_of_one_person() -> None:
    first, second = uuid4(), uuid4()
    subs = {sub_of(first, PERSON), sub_of(second, PERSON), sub_of(first, uuid4())}
    assert len(subs) == 3
    assert sub_of(first, PERSON) == sub_of(first, PERSON)
    found = identity("2A", "x", "Dominique Roche", Clock.now)
    assert (found.issuer, found.auth_method) == ("urn:pacte:courriel:2A", "mail:code")
    assert tenant_of_issuer(issuer_of("2A")) == "2A"
    assert found.claims.email == ""


def test_whoever_finds_too_many_waiting_is_told_at_once(tmp_path: Path) -> None:
    post, held = MailPost(Settings(home=tmp_path, smtp_url="smtp://127.0.0.1:9")), Event()

    def write() -> list[Mail]:
        held.wait(30)
        return []

    assert all(post.later(write) for _ in range(MOST_WAITING))
    assert not post.later(write)
    held.set()
    wait_until(lambda: post.later(list))
    post.close()


def test_what_goes_wrong_in_the_thread_is_a_line_without_words(tmp_path: Path) -> None:
    post = MailPost(Settings(home=tmp_path, smtp_url="smtp://127.0.0.1:9"))
    to = Addressed(tenant="48", person_id=uuid4(), address="someone@association.test")

    def broken() -> list[Mail]:
        raise ValueError(to.address)

    with capture_logs() as lines:
        for write in (
            broken,
            lambda: [letters.mail(to, letters.code(to, "123456"), "", Clock.now)],
        ):
            assert post.later(write)
        post.close()
    told = str(lines)
    assert "ValueError" in told
    assert "transient" in told
    assert "association" not in told
    assert "123456" not in told


def test_a_server_that_says_nothing_is_left_after_some_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.sso.mailed.sending.SECONDS", 0.2)
    to = Addressed(tenant="48", person_id=uuid4(), address="someone@association.test")
    with black_hole() as url, capture_logs() as lines:
        post = MailPost(Settings(home=tmp_path, smtp_url=url))
        assert post.later(lambda: [letters.mail(to, letters.link(to, "x"), "", Clock.now)])
        post.close()
    assert [line["cause"] for line in lines if line["event"] == "mailed"] == ["timeout"]
