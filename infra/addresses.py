"""Addresses and levels as an environment writes them. What is wrong is named, its secret is not."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from infra.typography import french

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LARGEST_PORT = 65535
DATABASE = "postgresql://compte:secret@hôte:5432/base"
SHAPES = {
    "REDIS_URL": (("redis", "rediss", "unix"), "redis://:secret@hôte:6379/0"),
    "SMTP_URL": (("smtp", "smtps"), "smtp://hôte:25 ou smtps://compte:secret@hôte:465"),
    "PACTE_PUBLIC_URL": (("http", "https"), "https://pacte.exemple.fr"),
    "PACTE_TSA_URL": (("http", "https"), "https://horodatage.exemple.fr/tsa"),
}


def database(variable: str, url: str) -> str:
    """Raises ValueError unless host, user and database are named; empty is: not given."""
    import psycopg  # noqa: PLC0415 - a command that needs no database does not load it
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    if not url:
        return url
    try:
        known = conninfo_to_dict(url)
        _ports(str(known.get("port") or ""))
    except (psycopg.Error, ValueError):
        raise _refused(variable, "ne peut pas être lue", DATABASE) from None
    words = {"host": "l’hôte", "user": "le compte", "dbname": "le nom de la base"}
    missing = [word for name, word in words.items() if not known.get(name)]
    if missing:
        raise _refused(variable, f"ne dit pas {', '.join(missing)}", DATABASE)
    return url


def server(variable: str, url: str) -> str:
    """Raises ValueError unless the scheme is one of this variable and the host is named."""
    schemes, expected = SHAPES[variable]
    try:
        parts = urlsplit(url)
        named = bool(parts.path if parts.scheme == "unix" else _host(parts))
    except ValueError:
        raise _refused(variable, "ne peut pas être lue", expected) from None
    if url and not (named and parts.scheme in schemes):
        raise _refused(variable, "n’a pas la forme attendue", expected)
    return url


def authority(url: str, certificates: str) -> str:
    """Of time. Raises ValueError: unless on this machine by https, and only with certificates."""
    url = server("PACTE_TSA_URL", url)
    if url and urlsplit(url).scheme == "http" and not is_loopback(urlsplit(url).hostname or ""):
        raise _refused("PACTE_TSA_URL", "n’est pas en https", SHAPES["PACTE_TSA_URL"][1])
    if url and not certificates:
        raise ValueError(
            "PACTE_TSA_URL demande PACTE_TSA_CERTIFICATES, le fichier des certificats de l’autorité"
        )
    return url


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(address: str) -> str:
    """Raises ValueError."""
    host, _, port = address.rpartition(":")
    try:
        number = int(port) if port.isascii() and port.isdigit() else 0
    except ValueError:
        number = 0  # Thousands of digits.
    if host and 1 <= number <= LARGEST_PORT:
        return address
    raise ValueError(
        french(
            f"PACTE_LISTEN vaut « {address} » ; attendu : 127.0.0.1:8000, "
            f"avec un port de 1 à {LARGEST_PORT}"
        )
    )


def proxies(count: str) -> int:
    """How many proxies are believed about whom they speak for. Raises ValueError."""
    if count.isascii() and count.isdigit() and len(count) == 1:
        return int(count)
    raise ValueError(french(f"PACTE_PROXIES vaut « {count} » ; attendu : un nombre de 0 à 9"))


def level(name: str) -> str:
    """Raises ValueError."""
    if name.upper() in LEVELS:
        return name.upper()
    raise ValueError(
        french(f"PACTE_LOG_LEVEL vaut « {name} » ; attendu : {', '.join(LEVELS[:-1])} ou CRITICAL")
    )


def _host(parts: SplitResult) -> str | None:
    """Raises ValueError for a port that is none."""
    return None if parts.port == 0 else parts.hostname


def _ports(given: str) -> None:
    """One per host. Raises ValueError."""
    if any(port and not 1 <= int(port) <= LARGEST_PORT for port in given.split(",")):
        raise ValueError(given)


def _refused(variable: str, why: str, expected: str) -> ValueError:
    return ValueError(french(f"l’adresse {variable} {why} ; attendu : {expected}"))
