"""Strict fields: what each one refuses, and the form in which it lets things in."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from marshmallow import ValidationError

from domain.convention.kind import Kind
from infra.web.asked.fields import Body, Cents, Choice, Day, Flag, Identifier, Many, Text, Whole


class Everything(Body):
    title = Text(20)
    text = Text(20, lines=True)
    cents = Cents()
    axe = Whole(1, 4)
    day = Day()
    who = Identifier()
    flag = Flag()
    kind = Choice(Kind)
    axes = Many(Whole(1, 4))


REFUSED = [
    ("title", ""),
    ("title", "  \u00a0 "),
    ("title", "x" * 21),
    ("title", "a\x00b"),
    ("title", "a\ud800b"),
    ("title", "a\x1bb"),
    ("title", "a\x85b"),
    ("title", "a\nb"),
    ("title", 3),
    ("title", None),
    ("title", ["a"]),
    ("text", "a\x00b"),
    ("cents", 1.0),
    ("cents", 1.005),
    ("cents", "1"),
    ("cents", True),
    ("cents", -1),
    ("cents", 2**53),
    ("cents", 10**20),
    ("axe", 5),
    ("day", "2024-02-30"),
    ("day", "20240201"),
    ("day", "2024-W01-1"),
    ("day", "0001-01-01"),
    ("day", "２０２４-01-01"),
    ("day", 20240101),
    ("who", "x"),
    ("who", "{12345678-1234-1234-1234-123456789abc}"),
    ("who", "12345678123412341234123456789abc"),
    ("who", 3),
    ("flag", 1),
    ("flag", "true"),
    ("kind", "cls"),
    ("kind", []),
    ("axes", 1),
    ("axes", [1, 1.5]),
    ("axes", [1] * 501),
    ("other", 1),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_could_mean_something_else_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Everything().load({name: value})
    messages = refused.value.normalized_messages()  # type: ignore[no-untyped-call]
    assert list(messages) == [name]
    assert not any(english in str(messages) for english in ("Not a", "valid", "Must", "field"))


def test_what_is_right_comes_in_as_values() -> None:
    loaded = Everything().load(
        {
            "title": "e\u0301te\u0301",
            "text": "a\nb",
            "cents": 2**53 - 1,
            "axe": 4,
            "day": "2024-02-29",
            "who": "12345678-1234-1234-1234-123456789ABC",
            "flag": False,
            "kind": "CLS",
            "axes": [1, 3],
        }
    )
    assert loaded == {
        "title": "été",
        "text": "a\nb",
        "cents": 2**53 - 1,
        "axe": 4,
        "day": date(2024, 2, 29),
        "who": UUID("12345678-1234-1234-1234-123456789abc"),
        "flag": False,
        "kind": Kind.CLS,
        "axes": (1, 3),
    }
