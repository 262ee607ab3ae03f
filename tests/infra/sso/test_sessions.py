"""Sessions on the real Valkey: what a cookie opens, for how long, and what ends it."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.sso.identity import Identity, SeenClaims
from infra.sso.openid.flow import Pending
from infra.sso.openid.pending import SECONDS, Begun
from infra.sso.refusals import SessionsDown, SignInRefused
from infra.sso.sessions import ABSOLUTE, IDLE_SECONDS, Sessions
from infra.sso.store import digest, opened
from tests.infra.sso.conftest import START, Clock

ISSUER = "https://idp.exemple.test"
GRANT = UUID("0b0c3c0e-5a39-4a5c-8a64-0e4d6a1f2b3c")
PERSON = UUID("8f1e6f0a-2a6b-4a3e-9d57-5b7c1d2e3f40")


def identity(sub: str = "camille", sid: str | None = "sid-1", issuer: str = ISSUER) -> Identity:
    return Identity(
        issuer=issuer,
        sub=sub,
        provider="demo",
        acr="eidas1-mfa",
        auth_time=START,
        sid=sid,
        claims=SeenClaims(display_name="Camille Durand", siret="22480001100013"),
        id_token="a.secret.token",
    )


def pending(state: str = "s" * 43) -> Pending:
    return Pending(
        slug="demo",
        state=state,
        nonce="n" * 43,
        verifier="v" * 43,
        redirect_uri="https://pacte.exemple.test/auth/demo/callback",
        target="/signer",
        step_up=False,
        created_at=START,
    )


def test_a_session_is_found_as_it_was_begun(sessions: Sessions) -> None:
    cookie, session = sessions.begin(identity())
    assert sessions.find(cookie) == session
    assert session.identity == identity()
    assert session.authenticated_at == session.created_at == START
    assert session.tenant is None
    assert len(cookie) >= 43
    assert sessions.begin(identity())[0] != cookie


def test_redis_holds_no_cookie_and_only_json(sessions: Sessions, client: redis.Redis) -> None:
    cookie, session = sessions.begin(identity())
    key = f"pacte:pacte:session:{digest(cookie)}"
    value = str(client.get(key))
    assert json.loads(client.get(key) or "")["identity"]["sub"] == "camille"
    names = str(client.keys("*"))
    assert key in names
    assert cookie not in names + value
    assert "camille" not in names
    assert "secret" not in repr(session)
    assert session.csrf not in repr(session)


def test_two_instances_share_a_redis(client: redis.Redis, clock: Clock) -> None:
    one, other = Sessions(client, "pacte", clock), Sessions(client, "essai", clock)
    cookie, _ = one.begin(identity())
    assert other.find(cookie) is None
    assert other.of(ISSUER, "camille") == []
    assert other.end_by(ISSUER, sub="camille") == 0
    assert one.find(cookie)


@pytest.mark.parametrize("cookie", ["", "x", "é", "\ud800", "a" * 100_000, "*", "pacte:pacte"])
def test_a_cookie_of_nobody(sessions: Sessions, cookie: str) -> None:
    sessions.begin(identity())
    assert sessions.find(cookie) is None


def test_a_request_puts_the_end_off(sessions: Sessions, client: redis.Redis) -> None:
    cookie, session = sessions.begin(identity())
    key = f"pacte:pacte:session:{session.key}"
    assert 0 < client.ttl(key) <= IDLE_SECONDS
    client.expire(key, 60)
    assert sessions.find(cookie)
    assert client.ttl(key) > 60
    client.expire(key, 0)
    assert sessions.find(cookie) is None
    assert sessions.of(ISSUER, "camille") == []
    assert client.exists(sessions._index("sub", ISSUER, "camille")) == 0


def test_eight_hours_are_the_end(sessions: Sessions, clock: Clock, client: redis.Redis) -> None:
    cookie, _ = sessions.begin(identity())
    clock.now += ABSOLUTE - timedelta(seconds=1)
    found = sessions.find(cookie)
    assert found
    assert found.last_seen_at == clock.now
    clock.now += timedelta(seconds=1)
    assert sessions.find(cookie) is None
    assert client.keys("pacte:*") == []


def test_a_clock_that_goes_back_opens_nothing(sessions: Sessions, clock: Clock) -> None:
    cookie, _ = sessions.begin(identity())
    clock.now -= timedelta(seconds=20)
    assert sessions.find(cookie)
    clock.now -= timedelta(days=1)
    assert sessions.find(cookie) is None


def test_one_round_trip_per_request(sessions: Sessions, client: redis.Redis) -> None:
    cookie, _ = sessions.begin(identity())
    before = client.info("commandstats")
    sessions.find(cookie)
    after = client.info("commandstats")
    asked = {
        name: after[name]["calls"] - before.get(name, {"calls": 0})["calls"]
        for name in after
        if name != "cmdstat_info"
    }
    assert {name: count for name, count in asked.items() if count} == {"cmdstat_getex": 1}


def test_a_space_is_chosen(sessions: Sessions) -> None:
    cookie, session = sessions.begin(identity())
    chosen = sessions.choose(session, "48", PERSON, GRANT)
    assert sessions.find(cookie) == chosen
    assert chosen
    assert (chosen.tenant, chosen.person_id, chosen.grant_id) == ("48", PERSON, GRANT)
    sessions.end(session)
    assert sessions.choose(session, "48", PERSON, GRANT) is None
    assert sessions.find(cookie) is None


def test_a_step_up_is_another_cookie_for_the_same_space(sessions: Sessions, clock: Clock) -> None:
    cookie, session = sessions.begin(identity())
    chosen = sessions.choose(session, "48", PERSON, GRANT)
    assert chosen
    clock.now += timedelta(hours=1)
    fresh = replace(identity(), auth_time=clock.now)
    other, refreshed = sessions.refresh(chosen, fresh)
    assert sessions.find(cookie) is None
    assert sessions.find(other) == refreshed
    assert (refreshed.tenant, refreshed.grant_id) == ("48", GRANT)
    assert refreshed.authenticated_at == clock.now
    assert refreshed.created_at == START
    assert refreshed.csrf != session.csrf
    assert [one.key for one in sessions.of(ISSUER, "camille")] == [refreshed.key]


@pytest.mark.parametrize(
    "other", [identity("dominique"), identity(issuer="https://other.exemple.test")]
)
def test_a_step_up_is_of_the_same_person(sessions: Sessions, other: Identity) -> None:
    cookie, session = sessions.begin(identity())
    with pytest.raises(SignInRefused) as refused:
        sessions.refresh(session, other)
    assert refused.value.code == "person-changed"
    assert sessions.find(cookie) == session


def test_a_sign_out_at_the_provider_ends_what_it_names(sessions: Sessions) -> None:
    here, _ = sessions.begin(identity())
    there, _ = sessions.begin(identity(sid="sid-2"))
    other, _ = sessions.begin(identity("dominique", sid="sid-3"))
    elsewhere, _ = sessions.begin(identity(issuer="https://other.exemple.test"))
    assert sessions.end_by(ISSUER) == 0
    assert sessions.end_by(ISSUER, sid="sid-1", sub="camille") == 1
    assert sessions.find(here) is None
    assert sessions.find(there)
    assert sessions.end_by(ISSUER, sub="camille") == 1
    assert sessions.find(there) is None
    assert sessions.find(other)
    assert sessions.find(elsewhere)


def test_a_sign_in_without_sid_ends_with_the_person(sessions: Sessions) -> None:
    cookie, _ = sessions.begin(identity(sid=None))
    assert sessions.end_by(ISSUER, sid="sid-9", sub="camille") == 1
    assert sessions.find(cookie) is None


def test_my_sessions(sessions: Sessions, clock: Clock, client: redis.Redis) -> None:
    _, first = sessions.begin(identity())
    client.expire(f"pacte:pacte:session:{first.key}", IDLE_SECONDS - 300)
    clock.now += timedelta(minutes=5)
    _, second = sessions.begin(identity(sid="sid-2"))
    sessions.begin(identity("dominique"))
    mine = sessions.of(ISSUER, "camille")
    assert [one.public_id for one in mine] == [second.public_id, first.public_id]
    assert abs(mine[1].last_seen_at - START) <= timedelta(seconds=2)
    assert not sessions.end_one(ISSUER, "dominique", first.public_id)
    assert sessions.end_one(ISSUER, "camille", first.public_id)
    assert not sessions.end_one(ISSUER, "camille", first.public_id)
    assert [one.public_id for one in sessions.of(ISSUER, "camille")] == [second.public_id]


@pytest.mark.parametrize("value", [b"", b"{}", b"[]", b"\xff", b'{"key":1}'])
def test_what_nobody_can_read_is_no_session(
    sessions: Sessions, client: redis.Redis, value: bytes
) -> None:
    cookie, session = sessions.begin(identity())
    client.set(f"pacte:pacte:session:{session.key}", value)
    assert sessions.find(cookie) is None
    assert sessions.of(ISSUER, "camille") == []


def test_a_store_that_was_wiped_asks_for_a_new_sign_in(
    sessions: Sessions, begun: Begun, client: redis.Redis
) -> None:
    cookie, session = sessions.begin(identity())
    anonymous = begun.keep(pending())
    client.flushall()
    assert sessions.find(cookie) is None
    assert begun.take(anonymous, pending().state) is None
    assert sessions.choose(session, "48", PERSON, GRANT) is None
    assert sessions.find(sessions.begin(identity())[0])


def test_without_redis_nobody_is_known(clock: Clock) -> None:
    with opened("redis://127.0.0.1:9") as nobody:
        sessions, begun = Sessions(nobody, "pacte", clock), Begun(nobody, "pacte")
        for ask in (
            lambda: sessions.find("x"),
            lambda: sessions.begin(identity()),
            lambda: sessions.of(ISSUER, "camille"),
            lambda: sessions.end_by(ISSUER, sub="camille"),
            lambda: begun.keep(pending()),
            lambda: begun.take("x", "y"),
            lambda: begun.counted(ISSUER, "jti"),
            lambda: begun.count(ISSUER, "jti"),
        ):
            with pytest.raises(SessionsDown):
                ask()


def test_a_sign_in_is_taken_once_by_the_browser_that_began_it(
    begun: Begun, client: redis.Redis
) -> None:
    cookie = begun.keep(pending())
    (key,) = client.keys("*")
    assert 0 < client.ttl(key) <= SECONDS
    other = begun.keep(pending("t" * 43))
    assert begun.take(other, pending().state) is None
    assert begun.take(cookie, "forged") is None
    assert begun.take(None, pending().state) is None
    assert begun.take(cookie, "") is None
    assert begun.take(cookie, pending().state) == pending()
    assert begun.take(cookie, pending().state) is None


def test_two_windows_of_one_browser(begun: Begun) -> None:
    cookie = begun.keep(pending())
    assert begun.keep(pending("t" * 43), cookie) == cookie
    assert begun.take(cookie, pending().state)
    assert begun.take(cookie, "t" * 43)


@pytest.mark.parametrize("cookie", ["", "short", "a" * 500])
def test_a_browser_does_not_choose_a_bad_cookie(begun: Begun, cookie: str) -> None:
    assert begun.keep(pending(), cookie) != cookie


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["1", "2", None]), st.booleans()),
        max_size=6,
    )
)
def test_the_index_is_what_can_be_found(
    sessions: Sessions, client: redis.Redis, story: list[tuple[str, str | None, bool]]
) -> None:
    """Whatever began and ended: `of` lists each living session, and nothing else."""
    client.flushall()
    living: dict[str, str] = {}
    for sub, sid, ends in story:
        cookie, _ = sessions.begin(identity(sub, sid))
        living[cookie] = sub
        if ends:
            count = sessions.end_by(ISSUER, sid, None if sid else sub)
            gone = [one for one in living if sessions.find(one) is None]
            assert count == len(gone) >= 1
            living = {one: sub for one, sub in living.items() if one not in gone}
    for sub in "abc":
        listed = {one.key for one in sessions.of(ISSUER, sub)}
        assert listed == {digest(one) for one, whose in living.items() if whose == sub}


@settings(max_examples=50)
@given(st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_two_lists_have_two_digests(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)
