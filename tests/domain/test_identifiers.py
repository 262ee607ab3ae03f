import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identifiers import InvalidRna, InvalidSiret, luhn, rna, siret


@pytest.mark.parametrize(
    "number",
    [
        "22480001100013",
        "22420001400013",
        "22050001100089",
        "22230962700016",
        "20009433200018",
        "35600000009075",
        "35600000000048",
        "23350001600040",
    ],
)
def test_a_siret_of_a_real_establishment_is_accepted(number: str) -> None:
    assert siret(number) == number


@pytest.mark.parametrize(
    "typed", ["224 800 011 00013", "224.800.011.00013", "224\u00a0800 01100013 "]
)
def test_spaces_and_dots_are_dropped(typed: str) -> None:
    assert siret(typed) == "22480001100013"


@pytest.mark.parametrize(
    "wrong",
    [
        "22050001300016",
        "22050001100010",
        "22050001200004",
        "35600000009076",
        "2248000110001",
        "",
        "2248000110001A",
        "٢٢٤٨٠٠٠١١٠٠٠١٣",
    ],
)
def test_a_wrong_siret_is_refused_at_its_field(wrong: str) -> None:
    with pytest.raises(InvalidSiret) as refusal:
        siret(wrong)
    assert (refusal.value.code, refusal.value.field) == ("invalid-siret", "/siret")


@given(st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(place: int, shift: int) -> None:
    digits = [int(digit) for digit in "22480001100013"]
    digits[place] = (digits[place] + shift) % 10
    assert not luhn("".join(map(str, digits)))


def test_an_rna_may_hold_letters() -> None:
    assert rna("w9g2001932") == "W9G2001932"


@pytest.mark.parametrize("wrong", ["9G20019320", "W12345678", "W1234567890", "W12345678é"])
def test_a_wrong_rna_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidRna):
        rna(wrong)
