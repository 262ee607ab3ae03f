"""Signed notes: what is accepted is written again byte for byte, all else is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence import note, strict_base64
from domain.evidence.note import MalformedNote, Note, Signature
from domain.evidence.verifier_key import InvalidVerifierKey, VerifierKey
from domain.evidence.verifier_key import parse as read_key
from infra.evidence.keys import SigningKey, verify

NO_BREAK = "\u00a0"
KEY = SigningKey.load(bytes(32))
ALICE = VerifierKey("alice.example/log", KEY.public)
LINE = str(Signature("alice.example/log", b"abcd", b"e"))
LETTERS = st.characters(exclude_categories=["Cs"], min_codepoint=32)
texts = st.text(LETTERS | st.just("\n"))
names = st.text(LETTERS, min_size=1).filter(lambda text: "+" not in text and not spaced(text))
lines = st.builds(
    Signature, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)
)


def spaced(text: str) -> bool:
    return any(letter.isspace() for letter in text)


@given(texts, st.lists(lines, min_size=1, max_size=16))
def test_a_note_is_read_as_it_was_written(text: str, signatures: list[Signature]) -> None:
    written = Note(f"{text}\n", tuple(signatures))
    assert note.parse(written.encode()) == written


@given(texts)
def test_the_text_that_was_signed_has_its_last_line_feed(text: str) -> None:
    made = note.signed(Note(f"{text}\n"), ALICE, KEY.sign)
    assert verify(ALICE.public, made.signatures[0].value, f"{text}\n".encode())
    assert note.signers(note.parse(made.encode()), [ALICE], verify) == [ALICE]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        b"text\n",
        b"text\n\n",
        b"text\n\n\n",
        f"text\n{LINE}".encode(),
        f"\n{LINE}".encode(),
        f"text\n\n{LINE}"[:-1].encode(),
        f"text\n\n{LINE}\n".encode(),
        f"text\n\n{LINE}more\n".encode(),
        f"text\n\nmore\n{LINE}".encode(),
        f"text\n\n{LINE * 17}".encode(),
        f"te\x00xt\n\n{LINE}".encode(),
        f"te\txt\n\n{LINE}".encode(),
        f"text\r\n\r\n{LINE}".encode(),
        f"text\n\n{LINE}".encode() + b"\xff",
        f"text\n\n{LINE}".encode("utf-16"),
        f"t\ud800\n\n{LINE}".encode(errors="surrogatepass"),
        f"text\n\n{LINE.replace('—', '-')}".encode(),
        f"text\n\n{LINE.replace('— ', '—')}".encode(),
        f"text\n\n{LINE.replace('— ', '')}".encode(),
        f"text\n\n{LINE.replace('— ', '—  ')}".encode(),
        f"text\n\n{LINE.replace('alice.example/log', 'alice log')}".encode(),
        f"text\n\n{LINE.replace('alice.example/log', f'alice{NO_BREAK}log')}".encode(),
        f"text\n\n{LINE.replace('alice.example/log', 'alice+log')}".encode(),
        f"text\n\n{LINE.replace('alice.example/log', '')}".encode(),
        "text\n\n— alice.example/log\n".encode(),
        "text\n\n— alice.example/log \n".encode(),
        "text\n\n— alice.example/log YWJj\n".encode(),
        "text\n\n— alice.example/log YWJjZA==\n".encode(),
        "text\n\n— alice.example/log YWJjZGV=\n".encode(),
        "text\n\n— alice.example/log YWJjZGU\n".encode(),
        "text\n\n— alice.example/log YWJjZGU= \n".encode(),
        "text\n\n— alice.example/log YWJj ZGU=\n".encode(),
        "text\n\n— alice.example/log YWJjZG_=\n".encode(),
        "text\n\n— alice.example/log ŸWJjZGU=\n".encode(),
        f"{'x' * 200_000}\n\n{LINE}".encode(),
    ],
)
def test_malformed_notes_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedNote) as refusal:
        note.parse(data)
    assert refusal.value.code == "malformed-note"
    assert refusal.value.sentence


@given(st.binary(max_size=200) | texts.map(str.encode))
def test_no_bytes_do_harm(data: bytes) -> None:
    try:
        received = note.parse(data)
    except MalformedNote:
        return
    assert received.encode() == data


def test_sixteen_signatures_of_any_size_are_accepted() -> None:
    several = tuple(Signature(f"key{number}", b"abcd", b"e" * 4_700) for number in range(16))
    assert note.parse(Note("text\n", several).encode()).signatures == several


@pytest.mark.parametrize("text", ["", "text", "te\txt\n", "te\x00xt\n", "\ud800\n"])
def test_what_nobody_could_read_is_not_signed(text: str) -> None:
    with pytest.raises(MalformedNote):
        note.signed(Note(text), ALICE, KEY.sign)


def test_a_key_that_signs_again_replaces_its_line() -> None:
    stale = Note("text\n", (Signature(ALICE.name, ALICE.key_id, b"stale"),))
    made = note.signed(stale, ALICE, KEY.sign)
    assert [line.value for line in made.signatures] == [KEY.sign(b"text\n")]


def test_lines_of_the_same_name_or_the_same_id_alone_are_unknown_and_kept() -> None:
    other = VerifierKey("alice.example/log", SigningKey.generate().public)
    namesake = Signature(ALICE.name, other.key_id, b"anything")
    lookalike = Signature("bob.example/log", ALICE.key_id, b"anything")
    received = note.parse(Note("text\n", (namesake, lookalike)).encode())
    assert received.signatures == (namesake, lookalike)
    assert note.signers(received, [ALICE], verify) == []


def test_a_line_that_is_repeated_names_its_key_once() -> None:
    line = note.signed(Note("text\n"), ALICE, KEY.sign).signatures[0]
    twice = note.parse(Note("text\n", (line, line)).encode())
    assert note.signers(twice, [ALICE], verify) == [ALICE]


@given(names, st.binary(min_size=32, max_size=32))
def test_a_verifier_key_is_read_as_it_was_written(name: str, public: bytes) -> None:
    key = VerifierKey(name, public)
    assert read_key(str(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "++",
        "alice",
        str(ALICE)[:-1],
        str(ALICE)[1:],
        str(ALICE) + "=",
        str(ALICE) + "\n",
        str(ALICE).replace("alice.example/log", ""),
        str(ALICE).replace("alice.example/log", "alice log"),
        str(ALICE).replace("alice.example/log", "al\ud800ice"),
        str(ALICE).replace(ALICE.key_id.hex(), ALICE.key_id.hex().upper()),
        str(ALICE).replace(ALICE.key_id.hex(), "00000000"),
        str(ALICE).replace(ALICE.key_id.hex(), ""),
        # Of Go's own tests: a longer key and an unknown algorithm, each under its right key id.
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_malformed_verifier_keys_are_refused(text: str) -> None:
    with pytest.raises(InvalidVerifierKey) as refusal:
        read_key(text)
    assert refusal.value.code == "invalid-verifier-key"


@pytest.mark.parametrize("text", ["A", "AA", "AB==", "AAB=", "AA==\n", "A A=", "AA=A", "é", "-_=="])
def test_base64_has_one_text_for_each_value(text: str) -> None:
    decoded = None
    with suppress(ValueError):
        decoded = strict_base64.decode(text)
    assert decoded is None
    assert strict_base64.decode("AA==") == b"\x00"
