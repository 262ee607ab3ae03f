"""The embedded PostgreSQL: scram passwords, loopback only, no Unix socket, nothing made lax."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from infra.embedded import ports
from infra.embedded.account import Account, give_folder, reachable_bin, server_account
from infra.embedded.binaries import find_postgres_bin, major_of
from infra.embedded.processes import (
    gone,
    last_lines,
    log_file,
    start_guarded,
    stop_server,
    works_in,
)
from infra.embedded.refusal import ServersRefused
from infra.embedded.state import State

RETRY_SECONDS = 30
RECOVERY_SECONDS = 120
CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    # Dropping or dumping 1,000 schemas takes one lock per table.
    "max_locks_per_transaction": "256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused statement or its detail may hold a person's name.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def folder_of(home: Path) -> Path:
    return home / "postgres" / "data"


def url(state: State, role: str, password: str, database: str = "pacte") -> str:
    return f"postgresql://{role}:{password}@127.0.0.1:{state.pg_port}/{database}"


def superuser_url(state: State, database: str = "postgres") -> str:
    return url(state, "pacte", state.superuser_password, database)


def stands(home: Path, state: State) -> bool:
    return works_in(state.pg_pid, folder_of(home))


def answers(home: Path, state: State) -> bool:
    """Whether this home's own server is there, with its password and its folder."""
    if not stands(home, state):
        return False
    try:
        with psycopg.connect(superuser_url(state), connect_timeout=5) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and Path(row[0]) == folder_of(home)


def start(home: Path, state: State, given_bin: Path | None) -> None:
    """Adopt, or start on the port of last time or the next free one; the first time, create."""
    if stands(home, state) and _came_up(home, state):
        return
    account = server_account()
    give_folder(folder_of(home).parent, account)
    programs = reachable_bin(find_postgres_bin(given_bin), account, home)
    if folder_of(home).exists():
        _refuse_other_major(home, programs)
    else:
        _create_cluster(home, state, programs, account)
    deadline = time.monotonic() + RETRY_SECONDS
    while not _started(home, state, programs, account):
        # After a kill -9 the old backends hold the data folder for a moment.
        if time.monotonic() > deadline:
            log = log_file(home, "postgres")
            raise ServersRefused(
                f"PostgreSQL ne démarre pas. Fin de {log}\u00a0:\n{last_lines(log)}"
            )
        time.sleep(0.1)


def stop(home: Path, state: State) -> None:
    """Fast shutdown: open transactions are rolled back."""
    stop_server(state.pg_pid, folder_of(home), signal.SIGINT)


def _refuse_other_major(home: Path, programs: Path) -> None:
    stored = int((folder_of(home) / "PG_VERSION").read_text())
    if stored != major_of(programs):
        raise ServersRefused(
            f"Les données de {folder_of(home)} ont été écrites par PostgreSQL {stored}, et le "
            f"programme trouvé est PostgreSQL {major_of(programs)}. Indiquez dans PACTE_PG_BIN le "
            f"dossier bin d’un PostgreSQL {stored}, ou choisissez un autre PACTE_HOME."
        )


def _create_cluster(home: Path, state: State, programs: Path, account: Account | None) -> None:
    unfinished = folder_of(home).with_name("unfinished")
    password = folder_of(home).with_name("password")
    shutil.rmtree(unfinished, ignore_errors=True)
    password.unlink(missing_ok=True)
    with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(state.superuser_password)
    if account:
        os.chown(password, account.uid, account.gid)
    try:
        _initdb(home, unfinished, password, programs, account)
    finally:
        password.unlink()
    unfinished.rename(folder_of(home))


def _initdb(
    home: Path, folder: Path, password: Path, programs: Path, account: Account | None
) -> None:
    log = log_file(home, "initdb")
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--username=pacte"]
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 - a program that find_postgres_bin chose
            [programs / "initdb", *options, f"--pgdata={folder}", f"--pwfile={password}"],
            cwd=folder.parent,
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
            stdout=output,
            stderr=output,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )
    if done.returncode:
        raise ServersRefused(f"initdb a échoué. Fin de {log}\u00a0:\n{last_lines(log)}")


def _started(home: Path, state: State, programs: Path, account: Account | None) -> bool:
    state.pg_port = ports.free_port(state.pg_port or ports.POSTGRES)
    settings = CONFIGURATION | {"port": str(state.pg_port)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    state.pg_pid = start_guarded(
        [str(programs / "postgres"), "-D", str(folder_of(home)), *options],
        home=home,
        folder=folder_of(home),
        stop=signal.SIGINT,
        account=account,
    )
    return _came_up(home, state)


def _came_up(home: Path, state: State) -> bool:
    deadline = time.monotonic() + RECOVERY_SECONDS
    while time.monotonic() < deadline and not gone(state.pg_pid):
        if answers(home, state):
            return True
        time.sleep(0.02)
    return False
