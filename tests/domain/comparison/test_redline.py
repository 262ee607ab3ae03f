"""Word by word: nothing lost, amounts and elided words in one piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comparison.redline import Op, Piece, redline, same_words, words

WORDS = [
    "l’",
    "d'",
    "action",
    "qu’",
    "il",
    "176 000",
    "176\u202f000",
    "12,5",
    "8",
    "peut-être",
    "é",
]
SIGNS = [" ", "  ", "\n", ",", ".", "€", "«", "\u00a0", "\u202f", "’"]
FRENCH = st.lists(st.sampled_from([*WORDS, *SIGNS]), max_size=40).map("".join)
TEXTS = FRENCH | st.text(max_size=40)


def joined(old: str, new: str, *ops: Op) -> str:
    return "".join(piece.text for piece in redline(old, new) if piece.op in ops)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_again(old: str, new: str) -> None:
    assert joined(old, new, Op.KEPT, Op.REMOVED) == old
    assert joined(old, new, Op.KEPT, Op.ADDED) == new
    assert all(piece.text for piece in redline(old, new))


@given(TEXTS)
def test_a_text_and_itself_differ_in_nothing(text: str) -> None:
    assert {piece.op for piece in redline(text, text)} <= {Op.KEPT}
    assert same_words(text, text)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_an_amount_is_one_word(space: str) -> None:
    old, new = f"soit 176{space}000 € en 2024", f"soit 57{space}000 € en 2024"
    assert redline(old, new) == (
        Piece(Op.KEPT, "soit "),
        Piece(Op.REMOVED, f"176{space}000"),
        Piece(Op.ADDED, f"57{space}000"),
        Piece(Op.KEPT, " € en 2024"),
    )
    assert words(f"2{space}231{space}197,47 €") == [f"2{space}231{space}197,47", "€"]


@pytest.mark.parametrize("apostrophe", ["’", "'"])
def test_an_elided_word_is_one_word(apostrophe: str) -> None:
    text = f"L{apostrophe}État jusqu{apostrophe}à l{apostrophe}an, aujourd{apostrophe}hui"
    assert words(text) == [
        f"L{apostrophe}",
        "État",
        f"jusqu{apostrophe}",
        "à",
        f"l{apostrophe}",
        "an",
        ",",
        f"aujourd{apostrophe}hui",
    ]
    assert redline(f"de l{apostrophe}action", "de la belle action") == (
        Piece(Op.KEPT, "de "),
        Piece(Op.REMOVED, f"l{apostrophe}"),
        Piece(Op.ADDED, "la belle "),
        Piece(Op.KEPT, "action"),
    )


def test_a_year_before_an_amount_is_no_part_of_it() -> None:
    assert words("en 2024 176 000 €, au 04 77 12") == [
        *("en", "2024", "176 000", "€", ",", "au", "04", "77", "12"),
    ]


def test_words_that_were_replaced_stand_together() -> None:
    assert redline("un deux trois quatre", "une deuxième troisième quatre") == (
        Piece(Op.REMOVED, "un deux trois"),
        Piece(Op.ADDED, "une deuxième troisième"),
        Piece(Op.KEPT, " quatre"),
    )


def test_spaces_and_apostrophes_are_no_words() -> None:
    assert same_words("l'État : 176 000 €", "l’État\u00a0: 176\u202f000\u00a0€")
    assert not same_words("l’État", "l’état")
