"""Writes the file that moves a tenant: one moment of all of it, checked against its seal."""

import gzip
from collections.abc import Iterator
from hashlib import sha256

import msgspec

from domain.errors import RuleBroken
from domain.evidence import merkle
from domain.evidence.merkle import leaf_hash
from infra.sink import Sink
from infra.store.connections.held import Held
from infra.store.connections.names import schema_of
from infra.store.evidence.leaves import all_leaves
from infra.store.moving import beside
from infra.tenants.moving.header import EVENTS, LOOKS, SECTIONS, TREES, Header, Trailer

LEVEL = 6


class LogAltered(RuleBroken):
    """What is stored is not what was sealed."""

    code = "log-altered"


class _Lines:
    """Gzip of lines, and the hash of all of them."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed
        self._hash = sha256()

    def write(self, line: bytes) -> None:
        self._hash.update(line + b"\n")
        self._packed.write(line + b"\n")

    def end(self) -> None:
        trailer = Trailer(self._hash.hexdigest())
        self._packed.write(msgspec.json.encode(trailer) + b"\n")


def write(connection: Held, header: Header, sink: Sink) -> None:
    """On a connection that reads one moment. Raises LogAltered, OSError."""
    roots = {EVENTS: header.root, LOOKS: header.looks_root}
    with gzip.GzipFile("", "wb", LEVEL, sink, mtime=0) as packed:
        lines = _Lines(packed)
        lines.write(msgspec.json.encode(header))
        for section in SECTIONS:
            if section in TREES:
                _leaves(connection, header.tenant, section, roots[section], lines)
            else:
                for row in beside.rows(connection, schema_of(header.tenant), section):
                    lines.write(beside.encoded(row))
        lines.end()


def _leaves(connection: Held, tenant: str, section: str, root: str, lines: _Lines) -> None:
    def hashed() -> Iterator[bytes]:
        for leaf in all_leaves(connection, tenant, TREES[section]):
            lines.write(leaf)
            yield leaf_hash(leaf)

    if merkle.root(hashed()).hex() != root:
        raise LogAltered(
            f"Le journal de {tenant} n’est plus celui qui a été scellé : il ne déménage pas ainsi. "
            f"« pacte audit export --tenant {tenant} » puis « pacte audit verify » disent ce qui "
            "diffère."
        )
