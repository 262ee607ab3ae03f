"""The local provider on its port: threads of one process, and a log that holds no code."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Addresses of requests hold codes and tokens."""

    def log_request(self, *args: Any, **kwargs: Any) -> None:
        """Nothing."""


@contextmanager
def serving(app: Flask, listening: socket.socket) -> Iterator[None]:
    """For as long as the `with` block lasts, on a socket that listens already."""
    host, port = listening.getsockname()[:2]
    server = make_server(
        host, port, app, threaded=True, request_handler=Quiet, fd=listening.fileno()
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def listen(host: str, port: int) -> socket.socket:
    """Port 0: any that is free. Raises OSError."""
    return socket.create_server((host, port))
