"""An authority of time: asked by HTTP (RFC 3161 §3.4), believed only with its certificates."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import requests
import rfc3161_client as tsp
from cryptography import x509
from cryptography.x509.oid import NameOID

from infra.evidence.stamping.answer import in_order
from infra.settings import Settings
from infra.sso.openid.addresses import AddressRefused
from infra.sso.openid.fetch import AnswerRefused, guarded
from infra.store.evidence.time_stamps import Stamp

SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
QUERY = {"Content-Type": "application/timestamp-query"}
OK = 200


class NotStamped(Exception):
    """In one word. `answered`: it is there; `refused`: it said no."""

    def __init__(self, cause: str, *, answered: bool = True, refused: bool = False) -> None:
        super().__init__(cause)
        self.cause, self.answered, self.refused = cause, answered, refused


class CertificatesUnreadable(Exception):
    """The file is not there, or holds no certificate."""


@dataclass(frozen=True, slots=True)
class Authority:
    url: str
    trusted: tuple[x509.Certificate, ...]

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """None: there is none. Raises CertificatesUnreadable."""
        if not settings.tsa_url:
            return None
        return cls(settings.tsa_url, certificates(settings.tsa_certificates))

    def stamp(self, data: bytes) -> Stamp:
        """Raises NotStamped."""
        builder = tsp.TimestampRequestBuilder().data(data).cert_request(cert_request=True)
        request = builder.hash_algorithm(tsp.HashAlgorithm.SHA256).nonce(nonce=True).build()
        answer = self._asked(request.as_bytes())
        try:
            return self._believed(request, answer, sha256(data).digest())
        except NotStamped:
            raise
        except Exception as error:  # whatever the bytes do to the library
            raise NotStamped("unreadable") from error

    def _asked(self, query: bytes) -> bytes:
        loopback = urlsplit(self.url).scheme == "http"
        try:
            with guarded(loopback=loopback) as session:
                found = session.post(self.url, query, headers=QUERY, allow_redirects=False)
        except AddressRefused as error:
            raise NotStamped(f"address-{error}", answered=False) from error
        except AnswerRefused as error:
            raise NotStamped(f"answer-{error}", answered=False) from error
        except requests.RequestException as error:
            raise NotStamped(type(error).__name__, answered=False) from error
        if found.status_code != OK:
            raise NotStamped(f"http-{found.status_code}", answered=False)
        return found.content

    def _believed(self, request: tsp.TimeStampRequest, answer: bytes, digest: bytes) -> Stamp:
        """Raises NotStamped, or what the library raises."""
        found = tsp.decode_timestamp_response(in_order(answer))
        if found.status != tsp.PKIStatus.GRANTED:
            raise NotStamped(f"status-{found.status}", refused=True)
        info = found.tst_info
        imprint = info.message_imprint
        if (imprint.hash_algorithm, imprint.message) != (SHA256, digest):
            raise NotStamped("imprint")
        if info.nonce != request.nonce:
            raise NotStamped("nonce")
        try:
            builder = tsp.VerifierBuilder.from_request(request)
            for one in self.trusted:
                builder = builder.add_root_certificate(one)
            builder.build().verify(found, digest)
        except tsp.VerificationError as error:
            raise NotStamped("signature") from error
        return Stamp(answer, info.gen_time, _signer(found.signed_data))


def certificates(path: Path | None) -> tuple[x509.Certificate, ...]:
    """Of a PEM file. Raises CertificatesUnreadable."""
    try:
        return tuple(dict.fromkeys(x509.load_pem_x509_certificates(Path(path or "").read_bytes())))
    except (OSError, ValueError) as error:
        raise CertificatesUnreadable(str(path or "")) from error


def _signer(signed: tsp.SignedData) -> str:
    """As its certificate names it."""
    (signer,) = signed.signer_infos
    for data in signed.certificates:
        found = x509.load_der_x509_certificate(data)
        if (found.issuer, found.serial_number) == (signer.issuer, signer.serial_number):
            names = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            return str(names[0].value) if names else found.subject.rfc4514_string()
    raise NotStamped("signature")
