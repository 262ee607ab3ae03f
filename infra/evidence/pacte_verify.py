"""Checks an audit bundle of Pacte, and says in French what holds, what does not, what nobody knows.

    python3 pacte_verify.py PAQUET [--key CLÉ] [--against mail.eml] [--tsa-ca CA.pem] [--json]
    python3 pacte_verify.py PAQUET… --national reçu.json [--key CLÉ] [--json]

Exit code: 0 it holds, 1 it does not, 2 it cannot be read. One file, longer than those of the house
on purpose: it goes out with every bundle, and runs anywhere on Python 3.11 or newer alone.

In this order: canonical JSON; Ed25519 (RFC 8032); Merkle trees (RFC 9162); signed checkpoints
(C2SP signed-note, tlog-checkpoint); time-stamps (RFC 3161); what events give; the bundle's files;
its log; what was kept outside; who looked; a national sum; the report.
"""

import argparse
import base64
import hashlib
import json
import re
import shutil
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from functools import lru_cache
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

FORMAT = "pacte-bundle/1"
MANIFEST, EVENTS, CHECKPOINT, OLDER = (
    "manifest.json",
    "events.jsonl",
    "checkpoint.txt",
    "checkpoints",
)
KEYS, PROOFS, LEAVES = "keys.json", "proofs.json", "leaves.txt"
STATE, TEXTS = "state.json", "texts.json"
STAMP, OLDER_STAMPS = "timestamp.tsr", "timestamps"
LOOKS, LOOKS_CHECKPOINT, OF_LOOKS = "access.jsonl", "access-checkpoint.txt", "/access"
NEEDED = {EVENTS, CHECKPOINT, KEYS, PROOFS, LEAVES, STATE, LOOKS, LOOKS_CHECKPOINT}
NEEDED |= {"LISEZMOI.txt", "pacte_verify.py"}
ALLOWED = NEEDED | {TEXTS, STAMP}
OLDER_NAME = re.compile(rf"{OLDER}/([1-9][0-9]{{0,18}})\.txt")
STAMP_NAME = re.compile(rf"{OLDER_STAMPS}/([1-9][0-9]{{0,18}})\.tsr")
HEX = re.compile(r"[0-9a-f]{64}")
HASH = 32
LONGEST_LINE = 1 << 24
LONGEST_MAIL = 1 << 26
MOST_SHOWN = 20
MOST_KEPT = 1000


class Wrong(Exception):
    """Something does not hold; the sentence says what."""


class Unreadable(Exception):
    """Nothing here can be checked at all."""


# Canonical JSON: one text for each value.

LARGEST = 2**53 - 1


def canonical(value: Any) -> bytes:
    return ENCODER.encode(value).encode()


def decoded(data: bytes) -> Any:
    """The value of canonical JSON. Raises Wrong for any other bytes."""
    try:
        text = data.decode()
        value = DECODER.decode(text)
        if canonical(value) != data:
            raise Wrong("ce n’est pas du JSON canonique")
        if not text.isascii() or "\\u0000" in text:
            _clean(value)
    except (ValueError, RecursionError) as error:
        raise Wrong("ce n’est pas du JSON lisible") from error
    return value


def _integer(digits: str) -> int:
    number = int(digits)
    if abs(number) > LARGEST:
        raise Wrong("un entier dépasse 2⁵³ - 1")
    return number


def _no_float(digits: str) -> float:
    raise Wrong(f"{digits[:20]} n’est pas un entier")


ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
DECODER = json.JSONDecoder(parse_float=_no_float, parse_int=_integer, parse_constant=_no_float)


def _clean(value: Any) -> None:
    """Every text in NFC, without NUL; every name of a member in ASCII."""
    if isinstance(value, str):
        if "\x00" in value or not unicodedata.is_normalized("NFC", value):
            raise Wrong("un texte n’est pas en forme normale (NFC)")
    elif isinstance(value, list):
        for item in value:
            _clean(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if not name.isascii():
                raise Wrong("un nom de champ n’est pas en ASCII")
            _clean(item)


# Ed25519, verification only (RFC 8032 §5.1.7), in extended coordinates (X, Y, Z, T).

Point = tuple[int, int, int, int]
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
NEUTRAL: Point = (0, 1, 1, 0)
SIGN = 1 << 255
SIGNATURE_SIZE = 64
DIGITS, BASE_OF_DIGITS = 64, 16


def ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Strict: one encoding for each point and scalar, and no point of small order. Never raises."""
    if len(public) != HASH or len(signature) != SIGNATURE_SIZE:
        return False
    key, scalar = _point(public), int.from_bytes(signature[HASH:], "little")
    if key is None or scalar >= ORDER or _small(key):
        return False
    digest = hashlib.sha512(signature[:HASH] + public + message).digest()
    factor = int.from_bytes(digest, "little") % ORDER
    x, y, z, t = key
    found = _add(_product(scalar, BASE), _product(factor, (-x % PRIME, y, z, -t % PRIME)))
    return _encoded(found) == signature[:HASH] and not _small(found)


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _double(one: Point) -> Point:
    a, b, c = one[0] * one[0], one[1] * one[1], 2 * one[2] * one[2]
    h = a + b
    e = h - (one[0] + one[1]) ** 2
    g = a - b
    f = c + g
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


@lru_cache(maxsize=16)
def _multiples(point: Point) -> list[list[Point]]:
    """In row i, 0 to 15 times 16**i times the point: made once for each key, used by every note."""
    rows = []
    for _ in range(DIGITS):
        row = [NEUTRAL]
        for _ in range(BASE_OF_DIGITS - 1):
            row.append(_add(row[-1], point))
        rows.append(row)
        point = _add(row[-1], point)
    return rows


def _product(scalar: int, point: Point) -> Point:
    found = NEUTRAL
    for row in _multiples(point):
        found = _add(found, row[scalar % BASE_OF_DIGITS])
        scalar //= BASE_OF_DIGITS
    return found


def _small(point: Point) -> bool:
    """Whether its order divides 8: such a key would sign anything."""
    x, y, z, _ = _double(_double(_double(point)))
    return x % PRIME == 0 and (y - z) % PRIME == 0


def _encoded(point: Point) -> bytes:
    inverse = pow(point[2], -1, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(HASH, "little")


def _point(data: bytes) -> Point | None:
    """Decoded as in RFC 8032 §5.1.3; None: these bytes are no point."""
    number = int.from_bytes(data, "little")
    y, odd = number % SIGN, number >> 255
    if y >= PRIME:
        return None
    top, below = (y * y - 1) % PRIME, (CURVE * y * y + 1) % PRIME
    x = (
        top
        * pow(below, 3, PRIME)
        * pow(top * pow(below, 7, PRIME), (PRIME - 5) // 8, PRIME)
        % PRIME
    )
    if (below * x * x + top) % PRIME == 0:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (below * x * x - top) % PRIME or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_Y = 4 * pow(5, -1, PRIME) % PRIME
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % PRIME)


# Merkle trees (RFC 9162 §2.1). The event at position 1 is leaf 0.


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows leaf by leaf; its root is known at every size."""

    def __init__(self) -> None:
        self.size = 0
        self._complete: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        index = self.size
        while index & 1:
            leaf, index = node_hash(self._complete.pop(), leaf), index >> 1
        self._complete.append(leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self._complete:
            return hashlib.sha256(b"").digest()
        *others, found = self._complete
        for left in reversed(others):
            found = node_hash(left, found)
        return found


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for digest in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(digest, found)
            place, last = _left_turn(place, last)
        else:
            found = node_hash(found, digest)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def begins(old: "Checkpoint", new: "Checkpoint", proof: Sequence[bytes]) -> bool:
    """RFC 9162 §2.1.4.2: whether the leaves of the old tree are the first ones of the new."""
    if not 0 < old.size < new.size or not proof:
        return False
    path = [old.root, *proof] if old.size.bit_count() == 1 else list(proof)
    place, last = old.size - 1, new.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for digest in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(digest, older), node_hash(digest, newer)
            place, last = _left_turn(place, last)
        else:
            newer = node_hash(newer, digest)
        place, last = place >> 1, last >> 1
    return last == 0 and (older, newer) == (old.root, new.root)


def _left_turn(place: int, last: int) -> tuple[int, int]:
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


# Signed checkpoints: origin, size and root of a log, and under them who signed.

NOTE = re.compile(
    "(?m)^(?P<text>(?P<origin>[^\\n]+)\\n(?P<size>0|[1-9][0-9]{0,18})\\n(?P<root>[0-9A-Za-z+/=]+)\\n)"
    "\\n(?P<lines>(?:— [^\\n]+\\n)+)"
)
KEY_ID = 4
ED25519 = b"\x01"


class Key(NamedTuple):
    """`name` is the origin of the log that it signs for."""

    name: str
    key_id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes


def unbase64(text: str) -> bytes:
    """Raises Wrong for a text that is not the one of its value."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Wrong("une valeur en base64 est mal recopiée") from error
    if base64.b64encode(data).decode() != text:
        raise Wrong("une valeur en base64 est mal recopiée")
    return data


BARE_KEY = re.compile(r"[0-9a-f]{64}")


def named_key(name: str, public: bytes) -> Key:
    data = name.encode() + b"\n" + ED25519 + public
    return Key(name, hashlib.sha256(data).digest()[:KEY_ID], public)


def of_looks(keys: Sequence[Key]) -> list[Key]:
    """The same keys, under the name of the log of looks of each log."""
    return [named_key(key.name + OF_LOOKS, key.public) for key in keys]


def parse_key(text: str) -> Key:
    """`name+key id in hex+base64`. Raises Wrong."""
    name, _, rest = text.partition("+")
    known, _, encoded = rest.partition("+")
    data = unbase64(encoded)
    key = named_key(name, data[1:])
    if data[:1] != ED25519 or len(data) != HASH + 1 or known != key.key_id.hex() or not name:
        raise Wrong("une clé publique est mal recopiée, ou n’est pas Ed25519")
    return key


def key_given(text: str, bundle: Path) -> Key:
    """As `parse_key`, or 64 hex digits alone: of the log that the bundle is of. Raises Wrong."""
    if not BARE_KEY.fullmatch(text):
        return parse_key(text)
    name = str(opened_bundle(bundle, Report(str(bundle))).manifest["origin"])
    return named_key(name, bytes.fromhex(text))


def notes(text: str) -> list["re.Match[str]"]:
    """Every checkpoint that stands in a text, whatever stands around it."""
    return list(NOTE.finditer(text.replace("\r\n", "\n").rstrip("\n") + "\n"))


def opened(note: "re.Match[str]", keys: Sequence[Key]) -> tuple[Checkpoint, list[Key]]:
    """What it says, and which of the keys of that very log signed it. Raises Wrong."""
    root = unbase64(note["root"])
    if len(root) != HASH:
        raise Wrong("la racine ne compte pas 32 octets")
    signers = []
    for line in note["lines"].splitlines():
        name, _, encoded = line.removeprefix("— ").partition(" ")
        data = unbase64(encoded)
        for key in dict.fromkeys(keys):
            if name != note["origin"] or (name, data[:KEY_ID]) != key[:2]:
                continue
            if not ed25519(key.public, data[KEY_ID:], note["text"].encode()):
                raise Wrong("sa signature est fausse")
            signers.append(key)
    if not signers:
        raise Wrong("aucune clé connue de ce journal ne l’a signé")
    return Checkpoint(note["origin"], int(note["size"]), root), signers


def sole_note(data: bytes) -> "re.Match[str]":
    """A file that is a checkpoint and nothing more. Raises Wrong."""
    try:
        found = NOTE.fullmatch(data.decode())
    except UnicodeDecodeError as error:
        raise Wrong("ce n’est pas un point de contrôle") from error
    if found is None:
        raise Wrong("ce n’est pas un point de contrôle")
    return found


def first_signed(data: bytes) -> bytes:
    """As it was when it was stamped: in a bundle, a later key signs below. Raises Wrong."""
    note = sole_note(data)
    first, _, _ = note["lines"].partition("\n")
    return f"{note['text']}\n{first}\n".encode()


# Time-stamps (RFC 3161): what was stamped, and when, out of the DER of the answer.

TIME = 0x18
LONG_FORM = 0x80
IMPRINT_OF_SHA256 = bytes.fromhex("0609608648016503040201")
STAMPED = bytes.fromhex("2a864886f70d0109100104")
GRANTED = (0x02, b"\x00")
MOMENT = re.compile(r"([0-9]{14})(\.[0-9]{1,9})?Z")
SECONDS = 60


def _parts(data: bytes) -> list[tuple[int, bytes]]:
    """Tag and content of each element in a row. Raises Wrong."""
    found, at = [], 0
    while at < len(data):
        head = data[at : at + 2]
        length, start = (head[1], at + 2) if len(head) == 2 else (-1, at)  # noqa: PLR2004
        if length >= LONG_FORM:
            count = length - LONG_FORM
            length = int.from_bytes(data[start : start + count], "big") if count else -1
            start += count
        if not 0 <= length <= len(data) - start:
            raise Wrong("l’horodatage est illisible")
        found.append((head[0], data[start : start + length]))
        at = start + length
    return found


class Stamped(NamedTuple):
    """What hash was stamped, and at what time of the authority, to the second below."""

    digest: bytes
    moment: datetime


def stamp(data: bytes) -> Stamped:
    """Raises Wrong."""
    try:
        # Only along the way that is signed: the same bytes elsewhere in the answer mean nothing.
        ((_, answer),) = _parts(data)
        (_, status), (_, token) = _parts(answer)
        (_, (_, explicit)) = _parts(token)
        content = _parts(_parts(explicit)[0][1])[2][1]
        (_, kind), (_, wrapped) = _parts(content)
        if kind != STAMPED or _parts(status)[0] != GRANTED:
            raise Wrong("l’horodatage est illisible")
        ((_, octets),) = _parts(wrapped)
        ((_, info),) = _parts(octets)
        members = _parts(info)
        (_, algorithm), (_, digest) = _parts(members[2][1])
        said = next(value for tag, value in members[3:] if tag == TIME).decode("ascii")
        moment = MOMENT.fullmatch(said)
        at = datetime.strptime(moment[1] if moment else "", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except (ValueError, IndexError, StopIteration) as error:
        raise Wrong("l’horodatage est illisible") from error
    if not algorithm.startswith(IMPRINT_OF_SHA256):
        raise Wrong("l’horodatage n’est pas fait sur SHA-256")
    return Stamped(digest, at)


FALSE_STAMP = "sa signature est fausse, ou ce qu’elle couvre a été modifié"
STRANGE_STAMP = "il n’est pas signé par l’autorité que vous avez donnée"
PAST_STAMP = "le certificat de l’autorité n’était pas valable à cette heure"


def stamped_by(answer: Path, found: Stamped, authority: Path | None) -> str | None:
    """What is wrong with it, as openssl says; "": nothing. None: nobody here can say.

    Certificates are judged as of the time that it tells itself.
    """
    openssl = shutil.which("openssl")
    if openssl is None or authority is None:
        return None
    files = ["-in", str(answer), "-digest", found.digest.hex(), "-CAfile", str(authority)]
    how = ["-attime", str(int(found.moment.timestamp())), "-partial_chain"]
    asked = [openssl, "ts", "-verify", *files, *how]
    try:
        done = subprocess.run(asked, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    said = (done.stdout + done.stderr).decode(errors="replace").lower()
    if done.returncode == 0:
        return ""
    if "verification: failed" not in said:
        return None  # an openssl that does not know these options
    if "certificate verify error" not in said:
        return FALSE_STAMP
    return PAST_STAMP if "expired" in said or "not yet valid" in said else STRANGE_STAMP


def authority_given(path: Path | None) -> Path | None:
    """Raises Wrong: else what cannot be read would pass for another authority."""
    try:
        if path is None or b"-----BEGIN CERTIFICATE-----" in whole_file(path):
            return path
    except OSError:
        pass
    raise Wrong("le fichier donné par --tsa-ca n’est pas lisible, ou pas un certificat en PEM")


# What events give: versions and money of each convention.

Pair = tuple[Any, str]
# Exercice, axe, volet, funder, side.
Where = tuple[int | None, int | None, str | None, str, str]
# The same, after the convention and the number of its version.
Line = tuple[str, int, int | None, int | None, str | None, str, str]


@dataclass
class Terms:
    """`actions`: axe and volet; `funding`: by line, where it counts and its cents."""

    parties: dict[str, str] = field(default_factory=dict)
    actions: dict[str, tuple[int | None, str | None]] = field(default_factory=dict)
    funding: dict[str, dict[str, Any]] = field(default_factory=dict)

    def copy(self) -> "Terms":
        lines = {key: dict(line) for key, line in self.funding.items()}
        return Terms(dict(self.parties), dict(self.actions), lines)

    def totals(self) -> dict[str, list[dict[str, Any]]]:
        """Cents by exercice and funder, and by exercice and side; lines of dropped actions not."""
        funders: dict[Pair, int] = {}
        sides: dict[Pair, int] = {}
        for line in self.funding.values():
            if line["action_id"] is None or line["action_id"] in self.actions:
                year, funder = line["exercice"], line["funder_id"]
                side = self.parties.get(funder, "partner")
                funders[year, funder] = funders.get((year, funder), 0) + line["amount_cents"]
                sides[year, side] = sides.get((year, side), 0) + line["amount_cents"]
        return {"funders": _rows(funders, "funder_id"), "sides": _rows(sides, "side")}

    def lines(self) -> dict[Where, int]:
        """The same cents, as finely as a national sum tells them.

        A line without a volet of its own counts in that of its action.
        """
        found: dict[Where, int] = {}
        for line in self.funding.values():
            action, funder = line["action_id"], line["funder_id"]
            if action is None or action in self.actions:
                axe, volet = self.actions.get(action, (None, None))
                side = self.parties.get(funder, "partner")
                where = (line["exercice"], axe, line["volet"] or volet, funder, side)
                found[where] = found.get(where, 0) + line["amount_cents"]
        return found


def _rows(sums: dict[Pair, int], name: str) -> list[dict[str, Any]]:
    ordered = sorted(sums, key=lambda key: (key[0] or 0, key[1]))
    return [{"cents": sums[key], "exercice": key[0], name: key[1]} for key in ordered]


@dataclass
class Act:
    """One convention. `lines`: what each of its versions says of money."""

    kind: str
    title: str
    ends_on: str = ""
    terms: Terms = field(default_factory=Terms)
    signed: Terms | None = None
    versions: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[Where, int]] = field(default_factory=list)

    def applying(self, day: str | None) -> int | None:
        """The number of the version in force on that day; of the last one without a day."""
        begun = [one["no"] for one in self.versions if day is None or one["effective_from"] <= day]
        return begun[-1] if begun and (day is None or day <= self.ends_on) else None

    def put_in_force(self, said: dict[str, Any], act: str) -> None:
        """Raises Wrong for a version out of turn."""
        if said["version_no"] != len(self.versions) + 1:
            raise Wrong("la version n’est pas la suivante")
        self.signed = self.terms.copy()
        version = {name: said[name] for name in ("content_hash", "effective_from", "signed_on")}
        numbered = {"act": act, "no": said["version_no"], "totals": self.signed.totals()}
        self.versions.append(version | numbered)
        self.lines.append(self.signed.lines())


def _adjusted(act: Act, said: dict[str, Any]) -> None:
    line = act.terms.funding[said["line_id"]]
    if line["amount_cents"] != said["old_cents"]:
        raise Wrong("old_cents n’est pas le montant d’avant")
    if said["new_cents"] - said["old_cents"] != said["delta_cents"]:
        raise Wrong("delta_cents n’est pas l’écart des deux montants")
    line["amount_cents"] = said["new_cents"]


def _planned(act: Act, said: dict[str, Any]) -> None:
    names = ("action_id", "exercice", "funder_id", "volet", "amount_cents")
    act.terms.funding[said["line_id"]] = {name: said[name] for name in names}


def _withdrawn(act: Act, said: dict[str, Any]) -> None:
    act.terms.actions.pop(said["action_id"], None)


def _restored(act: Act, _: dict[str, Any]) -> None:
    act.terms = (act.signed or act.terms).copy()


# What changes versions or money, at schema version 1; every other type changes neither.
MUTATORS: dict[str, Callable[[Act, dict[str, Any]], None]] = {
    "convention.party_added": lambda act, said: act.terms.parties.update(
        {said["organization_id"]: said["side"]}
    ),
    "convention.action_added": lambda act, said: act.terms.actions.update(
        {said["action_id"]: (said["axe"], said["volet"])}
    ),
    "convention.action_withdrawn": _withdrawn,
    "convention.funding_planned": _planned,
    "convention.funding_adjusted": _adjusted,
    "convention.version_imported": lambda act, said: act.put_in_force(said, said["act"]),
    "convention.convention_signed": lambda act, said: act.put_in_force(said, "initial"),
    "convention.avenant_signed": lambda act, said: act.put_in_force(said, "avenant"),
    "convention.avenant_abandoned": _restored,
}
DRAFTED = "convention.convention_drafted"
SIGNATURES = {
    "convention.convention_signed_by",
    "convention.convention_signed",
    "convention.avenant_signed",
}


@dataclass
class Fold:
    """The conventions of a log, event by event."""

    acts: dict[str, Act] = field(default_factory=dict)

    def apply(self, event: dict[str, Any]) -> None:
        """Raises Wrong for an event that cannot follow, or is of a newer shape."""
        kind, said, stream = event["type"], event["state"], event["stream"]
        if kind != DRAFTED and kind not in MUTATORS:
            return
        if event["schema_version"] != 1:
            raise Wrong("sa forme est plus récente que ce vérificateur")
        try:
            if kind == DRAFTED:
                self.acts[stream] = Act(said["kind"], said["title"], said["ends_on"])
            else:
                MUTATORS[kind](self.acts[stream], said)
        except (KeyError, TypeError) as error:
            raise Wrong(f"il ne peut pas être rejoué ({error})") from error

    def lines(self, day: str | None) -> dict[Line, int]:
        """Cents of all that was in force on that day."""
        found: dict[Line, int] = {}
        for key, act in self.acts.items():
            number = act.applying(day)
            if number is not None:
                for where, cents in act.lines[number - 1].items():
                    found[(key, number, *where)] = cents
        return found

    def state(self, position: int) -> dict[str, Any]:
        conventions = [
            {
                "convention_id": key,
                "current": act.terms.totals(),
                "kind": act.kind,
                "title": act.title,
                "versions": act.versions,
            }
            for key, act in sorted(self.acts.items())
        ]
        return {"conventions": conventions, "position": position, "unreadable": []}


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two JSON values differ: path, old, new."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            yield from differences(old.get(name), new.get(name), f"{path}.{name}" if path else name)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif old != new or type(old) is not type(new):
        yield path, old, new


# The report.


class Finding(NamedTuple):
    """`holds` None: nobody can know from here. `position` and `field`: of the event at fault."""

    holds: bool | None
    text: str
    position: int | None = None
    field: str | None = None


@dataclass
class Report:
    bundle: str
    tenant: str = ""
    findings: list[Finding] = field(default_factory=list)
    failures: int = 0
    head: dict[str, Any] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)

    def good(self, text: str) -> None:
        self.findings.append(Finding(True, text))

    def bad(self, text: str, position: int | None = None, name: str | None = None) -> None:
        self.failures += 1
        if self.failures <= MOST_KEPT:
            where = f"{self.tenant or '?'}, position {position} : " if position else ""
            which = f" [champ {name}]" if name else ""
            self.findings.append(Finding(False, f"{where}{text}{which}", position, name))

    def unknown(self, text: str) -> None:
        self.findings.append(Finding(None, text))

    def check(self, holds: bool, good: str, bad: str) -> bool:  # noqa: FBT001
        if holds:
            self.good(good)
        else:
            self.bad(bad)
        return holds


# The files of a bundle.


LONGEST_FILE = 256_000_000


def ordinary(path: Path) -> None:
    """Raises OSError for what has no end, or waits for somebody: a device, a pipe."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(path)


def whole_file(path: Path) -> bytes:
    """Raises OSError."""
    ordinary(path)
    if path.stat().st_size > LONGEST_FILE:
        raise OSError(path)
    return path.read_bytes()


@dataclass
class Bundle:
    """`signed`: what was found to be signed: a name, a size, by whom. `retired`: until when."""

    folder: Path
    manifest: dict[str, Any]
    report: Report
    signed: list[tuple[str, int, list[Key]]] = field(default_factory=list)
    retired: dict[Key, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return int(self.manifest["size"])

    def data(self, name: str) -> bytes:
        """Raises Wrong."""
        try:
            return whole_file(self.folder / name)
        except OSError as error:
            raise Wrong(f"{name} manque ou ne se lit pas") from error

    def json(self, name: str) -> Any:
        """Raises Wrong."""
        data = self.data(name)
        try:
            return decoded(data.removesuffix(b"\n") if data.endswith(b"}\n") else b"")
        except Wrong as error:
            raise Wrong(f"{name} : {error}") from error

    def lines(self, name: str) -> Iterator[bytes]:
        """Without their line feeds. Raises Wrong."""
        try:
            ordinary(self.folder / name)
            with (self.folder / name).open("rb") as file:
                while line := file.readline(LONGEST_LINE):
                    if not line.endswith(b"\n"):
                        raise Wrong(f"{name} : une ligne est trop longue ou n’est pas finie")
                    yield line[:-1]
        except OSError as error:
            raise Wrong(f"{name} manque ou ne se lit pas") from error

    @property
    def older(self) -> list[int]:
        """The sizes of the older checkpoints."""
        found = [OLDER_NAME.fullmatch(name) for name in self.manifest["files"]]
        return sorted(int(name[1]) for name in found if name)


MEMBERS: dict[str, type] = {
    "as_of": str,
    "files": dict,
    "format": str,
    "looks": int,
    "manifest_sha256": str,
    "origin": str,
    "program": str,
    "root": str,
    "size": int,
    "tenant": str,
    "time_stamp": str,
}


def opened_bundle(folder: Path, report: Report) -> Bundle:
    """Raises Unreadable."""
    try:
        data = whole_file(folder / MANIFEST)
    except OSError as error:
        raise Unreadable(f"{MANIFEST} manque ou ne se lit pas dans ce dossier") from error
    try:
        manifest = decoded(data.removesuffix(b"\n"))
    except Wrong as error:
        raise Unreadable(f"{MANIFEST} : {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Unreadable(f"ce n’est pas un paquet au format {FORMAT}")
    shaped = {name: type(value) for name, value in manifest.items()} == MEMBERS
    if not shaped or not all(map(_described, manifest["files"].items())):
        raise Unreadable(f"{MANIFEST} n’a pas la forme attendue")
    report.tenant = manifest["tenant"]
    report.head = {name: manifest[name] for name in ("tenant", "origin", "size", "root", "as_of")}
    said = manifest["manifest_sha256"]
    others = {name: value for name, value in manifest.items() if name != "manifest_sha256"}
    if said != hashlib.sha256(canonical(others)).hexdigest() or not data.endswith(b"}\n"):
        report.bad(f"{MANIFEST} ne porte pas sa propre empreinte : il a été modifié")
    return Bundle(folder, manifest, report)


def _described(item: tuple[str, Any]) -> bool:
    name, said = item
    if not (name in ALLOWED or OLDER_NAME.fullmatch(name) or STAMP_NAME.fullmatch(name)):
        return False
    shape = {key: type(value) for key, value in said.items()} if isinstance(said, dict) else None
    return shape == {"bytes": int, "sha256": str}


def check_files(bundle: Bundle) -> None:
    """That there is what the manifest names, byte for byte, and nothing else."""
    report, named = bundle.report, bundle.manifest["files"]
    before = report.failures
    for name in sorted(NEEDED - named.keys()):
        report.bad(f"{MANIFEST} ne nomme pas {name}")
    for name, said in sorted(named.items()):
        found = _measured(bundle.folder / name)
        if found is None:
            report.bad(f"{name} manque ou ne se lit pas")
        elif found != (said["bytes"], said["sha256"]):
            report.bad(f"{name} n’est pas le fichier que nomme {MANIFEST}")
    for path in sorted(bundle.folder.rglob("*")):
        name = path.relative_to(bundle.folder).as_posix()
        folder = name in (OLDER, OLDER_STAMPS) and path.is_dir()
        if name not in named and name != MANIFEST and not folder:
            report.bad(f"{name} est de trop : {MANIFEST} ne le nomme pas")
    if report.failures == before:
        report.good(f"Les {len(named)} fichiers du paquet sont ceux que nomme {MANIFEST}.")


def _measured(path: Path) -> tuple[int, str] | None:
    """Bytes and SHA-256 of an ordinary file."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return path.stat().st_size, digest
    except OSError:
        return None


def bundled_keys(bundle: Bundle) -> list[Key]:
    """Those of `keys.json`, the newest last; none when it does not hold."""
    try:
        keys = _keys(bundle.json(KEYS), bundle.manifest["origin"])
        bundle.retired = {key: until for key, until in keys.items() if until}
        return list(keys)
    except Wrong as error:
        bundle.report.bad(f"{KEYS} : {error}")
    except (KeyError, TypeError, AttributeError):
        bundle.report.bad(f"{KEYS} n’a pas la forme attendue")
    return []


def _keys(said: Any, origin: str) -> dict[Key, str | None]:
    """Until when each signed.

    Raises Wrong, or for another shape KeyError, TypeError, AttributeError.
    """
    names = ("key", "since", "until")
    exactly(said, {"keys": [{name: one[name] for name in names} for one in said["keys"]]})
    keys = {parse_key(one["key"]): one["until"] for one in said["keys"]}
    dates = [(one["since"], one["until"]) for one in said["keys"]]
    dates = [(since, since if until is None else until) for since, until in dates]
    if any(when(at) is None for each in dates for at in each):
        raise Wrong("la date d’une clé n’est pas un instant")
    if len(keys) != len(dates):
        raise Wrong("une clé est répétée")
    if any(until < since for since, until in dates):
        raise Wrong("les dates d’une clé se contredisent")
    if any(key.name != origin for key in keys):
        raise Wrong("une clé n’est pas celle de ce journal")
    return keys


def exactly(said: Any, again: Any) -> None:
    """Nothing stands in it that nobody reads. Raises TypeError."""
    if canonical(said) != canonical(again):
        raise TypeError(said)


def signed_note(bundle: Bundle, name: str, keys: Sequence[Key]) -> tuple[Checkpoint, list[Key]]:
    """As `opened`, of a file with no line but theirs, in the order of the keys. Raises Wrong."""
    note = sole_note(bundle.data(name))
    found, signers = opened(note, keys)
    ordered = [key for key in dict.fromkeys(keys) if key in signers]
    if signers != ordered or len(signers) != note["lines"].count("\n"):
        raise Wrong("une ligne de signature est de trop, ou n’est pas à sa place")
    return found, signers


def own_checkpoint(bundle: Bundle, keys: Sequence[Key], given: Sequence[Key]) -> Checkpoint | None:
    """That of the bundle itself, when somebody known signed it."""
    report, manifest = bundle.report, bundle.manifest
    try:
        found, signers = signed_note(bundle, CHECKPOINT, [*keys, *given])
    except Wrong as error:
        report.bad(f"{CHECKPOINT} : {error}")
        return None
    bundle.signed.append((CHECKPOINT, found.size, signers))
    said = (manifest["origin"], manifest["size"], manifest["root"])
    if (found.origin, found.size, base64.b64encode(found.root).decode()) != said:
        report.bad(f"{CHECKPOINT} ne dit pas ce que dit {MANIFEST}")
    if not given:
        report.good(f"Le point de contrôle (taille {found.size}) est signé par une clé du paquet.")
    else:
        report.check(
            any(key in given for key in signers),
            f"Le point de contrôle (taille {found.size}) est signé par une clé que vous donnez.",
            f"{CHECKPOINT} n’est pas signé par la clé que vous avez donnée",
        )
    return found


def older_checkpoints(bundle: Bundle, keys: Sequence[Key]) -> dict[int, Checkpoint]:
    """By size; those that are not signed are reported and left out."""
    kept = {}
    for size in bundle.older:
        name = f"{OLDER}/{size}.txt"
        try:
            found, signers = signed_note(bundle, name, keys)
            kept[size] = _older(bundle, found, size)
            bundle.signed.append((name, size, signers))
        except Wrong as error:
            bundle.report.bad(f"{name} : {error}")
    return kept


def _older(bundle: Bundle, found: Checkpoint, size: int) -> Checkpoint:
    """Raises Wrong."""
    if (found.origin, found.size) != (bundle.manifest["origin"], size):
        raise Wrong("il est d’un autre journal, ou d’une autre taille")
    if not size < bundle.size:
        raise Wrong("il n’est pas plus ancien que le paquet")
    return found


# The log of a bundle.

EVENT = {
    "envelope": dict,
    "position": int,
    "recorded_at": str,
    "schema_version": int,
    "state": dict,
    "stream": str,
    "tenant": str,
    "type": str,
    "version": int,
}
INSTANT = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\.[0-9]{6}Z")
# Between the clocks of machines, and between a stamp and its commit.
TOLERANCE = timedelta(minutes=5)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SEALED = re.compile(rb'"(?:motive|reason)":"([0-9a-f]{64})"')
LONGEST_SEARCHED = 2000
MOST_SEARCHED = 3


def when(text: str) -> datetime | None:
    """None: it is no instant as the log writes them."""
    try:
        return datetime.fromisoformat(text) if INSTANT.fullmatch(text) else None
    except ValueError:
        return None


@dataclass
class Altered:
    """An event whose bytes are not those that `leaves.txt` keeps the hash of."""

    position: int
    line: bytes
    leaf: bytes


@dataclass
class Log:
    """What the events of a bundle give, read once from the first to the last.

    `wanted`: sizes at which root and moment are asked for. `sealed`: the tree of `leaves.txt`.
    `summed`: what a national sum took of it, and `lines` what its events give at that position.
    """

    bundle: Bundle
    wanted: set[int]
    summed: "Summed | None" = None
    lines: dict[Line, int] | None = None
    tree: Tree = field(default_factory=Tree)
    sealed: Tree = field(default_factory=Tree)
    roots: dict[int, bytes] = field(default_factory=dict)
    moments: dict[int, datetime | None] = field(default_factory=dict)
    signatures: dict[int, bytes] = field(default_factory=dict)
    seals: set[str] = field(default_factory=set)
    altered: list[Altered] = field(default_factory=list)
    fold: Fold = field(default_factory=Fold)
    versions: dict[str, int] = field(default_factory=dict)
    newest: str = ""

    def read(self) -> None:
        """Raises Wrong when there is no going on."""
        self.roots[0] = self.tree.root
        leaves = self.bundle.lines(LEAVES)
        for line, kept in zip_longest(self.bundle.lines(EVENTS), leaves):
            if line is not None:
                self._event(line)
            if kept is not None:
                self._compare(line, kept)

    def _event(self, line: bytes) -> None:
        leaf, position = leaf_hash(line), self.tree.size + 1
        self.tree.add(leaf)
        self.seals.update(seal.decode() for seal in SEALED.findall(line))
        if position in self.wanted:
            self.roots[position] = self.tree.root
        report = self.bundle.report
        try:
            event = decoded(line)
        except Wrong as error:
            report.bad(f"l’événement est illisible : {error}", position)
            return
        if not isinstance(event, dict) or {k: type(v) for k, v in event.items()} != EVENT:
            report.bad("l’événement n’a pas les champs attendus", position)
            return
        for name, text in self._misplaced(event, position):
            report.bad(text, position, name)
        self._remember(event, position, leaf)
        if self.summed and position == self.summed.size:
            self.lines = self.fold.lines(self.summed.receipt.day)

    def _misplaced(self, event: dict[str, Any], position: int) -> Iterator[tuple[str, str]]:
        """What contradicts the events before it."""
        if event["position"] != position:
            yield "position", f"l’événement se dit à la position {event['position']}"
        if event["tenant"] != self.bundle.manifest["tenant"]:
            yield "tenant", f"l’événement est du journal de {event['tenant']}"
        if not INSTANT.fullmatch(event["recorded_at"]) or event["recorded_at"] < self.newest:
            yield "recorded_at", "l’instant d’enregistrement recule, ou n’en est pas un"
        expected = self.versions.get(event["stream"], 0) + 1
        if event["version"] != expected:
            yield "version", f"version {event['version']} de son objet, {expected} était attendue"
        if not UUID.fullmatch(event["stream"]):
            yield "stream", "l’objet n’est pas nommé par un UUID"

    def _remember(self, event: dict[str, Any], position: int, leaf: bytes) -> None:
        self.newest = event["recorded_at"]
        if position in self.wanted:
            self.moments[position] = when(self.newest)
        self.versions[event["stream"]] = event["version"]
        if event["type"] in SIGNATURES:
            self.signatures[position] = leaf
        try:
            self.fold.apply(event)
        except Wrong as error:
            name = str(error).split(" ", 1)[0]
            known = f"state.{name}" if name in event["state"] else None
            self.bundle.report.bad(str(error), position, known)

    def _compare(self, line: bytes | None, kept: bytes) -> None:
        if not HEX.fullmatch(kept.decode("latin-1")):
            raise Wrong(f"{LEAVES} : la ligne {self.sealed.size + 1} n’est pas une empreinte")
        leaf = bytes.fromhex(kept.decode())
        self.sealed.add(leaf)
        if line is not None and leaf != leaf_hash(line) and len(self.altered) < MOST_KEPT:
            self.altered.append(Altered(self.sealed.size, line, leaf))


def judge_log(log: Log, head: Checkpoint | None) -> None:
    """Whether the events are those that were signed; else, which are not."""
    bundle, report = log.bundle, log.bundle.report
    whole = log.tree.size == bundle.size == log.sealed.size
    if log.tree.size < bundle.size:
        first = log.tree.size + 1
        only = f"il manque l’événement {first}"
        some = f"il manque les événements {first} à {bundle.size}"
        report.bad(only if first == bundle.size else some)
    elif not whole:
        report.bad(f"{EVENTS} et {LEAVES} n’ont pas {bundle.size} lignes")
    if bundle.manifest["as_of"] != log.newest:
        report.bad(f"{MANIFEST} n’est pas daté du dernier événement")
    if head is None:
        report.bad("aucun point de contrôle valable n’est là pour juger les événements")
        return
    sound = report.check(
        log.tree.root == head.root and log.tree.size == head.size,
        f"{_recomputed(head.size)} la racine signée.",
        "les événements ne donnent pas la racine signée : ce ne sont plus ceux qui ont été scellés",
    )
    certain = log.sealed.root == head.root and log.sealed.size == head.size
    for number, one in enumerate(log.altered):
        if sound:
            report.bad(f"{LEAVES}, ligne {one.position} : ce n’est pas l’empreinte de l’événement")
        elif certain:
            _tell_altered(report, one, searched=number < MOST_SEARCHED)
        else:
            report.bad(
                f"l’événement ou l’empreinte de {LEAVES} a changé, on ne peut dire lequel",
                one.position,
            )


def _recomputed(size: int) -> str:
    if size == 1:
        return "L’événement, recalculé octet par octet, donne"
    return f"Les {size} événements, recalculés octet par octet, donnent"


def _tell_altered(report: Report, one: Altered, *, searched: bool) -> None:
    found = one_byte_away(one.line, one.leaf) if searched else None
    text = "cet événement n’est plus celui qui a été scellé"
    if found is None:
        report.bad(f"{text} ; l’empreinte ne dit pas quel champ a changé", one.position)
        return
    try:
        was, now = json.loads(found), json.loads(one.line)
        path, old, new = next(differences(was, now))
    except (ValueError, RecursionError, StopIteration):
        report.bad(f"{text} ; un octet a changé hors de tout champ", one.position)
        return
    report.bad(f"{text} : on y lit {_quoted(new)}, il y avait {_quoted(old)}", one.position, path)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:200]


def one_byte_away(line: bytes, leaf: bytes) -> bytes | None:
    """The sealed event, where a single byte was changed, put in or taken away; found by trying."""
    if len(line) > LONGEST_SEARCHED:
        return None
    every = [bytes([value]) for value in range(256)]
    for at in range(len(line) + 1):
        head, tail, rest = b"\x00" + line[:at], line[at:], line[at + 1 :]
        for end in (rest, *(one + rest for one in every), *(one + tail for one in every)):
            if hashlib.sha256(head + end).digest() == leaf:
                return head[1:] + end
    return None


def judge_older(log: Log, older: dict[int, Checkpoint]) -> None:
    report = log.bundle.report
    wrong = [size for size, one in older.items() if log.roots.get(size) != one.root]
    for size in wrong:
        report.bad(f"{OLDER}/{size}.txt : ce n’est pas le début de ce journal")
    if older and not wrong:
        some = counted(
            len(older), "point de contrôle plus ancien", "points de contrôle plus anciens"
        )
        report.good(f"{some} : c’est bien le début de ce journal.")


def judge_proofs(log: Log, head: Checkpoint | None, older: dict[int, Checkpoint]) -> None:
    """Raises Wrong."""
    report, said = log.bundle.report, log.bundle.json(PROOFS)
    try:
        proved = {one["position"]: _hashes(one["proof"]) for one in said["inclusion"]}
        joined = {one["from"]: _hashes(one["proof"]) for one in said["consistency"]}
        listed = (len(said["inclusion"]), len(said["consistency"]))
        named = (("consistency", "from"), ("inclusion", "position"))
        exactly(said, {name: _in_order(said[name], at) for name, at in named})
    except (KeyError, TypeError, ValueError) as error:
        raise Wrong(f"{PROOFS} n’a pas la forme attendue") from error
    before = report.failures
    if listed != (len(proved), len(joined)):
        report.bad(f"{PROOFS} répète une preuve")
    if proved.keys() != log.signatures.keys() or joined.keys() != older.keys():
        report.bad(f"{PROOFS} ne prouve pas les signatures et points de contrôle du paquet")
    elif head is not None:
        _judge_each(log, head, older, proved, joined)
    if head is not None and report.failures == before:
        signatures = counted(len(proved), "signature prouvée", "signatures prouvées une à une")
        report.good(f"{signatures} ; {counted(len(joined), 'preuve', 'preuves')} de suite.")


def _judge_each(
    log: Log,
    head: Checkpoint,
    older: dict[int, Checkpoint],
    proved: dict[int, list[bytes]],
    joined: dict[int, list[bytes]],
) -> None:
    for position, proof in proved.items():
        if not included(log.signatures[position], position - 1, head.size, proof, head.root):
            log.bundle.report.bad(
                "la preuve que cette signature est au journal est fausse", position
            )
    for size, proof in joined.items():
        if not begins(older[size], head, proof):
            log.bundle.report.bad(f"{PROOFS} : la preuve de suite depuis {size} est fausse")


def _in_order(proofs: Any, at: str) -> list[dict[str, Any]]:
    """Raises KeyError, TypeError, ValueError."""
    found = [{at: int(one[at]), "proof": list(one["proof"])} for one in proofs]
    return sorted(found, key=lambda one: int(one[at]))


def _hashes(texts: Sequence[str]) -> list[bytes]:
    found = [unbase64(text) for text in texts]
    if any(len(one) != HASH for one in found):
        raise Wrong(f"{PROOFS} : une empreinte ne compte pas 32 octets")
    return found


def judge_state(log: Log) -> None:
    """Raises Wrong."""
    report, bundle = log.bundle.report, log.bundle
    said = bundle.json(STATE)
    try:
        given = log.fold.state(bundle.size)
    except TypeError as error:
        raise Wrong("les montants des événements ne s’additionnent pas") from error
    found = list(islice(differences(given, said), MOST_SHOWN))
    for path, expected, there in found:
        report.bad(
            f"{STATE} dit {_quoted(there)}, les événements donnent {_quoted(expected)}", None, path
        )
    if not found:
        acts = counted(len(given["conventions"]), "convention rejouée", "conventions rejouées")
        report.good(f"{acts} : versions et totaux sont ceux de {STATE}, au centime.")
    report.figures = list(_figures(given["conventions"]))


def _figures(conventions: list[dict[str, Any]]) -> Iterator[str]:
    for one in conventions[:MOST_SHOWN]:
        versions = one["versions"]
        last = versions[-1] if versions else None
        where = f"version {last['no']}, signée le {last['signed_on']}" if last else "jamais signée"
        yield f"{one['kind']} « {one['title']} » ({one['convention_id']}) : {where}"
        for row in last["totals"]["sides"] if last else []:
            yield (
                f"    {SIDES.get(row['side'], row['side'])}, "
                f"exercice {row['exercice'] or 'non précisé'} : {_euros(row['cents'])}"
            )
    if len(conventions) > MOST_SHOWN:
        others = len(conventions) - MOST_SHOWN
        yield f"… et {counted(others, 'autre convention', 'autres conventions')}"


SIDES = {"state": "État", "departement": "Département", "partner": "Partenaires"}


def _euros(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{'-' if cents < 0 else ''}{grouped},{rest:02} €"


def judge_texts(log: Log) -> None:
    """Raises Wrong."""
    bundle, report = log.bundle, log.bundle.report
    if TEXTS not in bundle.manifest["files"]:
        report.unknown(f"{_motives(len(log.seals))} : non joints à ce paquet.")
        return
    texts, before = _texts(bundle.json(TEXTS)), report.failures
    for seal, (salt, text) in texts.items():
        if hashlib.sha256(salt + text.encode()).hexdigest() != seal:
            report.bad(f"{TEXTS} : ce n’est pas le texte scellé {seal}")
        if seal not in log.seals:
            report.bad(f"{TEXTS} : aucun événement ne porte le sceau {seal}")
    if report.failures == before:
        report.good(f"{_motives(len(texts))} : ce que les événements ont scellé.")
    if gone := len(log.seals - texts.keys()):
        report.unknown(f"{_motives(gone)} : effacés, ou jamais joints. Leur sceau reste.")


def _motives(number: int) -> str:
    return counted(number, "motif de décision", "motifs de décisions")


SALT = 16  # bytes, always: else the beginning of a text could pass for salt


def _texts(said: Any) -> dict[str, tuple[bytes, str]]:
    """Salt and text by seal. Raises Wrong."""
    try:
        texts = {one["seal"]: (bytes.fromhex(one["salt"]), one["text"]) for one in said["texts"]}
        again = [
            {"salt": salt.hex(), "seal": seal, "text": str(text)}
            for seal, (salt, text) in sorted(texts.items())
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Wrong(f"{TEXTS} n’a pas la forme attendue") from error
    if said != {"texts": again} or any(len(salt) != SALT for salt, _ in texts.values()):
        raise Wrong(f"{TEXTS} n’a pas la forme attendue")
    return texts


def judge_keys(log: Log) -> None:
    """A key that was retired signs nothing that came later; both dates are the host's own."""
    for name, size, signers in log.bundle.signed:
        for key in signers:
            until, newest = when(log.bundle.retired.get(key, "")), log.moments.get(size)
            if until and newest and newest > until + TOLERANCE:
                log.bundle.report.bad(
                    f"{name} est signé par une clé retirée le {shown_at(until)}, alors que son "
                    f"dernier événement est du {shown_at(newest)}"
                )


def shown_at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%d/%m/%Y à %H:%M:%S UTC")


# In the manifest, of the checkpoint of the bundle itself.
STAMP_SAYS = {
    "none": "Aucun horodatage d’un tiers n’est joint à ce point de contrôle",
    "pending": "Horodatage en attente : l’autorité n’avait pas répondu quand ce paquet a été écrit",
    "refused": "L’autorité d’horodatage a refusé de dater ce point de contrôle",
}
HOST_CLOCK = "l’heure est celle de l’hébergeur"


def judge_stamps(
    log: Log, head: Checkpoint | None, older: dict[int, Checkpoint], authority: Path | None
) -> None:
    bundle, report = log.bundle, log.bundle.report
    files = stamp_files(bundle)
    _judge_said(bundle, files)
    told: dict[int, tuple[datetime, bool]] = {}
    for size, (name, stamped) in files.items():
        try:
            told[size] = _judged_stamp(bundle, name, stamped, authority)
        except Wrong as error:
            report.bad(f"{name} : {error}")
    roots = {size: one.root for size, one in older.items()}
    roots |= {head.size: head.root, bundle.size: head.root} if head else {}
    believed = {
        size: at
        for size, (at, signed) in told.items()
        if signed and size in roots and log.roots.get(size) == roots[size]
    }
    _tell_stamps(log, believed)
    if told and not all(signed for _, signed in told.values()):
        at, _ = told[max(told)]
        report.unknown(
            f"Horodatage non vérifié ici : le dernier ({counted(len(told), 'joint', 'joints')}) se "
            f"dit du {shown_at(at)} et porte bien sur son point de contrôle, mais sa signature "
            "demande openssl et le certificat de l’autorité (--tsa-ca)."
        )


def stamp_files(bundle: Bundle) -> dict[int, tuple[str, str]]:
    """By size, the smallest first: the name of the time-stamp, and of the checkpoint below it."""
    found = [STAMP_NAME.fullmatch(name) for name in bundle.manifest["files"]]
    files = {int(name[1]): (name[0], f"{OLDER}/{name[1]}.txt") for name in found if name}
    if STAMP in bundle.manifest["files"]:
        files[bundle.size] = (STAMP, CHECKPOINT)
    return dict(sorted(files.items()))


def _judge_said(bundle: Bundle, files: dict[int, tuple[str, str]]) -> None:
    said, there = bundle.manifest["time_stamp"], STAMP in bundle.manifest["files"]
    if there != (said == "stamped") or not (there or said in STAMP_SAYS):
        bundle.report.bad(f"{MANIFEST} ne dit pas de l’horodatage ce que montre le paquet")
    elif not there:
        since = f"après la position {max(files)}, {HOST_CLOCK}" if files else HOST_CLOCK
        bundle.report.unknown(f"{STAMP_SAYS[said]} : {since}.")


def _judged_stamp(
    bundle: Bundle, name: str, stamped: str, authority: Path | None
) -> tuple[datetime, bool]:
    """What time it says, and whether that could be checked. Raises Wrong."""
    found = stamp(bundle.data(name))
    if found.digest != hashlib.sha256(first_signed(bundle.data(stamped))).digest():
        raise Wrong(f"c’est l’horodatage d’autre chose que {stamped}")
    wrong = stamped_by(bundle.folder / name, found, authority)
    if wrong:
        raise Wrong(wrong)
    return found.moment, wrong is not None


def _tell_stamps(log: Log, believed: dict[int, datetime]) -> None:
    report = log.bundle.report
    for size, at in believed.items():
        newest = log.moments.get(size)
        if newest and newest > at + TOLERANCE:
            report.bad(
                f"l’événement se dit enregistré le {shown_at(newest)}, mais un horodatage montre "
                f"qu’il existait déjà le {shown_at(at)} : l’horloge de l’hébergeur avançait",
                size,
            )
    if not believed:
        return
    some = counted(len(believed), "horodatage est signé", "horodatages sont signés")
    ends = " ; ".join(
        f"jusqu’à la position {size}, au plus tard le {shown_at(believed[size])}"
        for size in dict.fromkeys((min(believed), max(believed)))
    )
    report.good(f"{some} par l’autorité que vous avez donnée. Le journal existait : {ends}.")
    report.unknown(
        "Le certificat de l’autorité d’horodatage est jugé à l’heure qu’elle dit : rien ne dit ici "
        "s’il a été révoqué, ni si sa clé a été volée depuis."
    )


# What was kept outside: mails, checkpoints, older bundles.


@dataclass
class Outside:
    """`checkpoint`: of the events, or of who looked."""

    path: Path
    checkpoint: Checkpoint
    bundle: Bundle | None = None


def outside(path: Path, origin: str, keys: Sequence[Key]) -> list[tuple[Outside, list[Key]]]:
    """One for each checkpoint of that log, the smallest first, and who signed. Raises Wrong."""
    if path.is_dir():
        return _outside_bundle(path, origin, keys)
    try:
        if path.stat().st_size > LONGEST_MAIL:
            raise Wrong("ce fichier est trop long pour un courrier")
        data = whole_file(path)
    except OSError as error:
        raise Wrong("ce fichier ne se lit pas") from error
    found_notes = [note for text in _readable(data) for note in notes(text)]
    own = [note for note in found_notes if note["origin"] in (origin, origin + OF_LOOKS)]
    if not own:
        others = {note["origin"] for note in found_notes}
        named = f", mais de {', '.join(sorted(others))}" if others else ""
        raise Wrong(f"aucun point de contrôle de ce journal ne s’y trouve{named}")
    checkpoints = dict(opened(note, keys) for note in own)
    return [(Outside(path, one), checkpoints[one]) for one in sorted(checkpoints)]


def _outside_bundle(
    path: Path, origin: str, keys: Sequence[Key]
) -> list[tuple[Outside, list[Key]]]:
    """Raises Wrong."""
    kept = Bundle(path, {"files": {}, "size": 0}, Report(str(path)))
    found, signers = opened(sole_note(kept.data(CHECKPOINT)), keys)
    if found.origin != origin:
        raise Wrong(f"il est d’un autre journal, {found.origin}")
    all_found = [(Outside(path, found, kept), signers)]
    if (path / LOOKS_CHECKPOINT).exists():
        looks, signers = opened(sole_note(kept.data(LOOKS_CHECKPOINT)), keys)
        if looks.origin != origin + OF_LOOKS:
            raise Wrong(f"il est d’un autre journal, {looks.origin}")
        all_found.append((Outside(path, looks), signers))
    return all_found


def _readable(data: bytes) -> Iterator[str]:
    """The file itself, and each part when it is a mail."""
    yield data.decode(errors="replace")
    for part in message_from_bytes(data).walk():
        payload = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload.decode(errors="replace")


def kept_outside(bundle: Bundle, paths: Sequence[Path], keys: Sequence[Key]) -> list[Outside]:
    """Those that can be compared; the others are reported."""
    found: list[Outside] = []
    for path in paths:
        try:
            for one, signers in outside(path, bundle.manifest["origin"], [*keys, *of_looks(keys)]):
                found.append(one)
                if not one.checkpoint.origin.endswith(OF_LOOKS):
                    bundle.signed.append((path.name, one.checkpoint.size, signers))
        except Wrong as error:
            bundle.report.bad(f"{path.name} : {error}")
    return found


def judge_outside(log: Log, kept: Sequence[Outside]) -> None:
    report = log.bundle.report
    for one in kept:
        size = one.checkpoint.size
        if size > log.tree.size:
            report.bad(
                f"{one.path.name} : le paquet est plus court que ce point de contrôle "
                f"({counted_events(log.tree.size)} au lieu de {size} au moins) : il manque la fin. "
                "S’il a été demandé à une date passée, demandez-en un plus récent"
            )
        elif log.roots.get(size) != one.checkpoint.root:
            report.bad(
                f"{one.path.name} : ce journal a été réécrit avant la position {size + 1} : son "
                "début n’est pas celui que garde ce point de contrôle"
            )
        else:
            first = counted(size, "événement est le premier", "événements sont les premiers")
            report.good(f"{one.path.name} : {first} de ce journal.")
        if one.bundle:
            _compare_bundles(log, one.bundle, one.checkpoint)


def _compare_bundles(log: Log, older: Bundle, said: Checkpoint) -> None:
    """Field by field, where an older bundle holds its own signed root."""
    report, name = log.bundle.report, older.folder.name
    try:
        tree, differing = _differing(older, log.bundle)
    except Wrong as error:
        report.bad(f"{name} : {error}")
        return
    if (tree.size, tree.root) != (said.size, said.root):
        report.bad(f"{name} : ses événements ne sont pas ceux qu’il signe")
        return
    for position, was, now in differing:
        for path, old, new in _fields(was, now):
            text = f"{name} avait {_quoted(old)}, on lit ici {_quoted(new)}"
            report.bad(text if path else f"l’événement n’est pas celui de {name}", position, path)


def _differing(older: Bundle, newer: Bundle) -> tuple[Tree, list[tuple[int, bytes, bytes]]]:
    """The tree of the older one, and the first events that are not the same. Raises Wrong."""
    tree = Tree()
    found: list[tuple[int, bytes, bytes]] = []
    pairs = zip_longest(older.lines(EVENTS), newer.lines(EVENTS))
    for position, (was, now) in enumerate(pairs, 1):
        if was is None:
            break
        tree.add(leaf_hash(was))
        if now is not None and was != now and len(found) < MOST_SHOWN:
            found.append((position, was, now))
    return tree, found


def _fields(was: bytes, now: bytes) -> list[tuple[str | None, Any, Any]]:
    try:
        return list(islice(differences(json.loads(was), json.loads(now)), MOST_SHOWN))
    except (ValueError, RecursionError):
        return [(None, None, None)]


# Who looked: a log of its own, beside that of the events.

LOOK = {"entry": dict, "looked_at": str, "position": int, "tenant": str}


def judge_looks(
    bundle: Bundle, keys: Sequence[Key], given: Sequence[Key], kept: Sequence[Outside]
) -> None:
    """Raises Wrong when there is no going on."""
    report, manifest = bundle.report, bundle.manifest
    try:
        found, signers = signed_note(bundle, LOOKS_CHECKPOINT, of_looks([*keys, *given]))
    except Wrong as error:
        raise Wrong(f"{LOOKS_CHECKPOINT} : {error}") from error
    if (found.origin, found.size) != (manifest["origin"] + OF_LOOKS, manifest["looks"]):
        report.bad(f"{LOOKS_CHECKPOINT} ne dit pas ce que dit {MANIFEST}")
    if given and not set(signers) & set(of_looks(given)):
        report.bad(f"{LOOKS_CHECKPOINT} n’est pas signé par la clé que vous avez donnée")
    tree, newest = Tree(), ""
    wanted, roots = {one.checkpoint.size for one in kept}, {0: tree.root}
    for line in bundle.lines(LOOKS):
        tree.add(leaf_hash(line))
        if tree.size in wanted:
            roots[tree.size] = tree.root
        newest = _looked(bundle, tree.size, line, newest)
    if (tree.size, tree.root) != (found.size, found.root):
        report.bad(f"{LOOKS} : ce ne sont pas les lectures que signe {LOOKS_CHECKPOINT}")
    elif not found.size:
        report.good("Le registre des accès signé est vide.")
    else:
        some = counted(
            found.size,
            "lecture notée au registre des accès, recalculée octet par octet, donne",
            "lectures notées au registre des accès, recalculées octet par octet, donnent",
        )
        report.good(f"{some} sa racine signée.")
    _judge_outside_looks(bundle, roots, kept)


def _judge_outside_looks(bundle: Bundle, roots: dict[int, bytes], kept: Sequence[Outside]) -> None:
    for one in kept:
        size, name = one.checkpoint.size, one.path.name
        if size not in roots:
            bundle.report.bad(
                f"{name} : le registre des accès est plus court que ce point de contrôle : il "
                "manque la fin. S’il a été demandé à une date passée, demandez-en un plus récent"
            )
        else:
            first = counted(size, "lecture est la première", "lectures sont les premières")
            bundle.report.check(
                roots[size] == one.checkpoint.root,
                f"{name} : {first} du registre des accès.",
                f"{name} : le registre des accès a été réécrit avant sa ligne {size + 1}",
            )


def _looked(bundle: Bundle, position: int, line: bytes, newest: str) -> str:
    """When that was."""
    where = f"{LOOKS}, ligne {position} :"
    try:
        look = decoded(line)
    except Wrong as error:
        bundle.report.bad(f"{where} {error}")
        return newest
    if not isinstance(look, dict) or {k: type(v) for k, v in look.items()} != LOOK:
        bundle.report.bad(f"{where} elle n’a pas les champs attendus")
        return newest
    if (look["position"], look["tenant"]) != (position, bundle.manifest["tenant"]):
        bundle.report.bad(f"{where} elle se dit d’une autre position, ou d’un autre département")
    if when(look["looked_at"]) is None or look["looked_at"] < newest:
        bundle.report.bad(f"{where} son instant recule, ou n’en est pas un")
    return str(look["looked_at"])


# A national sum: of each département the size and root that it took, and every amount.

NATIONAL = "pacte-national/1"
PLACES = ("convention_id", "version_no", "exercice", "axe", "volet", "funder_id", "side")
TOTALLED = ("exercice", "axe", "volet", "side")
RECEIPT = {"format", "instant", "in_force_on", "departements", "lines", "totals"}
OF_SUMMED = ("root", "text", "checkpoint", "checkpoint_size", "consistency")
DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){2}")


@dataclass
class Summed:
    """What a receipt says of one département; `why`: it names no root, and says why.

    `size`: up to which position it was read. `agrees`: what it says twice is the same.
    """

    receipt: "Receipt"
    tenant: str
    size: int
    agrees: bool
    root: str | None
    why: str | None
    checkpoint: str | None
    checkpoint_size: int | None
    consistency: list[str]
    lines: dict[Line, int] = field(default_factory=dict)


@dataclass
class Receipt:
    """`day`: on which versions had to be in force; None: the last that was signed."""

    path: Path
    instant: datetime
    day: str | None
    totals: list[dict[str, Any]]
    each: dict[str, Summed] = field(default_factory=dict)


def opened_receipt(path: Path) -> Receipt:
    """Raises Unreadable."""
    try:
        said = OF_RECEIPTS.decode(whole_file(path).decode())
        if said["format"] != NATIONAL:
            raise Unreadable(f"{path.name} n’est pas un reçu au format {NATIONAL}")
        receipt = _dated(path, said)
        for one in said["departements"]:
            _add_summed(receipt, one)
        for line in said["lines"]:
            _add_line(receipt, line)
    except OSError as error:
        raise Unreadable(f"{path.name} manque ou ne se lit pas") from error
    except (Wrong, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"{path.name} n’est pas un reçu lisible") from error
    return receipt


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """No member twice: readers would not agree which one counts. Raises Wrong."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Wrong("un champ est dit deux fois")
    return found


OF_RECEIPTS = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_no_float, parse_int=_integer, parse_constant=_no_float
)


def _members(said: dict[str, Any], names: set[str]) -> None:
    """Those and no other, and no `true`, which Python takes for 1. Raises Wrong."""
    if said.keys() != names or any(isinstance(value, bool) for value in said.values()):
        raise Wrong("un champ est de trop, ou manque")


def _dated(path: Path, said: dict[str, Any]) -> Receipt:
    """Raises Wrong, or for another shape KeyError, TypeError, AttributeError."""
    _members(said, RECEIPT)
    instant, day = when(said["instant"]), said["in_force_on"]
    if instant is None or not (day is None or DAY.fullmatch(day)):
        raise Wrong("l’instant ou le jour n’en est pas un")
    for total in said["totals"]:
        _members(total, {*TOTALLED, "amount_cents"})
    return Receipt(path, instant, day, said["totals"])


def _add_summed(receipt: Receipt, said: dict[str, Any]) -> None:
    """Raises Wrong, or for another shape KeyError, TypeError."""
    _members(said, {"tenant", "name", "position", "size", *OF_SUMMED})
    tenant, position = said["tenant"], said["position"]
    if tenant in receipt.each or type(position) is not int or position < 0:
        raise Wrong("un département est nommé deux fois, ou sans position")
    if not all(isinstance(one, str) for one in said["consistency"]):
        raise Wrong("une empreinte n’est pas un texte")
    of_it = (said[name] for name in OF_SUMMED)
    receipt.each[tenant] = Summed(receipt, tenant, position, _agrees(said), *of_it)


def _agrees(said: dict[str, Any]) -> bool:
    if said["root"] is not None:
        return (said["size"], said["text"]) == (said["position"], None)
    rest = [said[name] for name in ("size", "checkpoint", "checkpoint_size", "consistency")]
    return rest == [None, None, None, []] and isinstance(said["text"], str)


def _add_line(receipt: Receipt, said: dict[str, Any]) -> None:
    """Raises Wrong, or for another shape KeyError, TypeError."""
    _members(said, {"tenant", *PLACES, "amount_cents"})
    lines, where = receipt.each[said["tenant"]].lines, tuple(said[name] for name in PLACES)
    if where in lines or type(said["amount_cents"]) is not int:
        raise Wrong("un montant est dit deux fois, ou n’est pas entier")
    lines[where] = said["amount_cents"]


def judge_sum(log: Log, keys: Sequence[Key]) -> None:
    """Raises Wrong."""
    report, summed = log.bundle.report, log.summed
    if summed is None:
        raise Wrong("le reçu ne nomme pas ce département")
    if summed.root is None:
        report.unknown(f"Le reçu ne nomme aucune racine : {summed.why}")
        if log.tree.size >= summed.size:
            _judge_instant(log, summed)
            _judge_lines(report, summed.lines, log.lines or {})
        return
    if log.tree.size < summed.size:
        raise Wrong(
            f"le paquet s’arrête avant la position {summed.size} que nomme le reçu : demandez-le "
            f"avec --as-of {summed.size}"
        )
    root = log.roots[summed.size]
    report.check(
        base64.b64encode(root).decode() == summed.root,
        f"La racine que nomme le reçu est celle de ce journal à la taille {summed.size}.",
        f"la racine que nomme le reçu n’est pas celle de ce journal à la taille {summed.size}",
    )
    _judge_instant(log, summed)
    _judge_checkpoint(log, summed, keys)
    _judge_lines(report, summed.lines, log.lines or {})


def _judge_instant(log: Log, summed: Summed) -> None:
    """It read nothing that came later; what came before, and was not read, is told."""
    report, then = log.bundle.report, summed.receipt.instant
    newest, following = (log.moments.get(size) for size in (summed.size, summed.size + 1))
    if newest and newest > then:
        report.bad(
            f"le reçu se dit du {shown_at(then)}, avant le dernier fait qu’il dit avoir lu, du "
            f"{shown_at(newest)}"
        )
    if following and following <= then:
        report.unknown(
            f"Le reçu se dit du {shown_at(then)} et n’a pas lu le fait suivant, du "
            f"{shown_at(following)} : il lisait avec retard, ou son instant a été changé."
        )


def _judge_checkpoint(log: Log, summed: Summed, keys: Sequence[Key]) -> None:
    """Raises Wrong."""
    try:
        found, _ = opened(sole_note(str(summed.checkpoint).encode()), keys)
        proof = _hashes(summed.consistency)
    except Wrong as error:
        raise Wrong(f"point de contrôle du reçu : {error}") from error
    own = Checkpoint(log.bundle.manifest["origin"], summed.size, log.roots[summed.size])
    same = found == own and not proof
    if found.size != summed.checkpoint_size:
        log.bundle.report.bad("le reçu dit une autre taille que celle de son point de contrôle")
    log.bundle.report.check(
        same or (found.origin == own.origin and begins(own, found, proof)),
        f"Le point de contrôle que porte le reçu (taille {found.size}) continue ce journal.",
        "le point de contrôle que porte le reçu n’est pas la suite de ce journal",
    )


def _judge_lines(report: Report, said: dict[Line, int], given: dict[Line, int]) -> None:
    before = report.failures
    for where in sorted(said.keys() | given.keys(), key=str):
        if said.get(where) != given.get(where):
            report.bad(
                f"{_place(where)} : le reçu dit {_cents(said.get(where))}, les événements donnent "
                f"{_cents(given.get(where))}"
            )
    if report.failures == before:
        amounts = counted(len(said), "montant du reçu refait", "montants du reçu refaits")
        report.good(f"{amounts} à partir des événements, au centime.")


def _place(where: Line) -> str:
    convention, version, exercice, axe, volet, funder, side = where
    parts = [f"convention {convention}, version {version}, exercice {exercice or 'non précisé'}"]
    parts += [f"axe {axe}"] if axe is not None else []
    parts += [f"volet {volet}"] if volet is not None else []
    return ", ".join([*parts, f"{SIDES.get(side, side)} ({funder})"])


def _cents(cents: int | None) -> str:
    return "rien" if cents is None else _euros(cents)


def verify_sum(
    path: Path, folders: Sequence[Path], keys: Sequence[str]
) -> tuple[Report, list[Report]]:
    """Of the receipt itself, and of each bundle. Raises Unreadable, Wrong."""
    receipt = opened_receipt(path)
    reports = [
        verify(folder, [key_given(text, folder) for text in keys], receipt=receipt)
        for folder in folders
    ]
    report = Report(str(path))
    _judge_totals(report, receipt)
    for summed in receipt.each.values():
        if not summed.agrees:
            report.bad(f"{summed.tenant} : ce que le reçu dit de sa taille et de sa racine diffère")
    for one in reports:
        if one.failures:
            report.bad(f"{one.tenant} : {one.bundle} NE TIENT PAS, ou ne donne pas ces montants")
    redone = _say_redone(report, receipt, reports)
    report.head = {
        "instant": f"{receipt.instant:%Y-%m-%dT%H:%M:%S.%fZ}",
        "in_force_on": receipt.day,
        "redone": redone,
        "departements": sorted(receipt.each),
    }
    return report, reports


def _say_redone(report: Report, receipt: Receipt, reports: Sequence[Report]) -> list[str]:
    """Of which départements every amount was found again."""
    given = {one.tenant for one in reports}
    rootless = {tenant for tenant, summed in receipt.each.items() if summed.root is None}
    wrong = {one.tenant for one in reports if one.failures}
    redone = sorted((given & receipt.each.keys()) - rootless - wrong)
    if redone:
        report.good(f"Refaits à partir de leurs paquets : {', '.join(redone)}.")
    if rootless:
        some = ", ".join(sorted(rootless))
        report.unknown(f"Le reçu ne nomme aucune racine, rien n’y est prouvé : {some}.")
    if missing := sorted(receipt.each.keys() - given - rootless):
        some = ", ".join(missing)
        report.unknown(f"Aucun paquet n’est donné, rien n’est refait : {some}.")
    report.unknown(
        "Rien ne dit que le reçu nomme tous les départements qu’il y a, ni qu’il a lu chaque "
        "journal jusqu’à l’instant qu’il dit. Il n’est pas signé : leurs noms, et pourquoi une "
        "racine manque, ne sont gardés par rien."
    )
    return redone


def _judge_totals(report: Report, receipt: Receipt) -> None:
    """Whether the amounts of all départements give the totals; exercices are never added."""
    sums: dict[tuple[Any, ...], int] = {}
    for summed in receipt.each.values():
        for (_, _, exercice, axe, volet, _, side), cents in summed.lines.items():
            where = (exercice, axe, volet, side)
            sums[where] = sums.get(where, 0) + cents
    given = [
        dict(zip(TOTALLED, where, strict=True)) | {"amount_cents": cents}
        for where, cents in sums.items()
    ]
    report.check(
        sorted(given, key=_sorted) == sorted(receipt.totals, key=_sorted),
        "Les totaux du reçu sont la somme de ses montants, au centime.",
        "les totaux du reçu ne sont pas la somme de ses montants",
    )
    report.figures = [_total(one) for one in sorted(given, key=_sorted)]


def _sorted(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _total(one: dict[str, Any]) -> str:
    parts = [f"exercice {one['exercice'] or 'non précisé'}"]
    parts += [f"axe {one['axe']}"] if one["axe"] is not None else []
    parts += [f"volet {one['volet']}"] if one["volet"] is not None else []
    return (
        f"{', '.join(parts)}, {SIDES.get(one['side'], one['side'])} : {_euros(one['amount_cents'])}"
    )


# All of it.


def verify(
    folder: Path,
    given: Sequence[Key] = (),
    against: Sequence[Path] = (),
    authority: Path | None = None,
    receipt: "Receipt | None" = None,
) -> Report:
    """Raises Unreadable."""
    report = Report(str(folder))
    bundle = opened_bundle(folder, report)
    check_files(bundle)
    own = bundled_keys(bundle)
    head = own_checkpoint(bundle, own, given)
    older = older_checkpoints(bundle, [*own, *given])
    every = kept_outside(bundle, against, [*own, *given])
    kept = [one for one in every if one.checkpoint.origin == bundle.manifest["origin"]]
    of_who_looked = [one for one in every if one not in kept]
    summed = receipt.each.get(bundle.manifest["tenant"]) if receipt else None
    sizes = {bundle.size, *(one.checkpoint.size for one in kept)}
    of_sum = [summed.size, summed.size + 1] if summed else []
    log = Log(bundle, {*older, *sizes, *of_sum}, summed)
    checks: list[Callable[[], None]] = [
        log.read,
        lambda: judge_log(log, head),
        lambda: judge_older(log, older),
        lambda: judge_proofs(log, head, older),
        lambda: judge_state(log),
        lambda: judge_texts(log),
        lambda: judge_keys(log),
        lambda: judge_stamps(log, head, older, authority),
        lambda: judge_looks(bundle, own, given, of_who_looked),
        lambda: judge_outside(log, kept),
    ]
    if receipt:
        checks.append(lambda: judge_sum(log, [*own, *given]))
    for check in checks:
        try:
            check()
        except Wrong as error:
            report.bad(str(error))
    _say_limits(report, bundle, given, kept)
    _say_limits_of_looks(report, bundle.manifest["looks"], of_who_looked)
    report.unknown("Rien ne dit que l’horloge de l’hébergeur était à l’heure.")
    report.unknown(UNSIGNED)
    return report


def _say_limits(
    report: Report, bundle: Bundle, given: Sequence[Key], kept: Sequence[Outside]
) -> None:
    report.unknown("Rien ne dit que ce qui a été inscrit au journal était vrai en le devenant.")
    if not given:
        report.unknown(
            "Les clés sont celles que le paquet apporte : elles ne prouvent pas qui les détient. "
            "Demandez la clé par une autre voie, et donnez-la par --key."
        )
    largest = max((one.checkpoint.size for one in kept), default=0)
    if not kept:
        report.unknown(
            "Sans point de contrôle gardé hors de chez l’hébergeur (--against), rien ne dit que le "
            "journal n’a pas été réécrit en entier, restauré d’une sauvegarde ancienne ou coupé."
        )
    elif largest < bundle.size:
        report.unknown(
            f"Après la position {largest}, aucun point de contrôle donné ne garde le journal."
        )
    report.unknown("Rien ne dit que la fin n’a pas été coupée après le dernier point de contrôle.")


def _say_limits_of_looks(report: Report, looks: int, kept: Sequence[Outside]) -> None:
    """Nothing ties how many there were to the checkpoint of events."""
    largest = max((one.checkpoint.size for one in kept), default=0)
    if not kept:
        report.unknown(
            "Sans point de contrôle du registre des accès gardé hors de chez l’hébergeur "
            "(--against), rien ne dit que ce registre n’est pas plus ancien que le paquet."
        )
    elif largest < looks:
        report.unknown(
            f"Après la lecture {largest}, aucun point de contrôle donné ne garde le registre des "
            "accès."
        )
    report.unknown(
        "Le registre des accès ne dit que les lectures que Pacte note (audits, mandats, lectures "
        "d’ailleurs, exports), et rien de qui a lu la base de données elle-même."
    )


UNSIGNED = (
    f"{MANIFEST} n’est pas signé. Qui le refait peut changer LISEZMOI.txt, pacte_verify.py, la "
    f"version de Pacte (program), dans {KEYS} les dates des clés et celles qui n’ont rien signé "
    "ici, et dire en attente ou refusé un horodatage qui n’a pas été demandé ; il peut ôter des "
    "motifs, des horodatages, des points de contrôle plus anciens, et à un point de contrôle l’une "
    "de ses signatures, et mettre un registre des accès plus ancien à la place de celui du paquet."
)


def one_line(text: str) -> str:
    """What a bundle holds begins no line of the report; the indent of figures stays."""
    indent = len(text) - len(text.lstrip(" "))
    return " " * indent + " ".join(text.split())


def shown(report: Report) -> str:
    head = report.head
    lines = [
        f"Paquet d’audit de {head['tenant']}, journal {head['origin']}",
        f"{counted_events(head['size'])}, le dernier du {head['as_of']}",
    ]
    return _shown(report, lines, "Ce paquet", "Ce que donnent les événements")


def shown_sum(report: Report, reports: Sequence[Report]) -> str:
    """Each bundle first, then the sum."""
    day = report.head["in_force_on"]
    when = f", ce qui s’appliquait le {day}" if day else ", dernière version signée"
    head = [f"Reçu national du {report.head['instant']}{when}"]
    own = _shown(report, head, "Cette somme", "Totaux de tous les départements du reçu")
    redone, named = len(report.head["redone"]), len(report.head["departements"])
    if redone < named:
        own += f" Refaite pour {redone} des {named} départements qu’elle nomme."
    return "\n\n\n".join([*(shown(one) for one in reports), own])


def _shown(report: Report, head: Sequence[str], what: str, figures: str) -> str:
    lines = [one_line(text) for text in head]
    for holds, title in ((True, "Tient"), (False, "Ne tient pas"), (None, "Ne peut se savoir ici")):
        some = [one.text for one in report.findings if one.holds is holds]
        if some:
            lines += ["", title]
            lines += [f"  {MARKS[holds]} {one_line(text)}" for text in some[: MOST_SHOWN * 2]]
        if holds is False and report.failures > MOST_SHOWN * 2:
            others = counted(report.failures - MOST_SHOWN * 2, "autre", "autres")
            lines.append(f"  {MARKS[holds]} … et {others}.")
    if report.figures:
        lines += [
            "",
            figures,
            *(f"  {one_line(text)}" for text in report.figures),
        ]
    verdict = "NE TIENT PAS" if report.failures else "TIENT"
    return "\n".join([*lines, "", f"{what} {verdict}."])


MARKS = {True: "✓", False: "✗", None: "?"}


def document(report: Report) -> dict[str, Any]:
    checks = [
        {"field": one.field, "holds": one.holds, "position": one.position, "text": french(one.text)}
        for one in report.findings
        if one.holds is not None
    ]
    return {
        "bundle": report.bundle,
        "checks": checks,
        "failures": report.failures,
        "figures": [french(text) for text in report.figures],
        "holds": report.failures == 0,
        "unknown": [french(one.text) for one in report.findings if one.holds is None],
        **report.head,
    }


def counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number < 2 else several}"  # noqa: PLR2004 - as French counts


def counted_events(number: int) -> str:
    return counted(number, "événement", "événements")


def french(text: str) -> str:
    """No-break spaces where French print has them."""
    text = re.sub(r" ([:»])", "\N{NO-BREAK SPACE}\\1", text).replace("« ", "«\N{NO-BREAK SPACE}")
    text = re.sub(r" ([;!?])(?= |$)", "\N{NARROW NO-BREAK SPACE}\\1", text)
    return text.replace(" €", "\N{NO-BREAK SPACE}€")


def say(text: str) -> None:
    """Nothing that a bundle holds may steer the terminal."""
    safe = "".join(c if c.isprintable() or c.isspace() else "�" for c in text)
    safe = re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "�", safe)
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(safe.encode(encoding, "replace").decode(encoding) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    alone = asked.against or asked.tsa_ca
    if (asked.national and alone) or (not asked.national and len(asked.bundle) > 1):
        parser.error("one, or several for a sum")
    try:
        failures, text, found = _verified(asked)
    except (Unreadable, Wrong) as error:
        return _cannot(str(error), as_json=asked.json)
    except KeyboardInterrupt:
        return _cannot("interrompu", as_json=asked.json)
    except Exception as error:  # noqa: BLE001 - whatever the bytes, people get a sentence
        return _cannot(f"il ne peut pas être lu ({type(error).__name__})", as_json=asked.json)
    say(json.dumps(found, ensure_ascii=False) if asked.json else french(text))
    return 1 if failures else 0


def _verified(asked: argparse.Namespace) -> tuple[int, str, dict[str, Any]]:
    """Failures, the report as a text and as a document. Raises Unreadable, Wrong."""
    folders = [Path(one) for one in asked.bundle]
    if asked.national:
        report, reports = verify_sum(Path(asked.national), folders, asked.key)
        found = document(report) | {"bundles": [document(one) for one in reports]}
        return report.failures, shown_sum(report, reports), found
    (folder,) = folders
    given = [key_given(text, folder) for text in asked.key]
    against = [Path(one) for one in asked.against]
    report = verify(folder, given, against, authority_given(asked.tsa_ca))
    return report.failures, shown(report), document(report)


def _cannot(why: str, *, as_json: bool) -> int:
    text = french(f"Ce paquet ne peut pas être vérifié : {why}.")
    say(json.dumps({"holds": None, "error": text}, ensure_ascii=False) if as_json else text)
    return 2


USES = (
    "python3 pacte_verify.py PAQUET ; ou un paquet par département et le reçu de leur somme, sans "
    "--against ni --tsa-ca : python3 pacte_verify.py PAQUET PAQUET --national REÇU"
)


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """In French, whatever was wrong."""
        del message
        say(french(f"Dites quel paquet vérifier : {USES} (voyez --help)."))
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="pacte_verify.py",
        description="Vérifie un paquet d’audit de Pacte, sans réseau ni logiciel de plus.",
        epilog="Code de sortie : 0 il tient, 1 il ne tient pas, 2 il ne peut pas être lu.",
    )
    parser.add_argument("bundle", nargs="+", metavar="PAQUET", help="le dossier du paquet")
    parser.add_argument(
        "--national",
        metavar="REÇU",
        help="reçu d’une somme nationale, que l’on refait à partir d’un paquet par département",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="CLÉ",
        help="clé publique, entière ou en 64 chiffres",
    )
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        metavar="FICHIER",
        help="ce que vous avez gardé : courrier .eml, point de contrôle, ou paquet plus ancien",
    )
    parser.add_argument(
        "--tsa-ca", type=Path, metavar="CA", help="certificat de l’autorité d’horodatage"
    )
    parser.add_argument("--json", action="store_true", help="écrit un document JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
