"""Schemas and roles, and the only place in which identifiers are put into SQL."""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from psycopg import sql

from domain.errors import NotFound

PLATFORM = "platform"
SCHEMA = re.compile(r"t_[a-z0-9_]{1,40}")


def schema_of(code: str) -> str:
    """`2A` -> `t_2a`. Raises NotFound for what no tenant can be called."""
    schema = f"t_{code.lower()}"
    if not SCHEMA.fullmatch(schema):
        raise NotFound("Ce territoire n’existe pas.")
    return schema


def code_of(schema: str) -> str:
    """`t_2a` -> `2A`; the platform's log has no département's code."""
    code = schema.removeprefix("t_")
    return code if code == PLATFORM else code.upper()


@lru_cache(maxsize=4096)
def lock_key(schema: str) -> int:
    """The key of the append lock of a schema. It may never change: two keys are two locks."""
    return int.from_bytes(sha256(schema.encode()).digest()[:8], "big", signed=True)


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles that a process takes for one tenant; `sweep` sees positions of all of them."""

    web: str
    follow: str
    sweep: str


@lru_cache(maxsize=4096)
def roles_of(database: str, code: str) -> Roles:
    """Roles are cluster-wide, so their names carry the database."""
    web = f"{database}_{schema_of(code)}"
    return Roles(web, f"{web}_follow", sweep_role(database))


def sweep_role(database: str) -> str:
    return f"{database}_sweep"


@lru_cache(maxsize=16384)
def in_schema(statement: str, schema: str) -> bytes:
    """A statement of ours with `{schema}` filled in; its parameters stay parameters."""
    return compose(statement, schema=schema).as_bytes(None)


def compose(statement: str, /, **parts: str | sql.Literal) -> sql.Composed:
    """Every `{name}` becomes a quoted identifier, but for what `literal` made."""
    safe = {
        name: sql.Identifier(part) if isinstance(part, str) else part
        for name, part in parts.items()
    }
    return sql.SQL(statement).format(**safe)


def literal(value: str | int) -> sql.Literal:
    """A literal where a statement takes no parameter."""
    return sql.Literal(value)
