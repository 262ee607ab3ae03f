"""Which machines a provider may stand on: never one that only this host can reach."""

import ipaddress
import re
from collections.abc import Callable
from socket import SOCK_STREAM, getaddrinfo
from urllib.parse import urlsplit

PORTS = (443, 8443)
# Addresses that carry another inside, and blocks that Python 3.11 takes for global.
REFUSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
    )
)
FORM = re.compile(r"[!-~]{1,2000}")
NAME = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[Address], bool]


class AddressRefused(Exception):
    """Said in one word: the address itself may be a secret of somebody's network."""


def check(url: str, *, loopback: bool) -> None:
    """Raises AddressRefused. What the name resolves to is judged later, at the connection."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("unreadable") from None
    if not FORM.fullmatch(url) or "\\" in url:
        raise AddressRefused("unreadable")
    if parts.scheme != ("http" if loopback else "https"):
        raise AddressRefused("scheme")
    if "@" in parts.netloc:
        raise AddressRefused("userinfo")
    host = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    if not NAME.fullmatch(host) or parts.fragment:
        raise AddressRefused("host")
    if not loopback and (443 if port is None else port) not in PORTS:
        raise AddressRefused("port")


def resolved(host: str, port: int, allowed: Allowed) -> tuple[str, int]:
    """The one address to connect to. Raises AddressRefused if any of the name's is not allowed."""
    found = getaddrinfo(host.strip("[]"), port, type=SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(allowed(_parsed(address)) for address in addresses):
        raise AddressRefused("network")
    return addresses[0], port


def is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in block for block in REFUSED if block.version == address.version)
    )


def is_loopback(address: Address) -> bool:
    return address.is_loopback


def same(one: str, other: str) -> bool:
    return _parsed(one) == _parsed(other)


def _parsed(address: str) -> Address:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        raise AddressRefused("network") from None
