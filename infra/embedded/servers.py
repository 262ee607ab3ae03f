"""The servers of one home: started when missing, shared when there, stopped by the last user."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from infra.embedded import postgres, valkey
from infra.embedded.refusal import ServersRefused
from infra.embedded.roles import APP, OWNER, ensure_roles
from infra.embedded.state import State, changing, join_users, leave_users
from infra.settings import Settings


@dataclass(slots=True)
class Servers:
    """Not in use for a server whose address the settings give."""

    home: Path
    settings: Settings
    state: State
    _users: int

    @classmethod
    def start(cls, home: Path, settings: Settings) -> Self:
        """Adopt or start what the settings do not name. Raises ServersRefused."""
        home = make_home(home)
        with changing(home):
            users = join_users(home)
            try:
                servers = cls(home, settings, _load(home), users)
                servers._bring_up()
            except BaseException:
                os.close(users)
                raise
        return servers

    def revive(self) -> None:
        """Start again what has died; the ports may change."""
        with changing(self.home):
            self.state = State.load(self.home)
            self._bring_up()

    def standing(self) -> bool:
        """Whether the processes are there; nothing is asked of them."""
        return (bool(self.settings.database_url) or postgres.stands(self.home, self.state)) and (
            bool(self.settings.redis_url) or valkey.stands(self.home, self.state)
        )

    def stop(self) -> None:
        """Leave; the servers stop, Valkey first, unless another process still uses them."""
        with changing(self.home):
            try:
                if leave_users(self._users):
                    state = State.load(self.home)
                    valkey.stop(self.home, state)
                    postgres.stop(self.home, state)
            finally:
                os.close(self._users)

    def _bring_up(self) -> None:
        if not self.settings.database_url:
            postgres.start(self.home, self.state, self.settings.pg_bin)
            self.state.save(self.home)
            ensure_roles(self.state)
        if not self.settings.redis_url:
            valkey.start(self.home, self.state)
            self.state.save(self.home)

    @property
    def database_url(self) -> str:
        return self.settings.database_url or postgres.url(self.state, APP, self.state.app_password)

    @property
    def owner_url(self) -> str | None:
        if self.settings.database_url:
            return self.settings.database_owner_url
        return postgres.url(self.state, OWNER, self.state.owner_password)

    @property
    def superuser_url(self) -> str:
        """Of the embedded PostgreSQL; nothing but tests and `ensure_roles` may use it."""
        return postgres.superuser_url(self.state)

    @property
    def redis_url(self) -> str:
        return self.settings.redis_url or valkey.url(self.state)


def make_home(home: Path) -> Path:
    """Others may pass through (PostgreSQL's account, under root) but not list it.

    Resolved, as the servers tell their folders.
    """
    home = home.expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not any(home.iterdir()):
            home.chmod(0o711)
        (home / "logs").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ServersRefused(
            f"Le dossier {home} ne peut pas être créé ou écrit ({error.strerror}). Indiquez dans "
            "PACTE_HOME un dossier où vous pouvez écrire."
        ) from error
    return home


def _load(home: Path) -> State:
    """Passwords are on disk before the cluster that is created with them."""
    if postgres.folder_of(home).exists() and not (home / "state.json").exists():
        raise ServersRefused(
            f"{home}/state.json, qui garde les mots de passe des serveurs, a disparu\u00a0: "
            "remettez-le depuis une sauvegarde, ou choisissez un autre PACTE_HOME."
        )
    state = State.load(home)
    state.save(home)
    return state
