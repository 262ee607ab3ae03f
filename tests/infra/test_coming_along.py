"""`pacte doctor` says so when what follows from a log does not come along."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from infra.doctor import coming_along
from infra.doctor.coming_along import followed, sent
from infra.following import follower
from infra.store.connections.names import PLATFORM
from infra.store.watch.survey import Lag, Mails
from tests.departement import Departement
from tests.post import Post, open_post
from tests.servers import Database

LEVEL = Lag("05", "trail", 9, 0, stopped=False)


@pytest.fixture
def post(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Post]:
    with open_post(database, redis_url, tmp_path) as made:
        yield made


def test_a_follower_that_is_away(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming_along, "BETWEEN_LOOKS", 0.0)

    def told() -> str:
        return coming_along.coming_along(post.wiring.settings)[0].text

    following = follower(post.wiring, Event())

    def follow() -> None:
        for tenant in ("48", PLATFORM):
            while following.turn(tenant):
                pass

    follow()
    assert told() == "suivent leurs journaux"
    departement = Departement(post.wiring).found()
    assert departement
    assert told() == "n’avancent pas (48)"
    follow()
    assert told() == "suivent leurs journaux"


def test_what_takes_events_in_is_followed_however_many_come() -> None:
    def late(position: int, events: int) -> Lag:
        return Lag("48", "trail", position, events, stopped=False)

    assert followed([LEVEL, late(1, 9)], [LEVEL, late(2, 8)]).remedy is None
    assert followed([LEVEL, late(1, 9)], [LEVEL, late(2, 20)]).remedy is None
    assert followed([LEVEL, late(9, 0)], [LEVEL, late(9, 1)]).remedy is None
    assert followed([LEVEL, late(1, 9)], [LEVEL, late(1, 9)]).text == "n’avancent pas (48)"
    assert followed([LEVEL, late(1, 9)], [LEVEL, late(1, 20)]).remedy


def test_what_stopped_is_named_with_what_to_do() -> None:
    stopped = Lag("48", "funding", 3, 0, stopped=True)
    found = followed([LEVEL, stopped], [LEVEL, stopped])
    assert found.text == "arrêtés (48)"
    assert "pacte projections status" in str(found.remedy)


def test_mails_that_nobody_will_send() -> None:
    assert sent([Mails("05", 12.0, 0, 0)]).remedy is None
    given_up = sent([Mails("05", None, 2, 0), Mails("48", 9999.0, 0, 0)])
    assert given_up.text == "abandonnés après plusieurs essais (05)"
    assert "redrive" in str(given_up.remedy)
    assert sent([Mails("48", 9999.0, 0, 0)]).text == "dus depuis plus d’une heure (48)"


def test_a_database_that_sleeps_is_not_woken_up(tmp_path: Path, post: Post) -> None:
    away = replace(post.wiring.settings, database_url="", home=tmp_path / "none")
    assert {one.text for one in coming_along.coming_along(away)} == {coming_along.LATER}


def test_what_a_closed_departement_gave_up_is_no_more_to_be_done(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    Departement(post.wiring).found().open_round()
    post.follow()
    post.sql("UPDATE {schema}.outbox SET status = 'given_up' RETURNING status", "48")

    def told() -> str:
        return coming_along.coming_along(post.wiring.settings)[1].text

    assert told() == "abandonnés après plusieurs essais (48)"
    monkeypatch.setattr(coming_along, "closed", lambda _wiring, code: code == "48")
    assert told() == "aucun en souffrance"
