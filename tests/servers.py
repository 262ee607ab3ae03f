"""Servers that a test owns: started in a folder of their own, proved before anything is lost."""

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from psycopg import sql
from psycopg.rows import TupleRow

from infra.embedded import postgres, valkey
from infra.embedded.processes import works_in
from infra.embedded.roles import APP, OWNER, create_database
from infra.embedded.servers import Servers, make_home
from infra.embedded.state import State
from infra.settings import Settings
from tests.ports import own_port

Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Database:
    """A database of one test; its tenants' roles are named after it."""

    name: str
    owner_url: str
    app_url: str


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
ROOM = 4 << 30


def in_memory() -> Path | None:
    """Where making and dropping a database takes a quarter of the CPU. None: not on this machine.

    The programs of the servers may lie there too, and must run.
    """
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free > ROOM else None


@contextmanager
def folder_for_servers(label: str, parent: Path | None = None) -> Iterator[Path]:
    """Not pytest's own folder: under root PostgreSQL's account could not enter it."""
    folder = Path(tempfile.mkdtemp(prefix=f"pacte-{label}-", dir=parent))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def start_apart(folder: Path) -> Servers:
    """On ports where no other process of the run looks."""
    home = make_home(folder)
    State(pg_port=own_port(), valkey_port=own_port()).save(home)
    return Servers.start(home, Settings(home=home))


@contextmanager
def own_servers(tmp_path: Path) -> Iterator[Servers]:
    """Servers that a fault may kill: `kill_postgres(servers)`, then `servers.revive()`."""
    with folder_for_servers(tmp_path.name) as folder:
        servers = start_apart(folder / "home")
        try:
            yield servers
        finally:
            servers.stop()


def kill_postgres(servers: Servers) -> None:
    _kill(servers.state.pg_pid, postgres.folder_of(servers.home))


def kill_valkey(servers: Servers) -> None:
    _kill(servers.state.valkey_pid, valkey.folder_of(servers.home))


def _kill(pid: int, folder: Path) -> None:
    assert works_in(pid, folder), f"process {pid} is not of this test"
    os.kill(pid, signal.SIGKILL)


def assert_owned(servers: Servers) -> None:
    with psycopg.connect(servers.superuser_url) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row == (str(postgres.folder_of(servers.home)),)
    assert_owned_valkey(servers)


def assert_owned_valkey(servers: Servers) -> None:
    with redis.Redis.from_url(servers.redis_url) as client:
        assert client.config_get("dir") == {"dir": str(valkey.folder_of(servers.home))}


@contextmanager
def fresh_database(servers: Servers) -> Iterator[Database]:
    """A new database owned by the owner login; it and its roles are gone afterwards."""
    name = fresh_name()
    with owned(servers) as connection:
        create_database(connection, name)
    try:
        yield named(servers, name)
    finally:
        with owned(servers) as connection:
            drop(connection, name, keep=set())


def fresh_name() -> str:
    return f"p{secrets.token_hex(5)}"


def named(servers: Servers, name: str) -> Database:
    state = servers.state
    return Database(
        name=name,
        owner_url=postgres.url(state, OWNER, state.owner_password, name),
        app_url=postgres.url(state, APP, state.app_password, name),
    )


@contextmanager
def owned(servers: Servers) -> Iterator[Connection]:
    """The superuser's, of a server that this run started."""
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
        assert row == (str(postgres.folder_of(servers.home)),)
        yield connection


def roles_named_after(connection: Connection, name: str) -> set[str]:
    found = connection.execute(
        "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [f"{name}_"]
    )
    return {str(role) for (role,) in found}


def drop(connection: Connection, name: str, keep: set[str]) -> None:
    connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    roles = roles_named_after(connection, name) - keep
    if roles:
        names = sql.SQL(", ").join(map(sql.Identifier, sorted(roles)))
        connection.execute(sql.SQL("DROP ROLE {}").format(names))
