"""One runner per home: the second learns where the first serves."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


class AlreadyRunning(click.ClickException):
    """Another runner serves this home."""


@contextmanager
def only_one(home: Path, url: str) -> Iterator[None]:
    """Raises AlreadyRunning with the address of the other."""
    with (home / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(_already(home)) from error
        file.truncate(0)
        file.write(url)
        file.flush()
        yield
        file.truncate(0)


def _already(home: Path) -> str:
    url = (home / "up.lock").read_text() or "une adresse qu’il n’a pas encore dite"
    return (
        f"Pacte tourne déjà dans {home}, sur {url}. Servez-vous de celui-là, arrêtez-le (Ctrl-C), "
        "ou indiquez un autre dossier dans PACTE_HOME."
    )
