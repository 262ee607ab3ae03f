"""What a provider says of itself, and its keys: kept a while, believed only under its own name."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import requests
from joserfc.jwk import KeySet

from infra.sso.openid import addresses
from infra.sso.openid.addresses import AddressRefused
from infra.sso.openid.fetch import AnswerRefused, guarded
from infra.sso.openid.keys import usable
from infra.sso.providers.provider import Provider
from infra.sso.refusals import ProviderDown, SignInRefused

PATH = "/.well-known/openid-configuration"
KEPT_SECONDS = 600.0
# A provider that is down is not waited for by everybody in turn.
DOWN_SECONDS = 10.0
WAIT_SECONDS = 2.0
BETWEEN_KEY_FETCHES = 60.0
OK = 200
REQUIRED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("userinfo_endpoint", "end_session_endpoint")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Every address in it has been checked."""

    document: Mapping[str, Any]

    def url(self, name: str) -> str:
        return str(self.document[name])

    def optional_url(self, name: str) -> str | None:
        return self.document.get(name)

    @property
    def names_itself(self) -> bool:
        """Whether its answers must carry `iss` (RFC 9207)."""
        return self.document.get("authorization_response_iss_parameter_supported") is True


@dataclass(slots=True)
class _Known:
    metadata: Metadata | None = None
    keys: KeySet | None = None
    read_at: float = 0.0
    keys_read_at: float = 0.0
    down_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Directory:
    """One per process. Raises ProviderDown, or SignInRefused for what is not this provider's."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str], _Known] = {}

    def metadata(self, provider: Provider) -> Metadata:
        with self._turn(provider) as known:
            if known.metadata is None or self._clock() - known.read_at >= KEPT_SECONDS:
                document = self._fetched(provider, known, provider.issuer.rstrip("/") + PATH)
                known.metadata = Metadata(checked(provider, document))
                known.read_at = self._clock()
            return known.metadata

    def keys(self, provider: Provider, kid: str = "") -> KeySet:
        """Read again for a key that nobody knows, but not more than once in a minute."""
        url = self.metadata(provider).url("jwks_uri")
        with self._turn(provider) as known:
            age = self._clock() - known.keys_read_at
            if known.keys is None or age >= _kept(known.keys, kid):
                known.keys = usable(self._fetched(provider, known, url), provider.algorithms)
                known.keys_read_at = self._clock()
            return known.keys

    def down(self, provider: Provider) -> None:
        """Somebody else found out: nobody asks it anything for some seconds."""
        known = self._of(provider)
        if known.down_until <= self._clock():
            known.down_until = self._clock() + DOWN_SECONDS

    def _of(self, provider: Provider) -> _Known:
        return self._known.setdefault((provider.slug, provider.issuer), _Known())

    @contextmanager
    def _turn(self, provider: Provider) -> Iterator[_Known]:
        known = self._of(provider)
        if not known.lock.acquire(timeout=WAIT_SECONDS):
            raise ProviderDown(provider.slug, "slow")
        try:
            if self._clock() < known.down_until:
                raise ProviderDown(provider.slug, "down")
            yield known
        finally:
            known.lock.release()

    def _fetched(self, provider: Provider, known: _Known, url: str) -> dict[str, Any]:
        try:
            return fetched(provider, url)
        except ProviderDown:
            known.down_until = self._clock() + DOWN_SECONDS
            raise


def _kept(keys: KeySet, kid: str) -> float:
    known = not kid or any(key.kid == kid for key in keys)
    return KEPT_SECONDS if known else BETWEEN_KEY_FETCHES


def fetched(provider: Provider, url: str) -> dict[str, Any]:
    """One JSON object. Raises ProviderDown, SignInRefused."""
    try:
        with guarded(loopback=provider.loopback) as session:
            response = session.get(url, headers={"Accept": "application/json"})
        document = response.json() if response.status_code == OK else None
    except AddressRefused as error:
        raise SignInRefused("provider-misconfigured", f"address-{error}") from None
    except AnswerRefused as error:
        raise ProviderDown(provider.slug, str(error)) from None
    except (requests.RequestException, RecursionError) as error:
        raise ProviderDown(provider.slug, type(error).__name__) from None
    if not isinstance(document, dict):
        raise ProviderDown(provider.slug, f"answer-{response.status_code}")
    return document


def checked(provider: Provider, document: dict[str, Any]) -> dict[str, Any]:
    """Raises SignInRefused: the document of another issuer would send people to another door."""
    if document.get("issuer") != provider.issuer:
        raise SignInRefused("provider-misconfigured", "issuer")
    for name in (*REQUIRED, *OPTIONAL):
        value = document.get(name)
        if value is None and name in OPTIONAL:
            continue
        if not isinstance(value, str):
            raise SignInRefused("provider-misconfigured", name)
        try:
            addresses.check(value, loopback=provider.loopback)
        except AddressRefused:
            raise SignInRefused("provider-misconfigured", name) from None
    return document
