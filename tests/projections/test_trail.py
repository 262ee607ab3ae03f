"""The audit trail has a sentence for every event, in proper French."""

import re
from datetime import date
from uuid import UUID

import pytest

from domain.dates import Precision
from infra.store.events.topics import event_classes
from projections.trail import audit
from projections.trail.french import day, euros
from projections.trail.sentence import sentence
from tests.readside import EXAMPLES, fact

STREAM = UUID("c0ffee00-0000-4000-8000-000000000002")
NBSP, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def test_every_event_has_an_example() -> None:
    known = [kind for kind in event_classes() if kind.__module__.startswith("domain.")]
    assert len(known) > 40
    assert {kind.__name__ for kind in known} <= {kind.__name__ for kind in EXAMPLES}


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.TOPIC)
def test_every_event_has_a_sentence(kind: type) -> None:
    said = sentence(fact(kind, STREAM, 1))
    assert said[0].isupper()
    assert said.endswith(".")
    assert "None" not in said
    assert "'" not in said
    assert not re.search(r'"|(?<!\u00a0)»|«(?!\u00a0)|(?<!\u00a0):(?=\s)|(?<!\u202f)[;!?]', said)
    assert not re.search(r"\d +\d|\d €", said)


def test_an_unknown_event_stops_the_trail() -> None:
    with pytest.raises(LookupError):
        sentence(object())


def test_the_reason_is_a_seal_never_a_text() -> None:
    assert audit.TRAIL.values["reason"] == "text"
    seals = [f["motive"] for f in EXAMPLES.values() if "motive" in f]
    assert seals
    assert all(re.fullmatch(r"[0-9a-f]{64}", seal) for seal in seals)


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (0, f"0,00{NBSP}€"),
        (17_600_000, f"176{THIN}000,00{NBSP}€"),
        (223_119_747, f"2{THIN}231{THIN}197,47{NBSP}€"),
        (-5_599_950, f"−55{THIN}999,50{NBSP}€"),
    ],
)
def test_euros(cents: int, written: str) -> None:
    assert euros(cents) == written


def test_days_say_no_more_than_is_known() -> None:
    when = date(2020, 9, 1)
    assert day(when) == f"1er{NBSP}septembre{NBSP}2020"
    assert day(when, Precision.MONTH) == f"septembre{NBSP}2020"
    assert day(when, Precision.YEAR) == "2020"
