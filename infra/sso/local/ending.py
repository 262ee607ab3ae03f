"""Sign-outs at the local provider: asked by a browser, then told to every client behind it."""

import logging
import secrets
from time import time
from typing import Any

import requests
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc import jwt
from joserfc.jwk import KeySet

from infra.sso.local.accounts import ALGORITHM, Client
from infra.sso.local.grants import House
from infra.sso.local.memory import SignedIn
from infra.sso.logout import EVENT
from infra.sso.openid.addresses import AddressRefused
from infra.sso.openid.fetch import AnswerRefused, guarded

TOKEN_SECONDS = 120

logger = logging.getLogger(__name__)


class EndSession(EndSessionEndpoint):  # type: ignore[misc]
    def get_server_jwks(self) -> KeySet:
        keys: KeySet = self.server.keys
        return keys

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def end_session(self, end_session_request: Any) -> None:
        """Clients hear of it before the browser is sent back: the order that real ones have."""
        claims = end_session_request.id_token_claims or {}
        end(self.server, claims.get("sid"))


def end(house: House, sid: str | None) -> None:
    signed_in = house.memory.sign_out(sid)
    for client_id in sorted(signed_in.clients) if signed_in else ():
        tell(house, house.clients[client_id], signed_in)


def tell(house: House, client: Client, signed_in: SignedIn | None) -> None:
    """Once: a client that is away ends its sessions by itself."""
    if client.backchannel_logout_uri is None or signed_in is None:
        return
    try:
        with guarded(loopback=True) as session:
            token = logout_token(house, client, signed_in)
            session.post(client.backchannel_logout_uri, data={"logout_token": token})
    except (AddressRefused, AnswerRefused, requests.RequestException) as error:
        logger.warning("client not told", extra={"cause": type(error).__name__})


def logout_token(house: House, client: Client, signed_in: SignedIn) -> str:
    now = int(time())
    claims = {
        "iss": house.issuer,
        "aud": client.client_id,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": secrets.token_urlsafe(16),
        "sub": signed_in.sub,
        "sid": signed_in.sid,
        "events": {EVENT: {}},
    }
    header = house.header | {"typ": "logout+jwt"}
    return jwt.encode(header, claims, house.keys, algorithms=[ALGORITHM])
