"""Signed notes (c2sp.org/signed-note): a text and, under it, the signatures of one or more keys."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.errors import Invalid
from domain.evidence import strict_base64
from domain.evidence.verifier_key import KEY_ID_SIZE, VerifierKey, is_name

# The page asks for 16 signatures at least, and has some of nearly 5 kB, before base64.
LONGEST = 200_000
MOST_SIGNATURES = 16
DASH = "— "
FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")

# Both take the UTF-8 of the text. Verify: public key, signature, message.
Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes, bytes], bool]


class MalformedNote(Invalid):
    code = "malformed-note"


class FalseSignature(Invalid):
    """A known key is named, and did not sign this text."""

    code = "false-signature"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line. `value`: 64 bytes for Ed25519; other kinds of keys have other lengths."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {strict_base64.encode(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a line feed, which is signed too. Lines of unknown keys are kept."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def encode(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()


def signed(note: Note, key: VerifierKey, sign: Sign) -> Note:
    """The same text with one more line, in place of an earlier one of that key.

    Raises MalformedNote.
    """
    if not note.text.endswith("\n") or FORBIDDEN.search(note.text):
        raise MalformedNote("Le texte à signer doit finir par un saut de ligne, sans contrôle.")
    line = Signature(key.name, key.key_id, sign(note.text.encode()))
    kept = [one for one in note.signatures if (one.name, one.key_id) != (key.name, key.key_id)]
    return Note(note.text, (*kept, line))


def parse(data: bytes) -> Note:
    """Read a note, trusting nothing in it yet: `signers` says whose it is. Raises MalformedNote.

    Whatever is accepted is written again byte for byte by `encode`.
    """
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise MalformedNote("Une note signée s’écrit en UTF-8.") from error
    if len(data) > LONGEST or FORBIDDEN.search(whole):
        raise MalformedNote("La note est trop longue, ou contient un caractère de contrôle.")
    text, blank, signatures = whole.rpartition("\n\n")
    *lines, end = signatures.split("\n")
    if not blank or not 1 <= len(lines) <= MOST_SIGNATURES or end:
        raise MalformedNote("Sous la note, une ligne vide puis 1 à 16 signatures sont attendues.")
    return Note(f"{text}\n", tuple(map(_signature, lines)))


def signers(note: Note, keys: Iterable[VerifierKey], verify: Verify) -> list[VerifierKey]:
    """Those of the keys that signed the text. Raises FalseSignature.

    Lines of other keys say nothing, even where the name alone or the key id alone is known.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is not None and not verify(key.public, line.value, note.text.encode()):
            raise FalseSignature(f"La signature de « {key.name} » est fausse.")
        if key is not None and key not in found:
            found.append(key)
    return found


def _signature(line: str) -> Signature:
    name, _, text = line.removeprefix(DASH).partition(" ")
    try:
        data = strict_base64.decode(text)
    except ValueError as error:
        raise MalformedNote("Une signature est mal recopiée.") from error
    if not line.startswith(DASH) or not is_name(name) or len(data) <= KEY_ID_SIZE:
        raise MalformedNote("Une ligne de signature est mal formée.")
    return Signature(name, data[:KEY_ID_SIZE], data[KEY_ID_SIZE:])
