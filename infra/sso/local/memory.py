"""What the local provider remembers while it runs: who is signed in, codes and tokens given."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from time import time
from typing import Generic, TypeVar

MOST = 10_000
CODE_SECONDS = 60
ACR = "eidas1-mfa"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One sign-in of one browser. The method is what Authlib asks of a user."""

    sub: str
    sid: str
    auth_time: int
    clients: set[str] = field(default_factory=set)

    def get_user_id(self) -> str:
        return self.sub


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The methods are those that Authlib asks of a code."""

    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    signed_in: SignedIn
    code_challenge_method: str = "S256"
    made_at: float = field(default_factory=time)

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.signed_in.auth_time

    def get_acr(self) -> str:
        return ACR

    def get_amr(self) -> list[str]:
        return ["mfa"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    sub: str
    scope: str
    client_id: str


class Kept(Generic[T]):
    """The newest of a kind; any thread may ask."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, key: str, value: T) -> None:
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def get(self, key: str | None) -> T | None:
        return self._kept.get(key or "")

    def take(self, key: str | None) -> T | None:
        with self._lock:
            return self._kept.pop(key or "", None)


class Memory:
    def __init__(self) -> None:
        self.codes: Kept[Code] = Kept()
        self.tokens: Kept[Token] = Kept()
        self.browsers: Kept[SignedIn] = Kept()
        self._cookies: Kept[str] = Kept()

    def sign_in(self, sub: str, before: str | None = None) -> tuple[str, SignedIn]:
        """The value of the cookie. Who signs in again goes on with the same `sid`."""
        known = self.browsers.take(before)
        if known and known.sub == sub:
            signed_in = replace(known, auth_time=int(time()))
        else:
            signed_in = SignedIn(sub=sub, sid=secrets.token_urlsafe(16), auth_time=int(time()))
        cookie = secrets.token_urlsafe(32)
        self.browsers.keep(cookie, signed_in)
        self._cookies.keep(signed_in.sid, cookie)
        return cookie, signed_in

    def sign_out(self, sid: str | None) -> SignedIn | None:
        return self.browsers.take(self._cookies.take(sid))

    def take_code(self, code: str, client_id: str) -> Code | None:
        """Once, whatever becomes of it."""
        found = self.codes.take(code)
        fresh = found and time() - found.made_at <= CODE_SECONDS
        return found if found and fresh and found.client_id == client_id else None
