import pytest

from domain.text import InvalidText, free_text, title


def test_a_title_is_trimmed_and_composed() -> None:
    assert title("  Acce\u0300s aux droits ", "/title") == "Accès aux droits"


def test_a_free_text_keeps_its_lines() -> None:
    assert free_text("une\r\ndeux\t", "/text") == "une\ndeux"


@pytest.mark.parametrize("wrong", ["", "  ", "a\nb", "a\x07b", "x" * 301])
def test_a_bad_title_is_refused_at_its_field(wrong: str) -> None:
    with pytest.raises(InvalidText) as refusal:
        title(wrong, "/title")
    assert refusal.value.field == "/title"


@pytest.mark.parametrize("wrong", ["", "a\x07b", "x" * 10_001])
def test_a_bad_text_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidText):
        free_text(wrong, "/text")


def test_a_limit_is_told_as_french_print_writes_it() -> None:
    with pytest.raises(InvalidText, match="10\N{NARROW NO-BREAK SPACE}000 caractères"):
        free_text("x" * 10_001, "/text")


@pytest.mark.parametrize("wrong", ["a\x00b", "a\ud800"])
def test_what_no_row_can_hold_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidText) as refused:
        title(wrong, "/title")
    assert refused.value.field == "/title"


TURNED = ("a\u202eb", "\u2066a\u2069", "a\u202ab")


@pytest.mark.parametrize("wrong", [*TURNED, "a\u2028b", "a\u2029b"])
def test_a_title_is_one_line_that_is_read_as_it_is_written(wrong: str) -> None:
    with pytest.raises(InvalidText):
        title(wrong, "/title")


@pytest.mark.parametrize("wrong", TURNED)
def test_a_text_is_read_as_it_is_written(wrong: str) -> None:
    with pytest.raises(InvalidText):
        free_text(wrong, "/text")
    assert free_text("a\u2028b", "/text") == "a\u2028b"


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff \u00ad", "\N{NO-BREAK SPACE}\u2060"])
def test_what_nobody_sees_is_no_title(unseen: str) -> None:
    with pytest.raises(InvalidText, match="vide"):
        title(unseen, "/title")
