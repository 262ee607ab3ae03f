"""Ports of servers: never one that the system also hands out to outgoing connections."""

import socket

from infra.embedded.refusal import ServersRefused

POSTGRES = 15432
VALKEY = 16379
INBOX = 12525
EPHEMERAL = 32768


def free_port(first: int) -> int:
    """The first port from `first` on that nobody holds on the loopback address."""
    for port in range(first, EPHEMERAL):
        if is_free(port):
            return port
    raise ServersRefused(f"Aucun port n’est libre entre {first} et {EPHEMERAL - 1}.")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True
