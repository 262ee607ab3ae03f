"""What Pacte asks of other machines: addresses judged once, answers short, all of it bounded."""

import socket
from contextlib import suppress
from threading import Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from infra.sso.openid import addresses
from infra.sso.openid.addresses import AddressRefused, Allowed

CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0
TOTAL_SECONDS = 8.0
LARGEST = 65_536
MULTIPLE_CHOICES, BAD_REQUEST = 300, 400


class AnswerRefused(Exception):
    """It moves, is too long or is packed."""


class Deadline:
    """Cuts a connection after some seconds, however regularly the other end sends a byte."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self._twin = sock.dup()  # TLS detaches the first
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        self._timer.cancel()
        self._twin.close()

    def _cut(self) -> None:
        with suppress(OSError):
            self._twin.shutdown(socket.SHUT_RDWR)


class PublicConnection(HTTPSConnection):
    """The certificate must be that of the name, whatever address the name has."""

    deadline: Deadline | None = None

    def _new_conn(self) -> socket.socket:
        sock = _connected(self, addresses.is_public)
        self.deadline = Deadline(sock, TOTAL_SECONDS)
        return sock

    def close(self) -> None:
        super().close()
        if self.deadline:
            self.deadline.cancel()


class LoopbackConnection(HTTPConnection):
    deadline: Deadline | None = None

    def _new_conn(self) -> socket.socket:
        sock = _connected(self, addresses.is_loopback)
        self.deadline = Deadline(sock, TOTAL_SECONDS)
        return sock

    def close(self) -> None:
        super().close()
        if self.deadline:
            self.deadline.cancel()


class PublicPool(HTTPSConnectionPool):
    ConnectionCls = PublicConnection


class LoopbackPool(HTTPConnectionPool):
    ConnectionCls = LoopbackConnection


class Guard(HTTPAdapter):
    """For every address of a session."""

    def __init__(self, *, loopback: bool) -> None:
        self._loopback = loopback
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = (
            {"http": LoopbackPool} if self._loopback else {"https": PublicPool}
        )

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Raises AddressRefused, AnswerRefused, and what requests raises."""
        addresses.check(str(request.url), loopback=self._loopback)
        request.headers["Accept-Encoding"] = "identity"
        kwargs |= {"timeout": (CONNECT_SECONDS, READ_SECONDS), "stream": True, "proxies": {}}
        response = super().send(request, *args, **kwargs)
        try:
            response._content = _body(response)  # noqa: SLF001 - what `stream=False` would do
        except (HTTPError, OSError) as error:
            raise requests.ConnectionError(error, request=request) from error
        finally:
            response.close()
        return response


def guard(session: requests.Session, *, loopback: bool) -> None:
    """Nothing of the environment counts any more: no proxy, no `.netrc`."""
    session.trust_env = False
    session.max_redirects = 0
    session.adapters.clear()
    session.mount("", Guard(loopback=loopback))


def guarded(*, loopback: bool) -> requests.Session:
    session = requests.Session()
    guard(session, loopback=loopback)
    return session


def _connected(connection: HTTPConnection, allowed: Allowed) -> socket.socket:
    """Raises AddressRefused."""
    try:
        target = addresses.resolved(connection.host, connection.port or 0, allowed)
        sock = socket.create_connection(target, CONNECT_SECONDS)
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, "timed out") from error
    except (OSError, UnicodeError) as error:
        raise NewConnectionError(connection, type(error).__name__) from error
    if not addresses.same(sock.getpeername()[0], target[0]):
        sock.close()
        raise AddressRefused("peer")
    return sock


def _body(response: requests.Response) -> bytes:
    """Raises AnswerRefused."""
    if MULTIPLE_CHOICES <= response.status_code < BAD_REQUEST:
        raise AnswerRefused("redirect")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise AnswerRefused("packed")
    body = bytearray()
    while chunk := response.raw.read1(LARGEST + 1 - len(body), decode_content=False):
        body += chunk
        if len(body) > LARGEST:
            raise AnswerRefused("too-long")
    return bytes(body)
