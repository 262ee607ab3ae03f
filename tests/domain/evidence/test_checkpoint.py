"""Checkpoints: written, read again, signed by old and new keys, and by those of others."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence import note
from domain.evidence.checkpoint import (
    Checkpoint,
    MalformedCheckpoint,
    UnknownSigner,
    opened,
    origin,
    parse,
    signed,
)
from domain.evidence.merkle import EMPTY_ROOT, TreeHead
from domain.evidence.note import FalseSignature
from domain.evidence.verifier_key import VerifierKey
from infra.evidence.keys import SigningKey, verify

INSTANCE = UUID("0f4b9c0e-8f5e-4f5e-9a51-2b6a3c1d7e48")
KEY = SigningKey.load(bytes(range(32)))
NEXT = SigningKey.load(bytes(range(1, 33)))
LOZERE = VerifierKey(origin(INSTANCE, "48"), KEY.public)
LOZERE_NEXT = VerifierKey(origin(INSTANCE, "48"), NEXT.public)
LOIRE = VerifierKey(origin(INSTANCE, "42"), KEY.public)
ROOT = bytes(range(32))
CHECKPOINT = Checkpoint(origin(INSTANCE, "48"), TreeHead(1_234, ROOT))
TEXT = (
    "0f4b9c0e-8f5e-4f5e-9a51-2b6a3c1d7e48/t/48\n"
    "1234\n"
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
)
ROOT_LINE = TEXT.split("\n")[2]


def test_the_origin_names_instance_and_tenant() -> None:
    assert origin(INSTANCE, "2A") == "0f4b9c0e-8f5e-4f5e-9a51-2b6a3c1d7e48/t/2a"
    assert origin(INSTANCE, "platform").endswith("/t/platform")


def test_a_checkpoint_is_three_lines_and_a_signature() -> None:
    data = signed(CHECKPOINT, LOZERE, KEY.sign).encode().decode()
    assert CHECKPOINT.text == TEXT
    text, line = data.split("\n\n")
    assert text + "\n" == TEXT
    assert line.startswith(f"— {LOZERE.name} ")
    assert opened(data.encode(), [LOZERE], verify) == CHECKPOINT


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.integers(1, 95))
def test_what_is_written_is_read_again(size: int, root: bytes, departement: int) -> None:
    checkpoint = Checkpoint(origin(INSTANCE, f"{departement:02}"), TreeHead(size, root))
    key = VerifierKey(checkpoint.origin, KEY.public)
    data = signed(checkpoint, key, KEY.sign).encode()
    assert opened(data, [key], verify) == checkpoint
    assert note.parse(data).encode() == data


def test_while_keys_change_the_old_one_and_the_new_one_both_open() -> None:
    both = note.signed(signed(CHECKPOINT, LOZERE, KEY.sign), LOZERE_NEXT, NEXT.sign)
    for keys in ([LOZERE], [LOZERE_NEXT], [LOZERE, LOZERE_NEXT]):
        assert opened(both.encode(), keys, verify) == CHECKPOINT
    after = signed(CHECKPOINT, LOZERE_NEXT, NEXT.sign).encode()
    assert opened(after, [LOZERE, LOZERE_NEXT], verify) == CHECKPOINT
    with pytest.raises(UnknownSigner):
        opened(after, [LOZERE], verify)


def test_the_key_of_one_departement_says_nothing_of_another() -> None:
    """Although it is the same secret: the name is part of the key."""
    crossed = signed(CHECKPOINT, LOIRE, KEY.sign).encode()
    for keys in ([LOIRE], [LOZERE], [LOIRE, LOZERE]):
        with pytest.raises(UnknownSigner) as refusal:
            opened(crossed, keys, verify)
        assert refusal.value.code == "unknown-signer"


def test_a_witness_adds_its_line_and_replaces_nobody() -> None:
    witness = VerifierKey("etat.example/temoin", NEXT.public)
    alone = signed(CHECKPOINT, witness, NEXT.sign)
    with pytest.raises(UnknownSigner):
        opened(alone.encode(), [witness, LOZERE], verify)
    both = note.signed(alone, LOZERE, KEY.sign)
    assert opened(both.encode(), [LOZERE], verify) == CHECKPOINT
    assert len(note.parse(both.encode()).signatures) == 2


def test_one_false_line_of_a_known_key_spoils_the_note() -> None:
    false = note.signed(signed(CHECKPOINT, LOZERE, KEY.sign), LOZERE_NEXT, KEY.sign)
    assert opened(false.encode(), [LOZERE], verify) == CHECKPOINT
    with pytest.raises(FalseSignature) as refusal:
        opened(false.encode(), [LOZERE, LOZERE_NEXT], verify)
    assert refusal.value.code == "false-signature"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        TEXT[:-1],
        TEXT + "\n",
        TEXT + "extension\n",
        "\n" + TEXT,
        TEXT.replace("1234\n", ""),
        TEXT.replace("1234", ""),
        TEXT.replace("1234", "01234"),
        TEXT.replace("1234", "+1234"),
        TEXT.replace("1234", "-1"),
        TEXT.replace("1234", " 1234"),
        TEXT.replace("1234", "1_234"),
        TEXT.replace("1234", "1234.0"),
        TEXT.replace("1234", "١٢"),  # digits, but not of ASCII
        TEXT.replace("1234", str(2**63)),
        TEXT.replace("1234", "1" * 5_000),
        TEXT.replace(ROOT_LINE, ""),
        TEXT.replace(ROOT_LINE, ROOT_LINE[:-1]),
        TEXT.replace(ROOT_LINE, ROOT_LINE[:-2] + "9="),
        TEXT.replace(ROOT_LINE, ROOT_LINE + "="),
        TEXT.replace(ROOT_LINE, ROOT_LINE[4:]),
        TEXT.replace(ROOT_LINE, "AAAA" + ROOT_LINE),
        TEXT.replace(ROOT_LINE, ROOT_LINE.replace("A", "_")),
        TEXT.replace(ROOT_LINE, ROOT.hex()),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n1234", "\t\n1234"),
    ],
)
def test_no_other_three_lines_are_a_checkpoint(text: str) -> None:
    with pytest.raises(MalformedCheckpoint) as refusal:
        parse(text)
    assert refusal.value.code == "malformed-checkpoint"
    assert refusal.value.sentence
    with pytest.raises((MalformedCheckpoint, note.MalformedNote)):
        opened(whatever(text), [LOZERE], verify)


def whatever(text: str) -> bytes:
    """Signed all the same, as a log that went astray could do."""
    line = note.Signature(LOZERE.name, LOZERE.key_id, KEY.sign(text.encode()))
    return note.Note(text, (line,)).encode()


@pytest.mark.parametrize(
    ("name", "size", "root"),
    [
        ("", 1, ROOT),
        ("a\nb", 1, ROOT),
        ("a\x00", 1, ROOT),
        ("a\ud800", 1, ROOT),
        ("a", -1, ROOT),
        ("a", 2**63, ROOT),
        ("a", 1, ROOT[1:]),
        ("a", 0, EMPTY_ROOT + b"\x00"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(name: str, size: int, root: bytes) -> None:
    with pytest.raises(MalformedCheckpoint):
        Checkpoint(name, TreeHead(size, root))
