"""How long mails have waited, for those who watch: whatever was tried meanwhile."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from infra.cli.notifications import command
from infra.store.watch.survey import WATCH
from tests.departement import Departement
from tests.post import Post
from workers.notify.outcome import SILENCE

LATE, GIVEN_UP = "pacte_outbox_overdue_seconds", "pacte_outbox_given_up"
HELD_UP = "pacte_outbox_held_up"


@pytest.fixture(autouse=True)
def afresh(post: Post, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in post.wiring.settings.for_children().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("infra.store.watch.survey.KEPT_SECONDS", 0.0)
    WATCH._last.clear()
    yield
    WATCH._last.clear()


def measured(post: Post, name: str) -> float | None:
    return post.wiring.metrics.registry.get_sample_value(name, {"tenant": "48"})


def waited(post: Post, position: int) -> float:
    said = "SELECT extract(epoch FROM clock_timestamp() - recorded_at)::float8 FROM {schema}.events"
    ((seconds,),) = post.sql(f"{said} WHERE notification_id = %s", "48", position)
    return float(seconds)


def test_a_mail_that_is_tried_again_and_again_stays_as_late_as_it_is(
    post: Post, lozere: Departement
) -> None:
    post.inbox.on_recipient = {"prefet@48.test": "451 Try later"}.get
    lozere.open_round()
    post.follow()
    ((position,),) = post.sql("SELECT DISTINCT event_position FROM {schema}.outbox", "48")
    post.work()
    soon = "SELECT next_attempt_at > clock_timestamp() FROM {schema}.outbox WHERE status = 'due'"
    assert post.sql(soon, "48") == [(True,)]
    before = waited(post, position)
    late = measured(post, LATE)
    assert late is not None
    assert 0 < before <= late <= waited(post, position)


def test_what_cannot_even_be_tried_is_late_and_counted(
    post: Post, lozere: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words cannot be written: no mail server ever hears of it."""

    def dying(*_: object) -> None:
        raise MemoryError

    lozere.open_round()
    post.follow()
    assert measured(post, HELD_UP) == 0
    with monkeypatch.context() as broken:
        broken.setattr("infra.mail.outbox.PostgresOutbox._subject", dying)
        post.work()
    assert measured(post, HELD_UP) == 2
    assert measured(post, LATE)
    for row in json.loads(CliRunner().invoke(command, ["due", "--json"]).output)["due"]:
        assert (row["attempts"], row["held_up"]) == (0, 1)
    shown = CliRunner().invoke(command, ["due"], env={"COLUMNS": "240"}).output
    assert "0, empêché 1 fois" in shown
    post.later(SILENCE)
    post.sweep()
    post.work()
    assert (measured(post, HELD_UP), measured(post, LATE)) == (0, None)


def test_what_has_left_is_not_late_and_what_was_given_up_is_counted(
    post: Post, lozere: Departement
) -> None:
    post.inbox.on_recipient = {"prefet@48.test": "550 No such user"}.get
    lozere.open_round()
    assert (measured(post, LATE), measured(post, GIVEN_UP)) == (None, 0)
    post.follow()
    assert measured(post, LATE)
    post.work()
    assert (measured(post, LATE), measured(post, GIVEN_UP)) == (None, 1)
