"""The first line of a file that moves a tenant: whose it is, and what must be found in it.

The file is gzip of lines: this one; then, section by section (SECTIONS), checkpoints, events and
looks as their canonical bytes, and rows of what stands beside the log; last, the SHA-256 of all
lines before.
"""

from typing import Literal
from uuid import UUID

import msgspec

from domain.platform.facts import TenantKind
from domain.platform.tenant import Tenant
from infra.store.evidence.signers import Signer
from infra.store.evidence.trees import Tree
from infra.store.moving.beside import TABLES
from services.platform.commands import DeclareTenant

EVENTS, LOOKS, CHECKPOINTS = "events", "access_log", "checkpoint"
TREES = {EVENTS: Tree.LOG, LOOKS: Tree.ACCESS}
# What was signed first: it says at which sizes the roots are wanted.
SECTIONS = (CHECKPOINTS, EVENTS, LOOKS, *(name for name in TABLES if name != CHECKPOINTS))


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As the platform's log of its last host has it."""

    code: str
    name: str
    kind: TenantKind
    territory_codes: tuple[str, ...]
    region_code: str
    siret: str
    mail_sign_in: bool

    @classmethod
    def of(cls, tenant: Tenant) -> "Declared":
        return cls(**{name: getattr(tenant, name) for name in cls.__struct_fields__})

    def command(self) -> DeclareTenant:
        found = msgspec.structs.asdict(self)
        del found["mail_sign_in"]
        return DeclareTenant(**found)


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`instance`: who wrote it; `origin`: where the log began. `rows`: how many, by section.

    `root` and `looks_root`: in hex, of all events and of all looks.
    """

    program: str
    instance: UUID
    origin: UUID
    to: str
    declared: Declared
    root: str
    looks_root: str
    signers: tuple[Signer, ...]
    rows: dict[str, int]
    format: Literal["pacte-move/1"] = "pacte-move/1"

    @property
    def tenant(self) -> str:
        return self.declared.code

    @property
    def position(self) -> int:
        return self.rows[EVENTS]


class Trailer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str
