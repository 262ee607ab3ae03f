"""A cursor says where to go on in one list, and nothing that a reader could make up."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.web.asked.cursors import Cursors
from infra.web.refusing.refusals import Refused

CURSORS = Cursors("secret")
SCOPE = "/tenants/48/conventions?kind=CLS"


def test_a_cursor_gives_back_position_and_key() -> None:
    assert CURSORS.read(SCOPE, CURSORS.write(SCOPE, 12, ["été", 3])) == (12, ["été", 3])


def test_the_same_place_is_the_same_cursor() -> None:
    assert CURSORS.write(SCOPE, 12, ["a"]) == CURSORS.write(SCOPE, 12, ["a"])


def test_a_cursor_is_no_good_elsewhere() -> None:
    cursor = CURSORS.write(SCOPE, 12, ["a"])
    for cursors, scope in ((CURSORS, SCOPE + "&x"), (Cursors("other"), SCOPE)):
        with pytest.raises(Refused):
            cursors.read(scope, cursor)


def test_one_bit_is_enough_to_refuse() -> None:
    raw = bytearray(base64.urlsafe_b64decode(CURSORS.write(SCOPE, 12, ["abcd"]) + "=="))
    for place in range(len(raw)):
        raw[place] ^= 1
        with pytest.raises(Refused):
            CURSORS.read(SCOPE, base64.urlsafe_b64encode(raw).decode().rstrip("="))
        raw[place] ^= 1


@given(st.text(max_size=300))
def test_anything_made_up_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        CURSORS.read(SCOPE, text)
