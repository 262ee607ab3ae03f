"""A provider in this process that says whatever a test wants it to say."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from time import time
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from infra.sso.local.serving import listen, serving
from infra.sso.logout import EVENT
from infra.sso.providers.provider import Provider
from tests.infra.sso.keys import EC, RSA

CLIENT_ID = "pacte"
Claims = dict[str, Any]
Forge = Callable[["Forger", Claims], str]


@dataclass(slots=True)
class Forger:
    """Honest until a field says otherwise; `asked` counts requests by path."""

    issuer: str
    keys: list[RSAKey | ECKey] = field(default_factory=lambda: [RSA, EC])
    metadata: Claims = field(default_factory=dict)
    forge: Forge | None = None
    userinfo: Callable[["Forger", Claims], ResponseReturnValue] | None = None
    answer: Callable[[], ResponseReturnValue] | None = None
    nonce: str = ""
    times: dict[str, int] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)
    silent: threading.Event | None = None
    heard: threading.Event = field(default_factory=threading.Event)

    def repent(self) -> None:
        fresh = Forger(self.issuer)
        for one in fields(self):
            setattr(self, one.name, getattr(fresh, one.name))

    def asked(self, path: str) -> int:
        return self.times.get(path, 0)

    def provider(self, **changes: Any) -> Provider:
        usual: dict[str, Any] = {
            "slug": "forge",
            "issuer": self.issuer,
            "client_id": CLIENT_ID,
            "client_ref": "forge",
            "acr_values": ("eidas1-mfa", "eidas2"),
            "signed_userinfo": True,
            "loopback": True,
        }
        return Provider(**usual | changes)

    def sign(self, claims: Claims, key: RSAKey | ECKey = RSA, **header: Any) -> str:
        alg = "RS256" if isinstance(key, RSAKey) else "ES256"
        whole = {"alg": alg, "kid": key.kid} | header
        whole = {name: value for name, value in whole.items() if value is not None}
        return jwt.encode(whole, claims, key, algorithms=[alg])

    def id_claims(self) -> Claims:
        now = int(time())
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "someone",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": self.nonce,
            "acr": "eidas1-mfa",
            "sid": "sid-1",
        }

    def logout_claims(self) -> Claims:
        now = int(time())
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": f"jti-{time()}",
            "sub": "someone",
            "sid": "sid-1",
            "events": {EVENT: {}},
        }

    def told(self) -> Claims:
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "someone",
            "given_name": "Camille",
            "usual_name": "Durand",
            "email": "camille.durand@exemple.test",
            "siret": "22480001100013",
            "organization_label": "Département de la Lozère",
        }


@contextmanager
def forging() -> Iterator[Forger]:
    with listen("127.0.0.1", 0) as listening:
        forger = Forger(_address(listening))
        with serving(_app(forger), listening):
            yield forger


def _address(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def _app(forger: Forger) -> Flask:
    app = Flask(__name__)

    @app.before_request
    def count() -> None:
        forger.times[request.path] = forger.asked(request.path) + 1
        forger.heard.set()
        if forger.silent:
            forger.silent.wait(10)

    @app.get("/.well-known/openid-configuration")
    def discovery() -> ResponseReturnValue:
        return _document(forger) | forger.metadata

    @app.get("/jwks")
    def jwks() -> ResponseReturnValue:
        return dict(KeySet(list(forger.keys)).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> ResponseReturnValue:
        """Nobody is asked for anything."""
        forger.nonce = request.args["nonce"]
        answer = urlencode({"code": "a-code", "state": request.args["state"]})
        return redirect(f"{request.args['redirect_uri']}?{answer}", 303)

    @app.post("/token")
    def token() -> ResponseReturnValue:
        return _tokens(forger)

    @app.get("/userinfo")
    def userinfo() -> ResponseReturnValue:
        return _told(forger)

    return app


def _told(forger: Forger) -> ResponseReturnValue:
    if forger.userinfo:
        return forger.userinfo(forger, forger.told())
    return Response(forger.sign(forger.told()), mimetype="application/jwt")


def _tokens(forger: Forger) -> ResponseReturnValue:
    forger.posted = request.form.to_dict()
    if forger.answer:
        return forger.answer()
    claims = forger.id_claims()
    text = forger.forge(forger, claims) if forger.forge else forger.sign(claims)
    return {"access_token": "access", "token_type": "Bearer", "id_token": text}


def _document(forger: Forger) -> Claims:
    issuer = forger.issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/session/end",
        "response_types_supported": ["code"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "userinfo_signing_alg_values_supported": ["RS256", "ES256"],
    }
