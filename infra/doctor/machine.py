"""The machine: home, disk, programs, account, ports."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from infra.doctor.finding import Finding
from infra.embedded import ports, postgres, valkey
from infra.embedded.account import can, server_account
from infra.embedded.binaries import find_postgres_bin, find_valkey, major_of
from infra.embedded.refusal import ServersRefused
from infra.embedded.state import State
from infra.settings import Settings

ENOUGH_BYTES = 1_000_000_000


def on_this_machine(settings: Settings) -> Iterator[Finding]:
    yield _home(settings.home)
    yield _disk(settings.home)
    if not settings.database_url:
        yield _postgres_programs(settings)
        yield _account(settings.home)
        yield _postgres(settings.home)
    if not settings.redis_url:
        yield _valkey_program()
        yield _valkey(settings.home)


def _home(home: Path) -> Finding:
    there = _nearest(home)
    if os.access(there, os.W_OK | os.X_OK):
        return Finding("dossier", f"{home} est à nous")
    return Finding(
        "dossier",
        f"{there} ne peut pas être écrit",
        "Indiquez dans PACTE_HOME un dossier où vous pouvez écrire.",
    )


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(_nearest(home)).free
    text = f"{free // 1_000_000} Mo libres"
    if free >= ENOUGH_BYTES:
        return Finding("disque", text)
    return Finding("disque", text, f"Libérez 1 Go sur le disque de {home}.")


def _postgres_programs(settings: Settings) -> Finding:
    try:
        found = find_postgres_bin(settings.pg_bin)
    except ServersRefused as refusal:
        return Finding("PostgreSQL", "programme absent", refusal.format_message())
    data = postgres.folder_of(settings.home) / "PG_VERSION"
    if data.exists() and int(data.read_text()) != major_of(found):
        return Finding(
            "PostgreSQL",
            f"les données sont de la version {data.read_text().strip()}, le programme de la "
            f"version {major_of(found)}",
            "Indiquez dans PACTE_PG_BIN le dossier bin d’un PostgreSQL de la version des données.",
        )
    return Finding("PostgreSQL", f"version {major_of(found)}, dans {found}")


def _valkey_program() -> Finding:
    try:
        return Finding("Valkey", f"dans {find_valkey().parent}")
    except ServersRefused as refusal:
        return Finding("Valkey", "programme absent", refusal.format_message())


def _account(home: Path) -> Finding:
    try:
        account = server_account()
    except ServersRefused as refusal:
        return Finding("compte", "aucun compte pour PostgreSQL", refusal.format_message())
    if account is None:
        return Finding("compte", "les serveurs tournent sous votre compte")
    if can(account, "x", _nearest(home)):
        return Finding("compte", f"PostgreSQL tourne sous {account.name}")
    return Finding(
        "compte",
        f"le compte {account.name} ne peut pas entrer dans {_nearest(home)}",
        "Choisissez dans PACTE_HOME un dossier ouvert à tous, par exemple /var/lib/pacte.",
    )


def _postgres(home: Path) -> Finding:
    state = State.load(home)
    if postgres.answers(home, state):
        return Finding("serveur PostgreSQL", f"répond sur le port {state.pg_port}")
    if postgres.stands(home, state):
        return Finding(
            "serveur PostgreSQL",
            f"le processus {state.pg_pid} est là et ne répond pas",
            f"Regardez {home}/logs/postgres.log, puis arrêtez-le\u00a0: kill -INT {state.pg_pid}.",
        )
    return _asleep("serveur PostgreSQL", state.pg_port)


def _valkey(home: Path) -> Finding:
    state = State.load(home)
    if valkey.answers(home, state):
        return Finding("serveur Valkey", f"répond sur le port {state.valkey_port}")
    if valkey.stands(home, state):
        return Finding(
            "serveur Valkey",
            f"le processus {state.valkey_pid} est là et ne répond pas",
            f"Regardez {home}/logs/valkey-server.log, puis arrêtez-le\u00a0: "
            f"kill {state.valkey_pid}.",
        )
    return _asleep("serveur Valkey", state.valkey_port)


def _asleep(name: str, port: int) -> Finding:
    if not port or ports.is_free(port):
        return Finding(name, "à l’arrêt\u00a0; pacte up le lance")
    return Finding(name, f"à l’arrêt, son port {port} est pris\u00a0; pacte up en prendra un autre")


def _nearest(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())
