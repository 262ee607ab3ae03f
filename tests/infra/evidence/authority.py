"""An authority of time as openssl plays it, and a server on this machine that it answers by."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread

import pytest
import rfc3161_client as tsp

from infra.evidence.stamping.answer import in_order
from tests.ports import own_port

OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="openssl plays the authority")
CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
ess_cert_id_alg = sha256
[ca]
default_ca = root
[root]
database = index
serial = serial.ca
new_certs_dir = .
certificate = root.pem
private_key = root.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[ext]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping
[dn]
[req]
distinguished_name = dn
"""
Bytes = Callable[[bytes], bytes]


class Authority:
    """A root, and who stamps for it, named `name`. `expires`: `YYYYMMDDHHMMSSZ`, of the latter."""

    def __init__(
        self, folder: Path, name: str = "tsa", expires: str = "", digests: str = "sha256"
    ) -> None:
        folder.mkdir()
        self.folder, self.root, self._turn = folder, folder / "root.pem", Lock()
        (folder / "tsa.cnf").write_text(CONFIGURATION.format(digests=digests))
        (folder / "serial").write_text("01\n")
        (folder / "serial.ca").write_text("01\n")
        (folder / "index").touch()
        key = ("-newkey", "rsa:2048", "-nodes", "-config", "tsa.cnf", "-subj")
        root = ("-addext", "basicConstraints=critical,CA:TRUE", "-out", "root.pem")
        self._run("req", "-x509", "-days", "7300", *key, "/CN=root", "-keyout", "root.key", *root)
        self._run("req", "-utf8", *key, f"/CN={name}", "-keyout", "tsa.key", "-out", "tsa.csr")
        dates = ("-startdate", "20200101000000Z", "-enddate", expires or "20491231000000Z")
        signed = ("-config", "tsa.cnf", "-in", "tsa.csr", "-out", "tsa.pem", "-notext", "-batch")
        self._run("ca", *signed, *dates, "-extfile", "tsa.cnf", "-extensions", "ext")

    def stamp(self, data: Path, answer: Path) -> None:
        self._run("ts", "-query", "-data", str(data), "-sha256", "-cert", "-out", "query.tsq")
        self._reply(answer)

    def answer(self, query: bytes) -> bytes:
        with self._turn:
            (self.folder / "query.tsq").write_bytes(query)
            self._reply(self.folder / "answer.tsr")
            return (self.folder / "answer.tsr").read_bytes()

    def _reply(self, answer: Path) -> None:
        signing = ("-signer", "tsa.pem", "-inkey", "tsa.key", "-chain", "root.pem")
        asked = ("-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", str(answer))
        self._run("ts", "-reply", *asked, *signing)

    def _run(self, *arguments: str) -> None:
        assert OPENSSL
        done = subprocess.run(
            [OPENSSL, *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


class Served:
    """`reply`: from the bytes of a request to those of the answer. `asked`: how often it was."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.reply: Bytes = authority.answer
        self.status, self.asked, self.hanging = 200, 0, Event()
        self.headers: dict[str, str] = {}
        self.port = own_port()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/tsa"

    def start(self) -> None:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                served.asked += 1
                assert self.headers["Content-Type"] == "application/timestamp-query"
                query = self.rfile.read(int(self.headers["Content-Length"]))
                data = served.reply(query)
                self.send_response(served.status)
                for name, value in served.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.hanging.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def hang(self, query: bytes) -> bytes:
        self.hanging.wait(60)
        return query

    def misread(self, query: bytes) -> bytes:
        """An answer to a request about something else."""
        digest = imprint(query)
        return self.authority.answer(query.replace(digest, digest[::-1]))

    def replay(self, query: bytes) -> bytes:
        """The answer to another request about the same thing."""
        at = query.index(imprint(query)) + 32 + 5
        return self.authority.answer(query[:at] + bytes([query[at] ^ 1]) + query[at + 1 :])


def imprint(query: bytes) -> bytes:
    prefix = bytes.fromhex("0420")
    at = query.index(prefix) + len(prefix)
    return query[at : at + 32]


@contextmanager
def served(authority: Authority) -> Iterator[Served]:
    found = Served(authority)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def moment_of(answer: bytes) -> datetime:
    return tsp.decode_timestamp_response(in_order(answer)).tst_info.gen_time
