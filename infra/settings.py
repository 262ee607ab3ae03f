"""What the outside says about this process: the only module that reads the environment."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self, get_args

import click
import platformdirs
from environs import EnvError, FileAwareEnv

from infra import addresses
from infra.sso.providers.secrets import folder_of

Engine = Literal["postgres", "citus"]

PASSED_ON = (
    "HOME",
    "LANG",
    "LC_ALL",
    "PATH",
    "PYTHONPATH",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "TMPDIR",
    "TZ",
    "VIRTUAL_ENV",
)


class SettingRefused(click.ClickException):
    """A variable of the environment is missing or cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """An empty `database_url` means: not given, `infra.embedded.connected` fills it in.

    `proxies`: how many stand before the web process, each naming the one it was asked by.
    """

    home: Path
    database_url: str = field(default="", repr=False)
    database_owner_url: str | None = field(default=None, repr=False)
    redis_url: str | None = field(default=None, repr=False)
    public_url: str = ""
    listen: str = "127.0.0.1:8000"
    secret_key: str = field(default="", repr=False)
    smtp_url: str | None = field(default=None, repr=False)
    sso_secrets: Path | None = None
    pg_bin: Path | None = None
    engine: Engine = "postgres"
    demo: bool = False
    proxies: int = 0
    skin: Path | None = None
    tsa_url: str = ""
    tsa_certificates: Path | None = None
    log_level: str = "INFO"
    passed_on: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def from_environ(cls) -> Self:
        """Every variable may also be given as `NAME_FILE`. Raises SettingRefused."""
        try:
            return cls._read(FileAwareEnv(strip_whitespace=True))
        except (EnvError, ValueError) as error:
            raise SettingRefused(f"Réglage illisible\N{NO-BREAK SPACE}: {error}") from error

    @classmethod
    def _read(cls, env: FileAwareEnv) -> Self:
        return cls(
            home=(env.path("PACTE_HOME", None) or default_home()).expanduser().resolve(),
            database_url=addresses.database("DATABASE_URL", env.str("DATABASE_URL", "")),
            database_owner_url=addresses.database(
                "DATABASE_OWNER_URL", env.str("DATABASE_OWNER_URL", "")
            )
            or None,
            redis_url=addresses.server("REDIS_URL", env.str("REDIS_URL", "")) or None,
            public_url=addresses.server("PACTE_PUBLIC_URL", env.str("PACTE_PUBLIC_URL", "")),
            listen=addresses.listen(env.str("PACTE_LISTEN", "127.0.0.1:8000")),
            secret_key=env.str("PACTE_SECRET_KEY", ""),
            smtp_url=addresses.server("SMTP_URL", env.str("SMTP_URL", "")) or None,
            sso_secrets=_absolute(env.path("PACTE_SSO_SECRETS", None)),
            pg_bin=env.path("PACTE_PG_BIN", None),
            engine=_engine(env.str("PACTE_ENGINE", "postgres")),
            demo=env.bool("PACTE_DEMO", default=False),
            proxies=addresses.proxies(env.str("PACTE_PROXIES", "0")),
            skin=env.path("PACTE_SKIN", None),
            tsa_url=addresses.authority(
                env.str("PACTE_TSA_URL", ""), env.str("PACTE_TSA_CERTIFICATES", "")
            ),
            tsa_certificates=_absolute(env.path("PACTE_TSA_CERTIFICATES", None)),
            log_level=addresses.level(env.str("PACTE_LOG_LEVEL", "INFO")),
            passed_on=tuple((name, os.environ[name]) for name in PASSED_ON if name in os.environ),
        )

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0]

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def url(self) -> str:
        """Where people reach the web process: behind a proxy, not where it listens."""
        return self.public_url or f"http://{self.listen}"

    @property
    def secrets_folder(self) -> Path:
        """One file per secret of a provider of identities, named by its `client_ref`."""
        return self.sso_secrets or folder_of(self.home)

    def without_owner(self) -> Self:
        """For processes that serve requests: they never hold the owner's password."""
        return replace(self, database_owner_url=None)

    def for_children(self) -> dict[str, str]:
        """The whole environment of a child process."""
        given = {
            "PACTE_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
            "PACTE_PUBLIC_URL": self.public_url,
            "PACTE_LISTEN": self.listen,
            "PACTE_SECRET_KEY": self.secret_key,
            "SMTP_URL": self.smtp_url,
            "PACTE_SSO_SECRETS": str(self.sso_secrets) if self.sso_secrets else None,
            "PACTE_PG_BIN": str(self.pg_bin) if self.pg_bin else None,
            "PACTE_ENGINE": self.engine,
            "PACTE_DEMO": "1" if self.demo else None,
            "PACTE_PROXIES": str(self.proxies) if self.proxies else None,
            "PACTE_SKIN": str(self.skin) if self.skin else None,
            "PACTE_TSA_URL": self.tsa_url,
            "PACTE_TSA_CERTIFICATES": str(self.tsa_certificates or ""),
            "PACTE_LOG_LEVEL": self.log_level,
        }
        return dict(self.passed_on) | {name: value for name, value in given.items() if value}


def default_home() -> Path:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/pacte")
    return Path(platformdirs.user_data_dir("pacte", appauthor=False))


def _absolute(path: Path | None) -> Path | None:
    return path.expanduser().absolute() if path else None


def _engine(name: str) -> Engine:
    for engine in get_args(Engine):
        if name == engine:
            return engine  # type: ignore[no-any-return]
    raise ValueError(
        f"PACTE_ENGINE vaut «\u00a0{name}\u00a0»\u202f; attendu\u00a0: postgres ou citus"
    )
