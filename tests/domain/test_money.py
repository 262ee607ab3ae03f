"""Cents: exact, bounded, read from French."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import money
from domain.canonical import LARGEST
from domain.errors import Invalid


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("176 000€", 17_600_000),
        ("176\u00a0000\u00a0€", 17_600_000),
        ("2\u202f231\u202f197,47 €", 223_119_747),
        ("12,5", 1_250),
        ("0", 0),
        (" 1000000 € ", 100_000_000),
        ("90071992547409,91", LARGEST),
    ],
)
def test_french_amounts_are_read_to_the_cent(text: str, cents: int) -> None:
    assert money.parse(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-5",
        "1,234",
        "1.50",
        "1 00",
        "17 6000",
        "12 €€",
        "un peu plus de 570 000 €",
        "90071992547409,92",
        "١٢",
        "1e3",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(money.InvalidAmount):
        money.parse(text)


@given(st.integers(0, LARGEST))
def test_what_is_written_in_french_is_read_back(cents: int) -> None:
    euros = f"{cents // 100:,}".replace(",", "\u202f")
    assert money.parse(f"{euros},{cents % 100:02}\u00a0€") == cents == money.cents(cents, "/x")


@pytest.mark.parametrize("amount", [-1, LARGEST + 1, 1.0, True, "1", None])
def test_an_amount_is_a_bounded_integer(amount: object) -> None:
    with pytest.raises(Invalid) as refusal:
        money.cents(amount, "/amount_cents")
    assert refusal.value.field == "/amount_cents"


@given(st.lists(st.integers(0, LARGEST), max_size=5))
def test_a_total_is_exact_or_refused(amounts: list[int]) -> None:
    if sum(amounts) <= LARGEST:
        assert money.total(amounts, "/x") == sum(amounts)
    else:
        with pytest.raises(money.InvalidAmount):
            money.total(amounts, "/x")
