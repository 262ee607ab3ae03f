"""What answers at the addresses of the settings: database, Redis, mail server, our own site."""

import json
import smtplib
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit

import psycopg
import redis

from infra.doctor.finding import Finding
from infra.embedded.binaries import MAJORS
from infra.settings import Settings

SECONDS = 3


def over_the_network(settings: Settings) -> Iterator[Finding]:
    if settings.database_url:
        yield _database("DATABASE_URL", settings.database_url)
        yield _database("DATABASE_OWNER_URL", settings.database_owner_url)
        yield _secret(settings)
    if settings.redis_url:
        yield _redis(settings.redis_url)
    yield _mail(settings)
    yield _site(settings)


def _database(variable: str, url: str | None) -> Finding:
    if not url:
        return Finding(variable, "absente", f"Indiquez {variable}\u00a0: migrer la demande.")
    try:
        with psycopg.connect(url, connect_timeout=SECONDS) as connection:
            major = connection.info.server_version // 10_000
    except psycopg.Error as error:
        remedy = f"Vérifiez l’adresse, le mot de passe et le pare-feu de {variable}."
        return Finding(
            variable, f"ne répond pas ({error.sqlstate or type(error).__name__})", remedy
        )
    if major < MAJORS.start:
        return Finding(variable, f"PostgreSQL {major}", f"Passez à PostgreSQL {MAJORS.start}.")
    return Finding(variable, f"PostgreSQL {major} répond")


def _secret(settings: Settings) -> Finding:
    if settings.secret_key:
        return Finding("PACTE_SECRET_KEY", "présente")
    remedy = "Indiquez dans PACTE_SECRET_KEY_FILE un fichier qui tient 32 caractères au hasard."
    return Finding("PACTE_SECRET_KEY", "absente", remedy)


def _redis(url: str) -> Finding:
    try:
        with redis.Redis.from_url(url, socket_timeout=SECONDS) as client:
            client.ping()
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except redis.ResponseError:
        return Finding("REDIS_URL", "répond")  # CONFIG is often closed on a hosted one.
    except (redis.RedisError, ValueError) as error:
        remedy = "Vérifiez l’adresse et le mot de passe de REDIS_URL. Rien n’est perdu d’ici là."
        return Finding("REDIS_URL", f"ne répond pas ({type(error).__name__})", remedy)
    if policy != "noeviction":
        return Finding("REDIS_URL", f"maxmemory-policy {policy}", "Réglez-la sur noeviction.")
    return Finding("REDIS_URL", "répond")


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_url:
        return Finding(
            "SMTP_URL",
            "absente\u00a0; aucun courrier ne part, sauf vers la boîte de la démonstration",
        )
    parts = urlsplit(settings.smtp_url)
    reach = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with reach(parts.hostname or "", parts.port or 0, timeout=SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        remedy = "Vérifiez SMTP_URL. Les courriers attendent et partiront ensuite."
        return Finding("SMTP_URL", f"ne répond pas ({type(error).__name__})", remedy)
    return Finding("SMTP_URL", f"{parts.hostname} répond")


def _site(settings: Settings) -> Finding:
    """The runner of this home says where it serves."""
    url = settings.url
    with suppress(OSError):
        url = (settings.home / "up.lock").read_text() or url
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=SECONDS) as answer:  # noqa: S310
            degraded = json.load(answer)["status"] == "degraded"
    except HTTPError as error:
        told = error.read(500).decode(errors="replace")
        return Finding("site", f"{url} répond {error.code}\u00a0: {told}", "Lisez ce qu’il dit.")
    except OSError:
        return Finding("site", f"rien à l’adresse {url}\u00a0; pacte up le lance")
    except (HTTPException, ValueError, TypeError, KeyError):
        remedy = "Vérifiez PACTE_PUBLIC_URL et ce qui écoute à cette adresse."
        return Finding("site", f"{url} répond, mais n’est pas Pacte", remedy)
    # What is late or stopped has a line of its own.
    return Finding("site", f"{url} sert, en mode dégradé" if degraded else f"{url} est prêt")
