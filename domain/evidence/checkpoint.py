"""Checkpoints (c2sp.org/tlog-checkpoint): a log, its size and its root hash, in a signed note.

Signing one is a promise: no log ever signs two that no consistency proof joins.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from domain.errors import Invalid
from domain.evidence import note, strict_base64
from domain.evidence.merkle import HASH_SIZE, LARGEST_SIZE, TreeHead
from domain.evidence.note import Note, Sign, Verify
from domain.evidence.verifier_key import VerifierKey

TEXT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([0-9A-Za-z+/=]+)\n")
LINE = re.compile(r"[^\x00-\x1f\ud800-\udfff]+")


class MalformedCheckpoint(Invalid):
    code = "malformed-checkpoint"


class UnknownSigner(Invalid):
    """No known key of that log signed it."""

    code = "unknown-signer"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`origin` names the log for ever, moves included (`origin`). Raises MalformedCheckpoint."""

    origin: str
    head: TreeHead

    def __post_init__(self) -> None:
        if not LINE.fullmatch(self.origin):
            raise MalformedCheckpoint("L’origine d’un journal tient sur une ligne.")
        if not 0 <= self.head.size <= LARGEST_SIZE:
            raise MalformedCheckpoint("La taille d’un journal va de 0 à 2⁶³ - 1.")
        if len(self.head.root) != HASH_SIZE:
            raise MalformedCheckpoint(f"Une racine compte {HASH_SIZE} octets.")

    @property
    def text(self) -> str:
        """What is signed: origin, size in decimal, root in base64, a line each."""
        return f"{self.origin}\n{self.head.size}\n{strict_base64.encode(self.head.root)}\n"


def origin(instance: UUID, code: str) -> str:
    """Of the log of a tenant: `<instance>/t/48`, as the code is published but in lower case."""
    return f"{instance}/t/{code.lower()}"


def signed(checkpoint: Checkpoint, key: VerifierKey, sign: Sign) -> Note:
    """`note.signed` adds the line of a second key, as when keys change."""
    return note.signed(Note(checkpoint.text), key, sign)


def parse(text: str) -> Checkpoint:
    """Read the text of a note. Raises MalformedCheckpoint, also for extension lines.

    The page allows those and advises against them: nobody could tell what they promise.
    """
    lines = TEXT.fullmatch(text)
    if lines is None:
        raise MalformedCheckpoint("Un point de contrôle a trois lignes : journal, taille, racine.")
    try:
        root = strict_base64.decode(lines[3])
    except ValueError as error:
        raise MalformedCheckpoint("La racine est mal recopiée.") from error
    return Checkpoint(lines[1], TreeHead(int(lines[2]), root))


def opened(data: bytes, keys: Iterable[VerifierKey], verify: Verify) -> Checkpoint:
    """The checkpoint that a known key of that very log signed.

    A key is one of the log when its name is the origin: the key of one département says nothing
    of another's log, nor does a witness that cosigned. Raises MalformedNote, FalseSignature,
    UnknownSigner, MalformedCheckpoint.
    """
    received = note.parse(data)
    names = {key.name for key in note.signers(received, keys, verify)}
    checkpoint = parse(received.text)
    if checkpoint.origin not in names:
        raise UnknownSigner("Aucune clé connue de ce journal n’a signé ce point de contrôle.")
    return checkpoint
