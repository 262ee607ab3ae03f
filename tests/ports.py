"""Ports for servers of tests: each process of a run looks for its own in another place."""

import os
from itertools import cycle, islice

from infra.embedded.ports import is_free

_PORTS = islice(cycle(range(23_000, 32_000)), os.getpid() % 90 * 100, None)


def own_port() -> int:
    """Never the same twice: a server that died finds its port again when it is revived."""
    return next(port for port in _PORTS if is_free(port))
