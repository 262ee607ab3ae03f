"""What the local provider grants, on the hooks of Authlib: codes with PKCE, tokens of machines."""

from time import time
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import InvalidRequestError, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oidc.core import OpenIDCode
from joserfc.jwk import KeySet

from infra.sso.local.accounts import ALGORITHM, Account, Client
from infra.sso.local.memory import Code, Memory, SignedIn, Token
from infra.sso.openid.machines import API, LONGEST_SECONDS

MACHINE_SECONDS = LONGEST_SECONDS
TOKEN_SECONDS = 600
# As ProConnect asks.
SHORTEST = 32


class House(AuthorizationServer):  # type: ignore[misc]
    """The provider, with what its grants share."""

    def __init__(
        self,
        issuer: str,
        accounts: dict[str, Account],
        clients: dict[str, Client],
        keys: KeySet,
    ) -> None:
        super().__init__()
        self.issuer = issuer
        self.accounts = accounts
        self.clients = clients
        self.keys = keys
        self.memory = Memory()

    def query_client(self, client_id: str) -> Client | None:
        return self.clients.get(client_id)

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Those of machines carry what they say."""
        if request.user:
            kept = Token(
                sub=request.user.sub, scope=token["scope"], client_id=request.client.client_id
            )
            self.memory.tokens.keep(token["access_token"], kept)

    @property
    def header(self) -> dict[str, Any]:
        return {"alg": ALGORITHM, "kid": self.keys.keys[0].kid}


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)

    def save_authorization_code(self, code: str, request: Any) -> None:
        data = request.payload.data
        signed_in: SignedIn = request.user
        signed_in.clients.add(request.client.client_id)
        kept = Code(
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            scope=request.scope,
            nonce=data["nonce"],
            code_challenge=data["code_challenge"],
            signed_in=signed_in,
        )
        self.server.memory.codes.keep(code, kept)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found: Code | None = self.server.memory.take_code(code, client.client_id)
        return found

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It is gone since it was looked up: two requests at once never both find it."""

    def authenticate_user(self, authorization_code: Code) -> SignedIn:
        return authorization_code.signed_in


class Pkce(CodeChallenge):  # type: ignore[misc]
    """Required of everybody, and never in clear; with it state and nonce long enough."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if data.get("code_challenge_method") != "S256" or not data.get("code_challenge"):
            raise InvalidRequestError("PKCE S256 is required.")
        if min(len(data.get("state", "")), len(data.get("nonce", ""))) < SHORTEST:
            raise InvalidRequestError("state and nonce need 32 characters.")
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):  # type: ignore[misc]
    def __init__(self, house: House) -> None:
        super().__init__(require_nonce=True)
        self.house = house

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """The same request comes twice: to show the page, then with the choice made on it."""
        del nonce, request
        return False

    def resolve_client_private_key(self, client: Client) -> KeySet:
        del client
        return self.house.keys

    def get_encode_header(self, client: Client) -> dict[str, Any]:
        del client
        return self.house.header

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        now = int(time())
        aud = client.client_id
        return {"iss": self.house.issuer, "aud": aud, "iat": now, "exp": now + TOKEN_SECONDS}

    def get_authorization_code_claims(self, authorization_code: Code) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_authorization_code_claims(authorization_code)
        return claims | {"sid": authorization_code.signed_in.sid}

    def generate_user_info(self, user: SignedIn, scope: str) -> dict[str, Any]:
        del scope
        return {"sub": user.sub}


class MachineGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)


class MachineToken(JWTBearerTokenGenerator):  # type: ignore[misc]
    """RFC 9068."""

    def __init__(self, house: House) -> None:
        super().__init__(house.issuer, ALGORITHM, expires_generator=MACHINE_SECONDS)
        self.house = house

    def get_jwks(self) -> KeySet:
        return self.house.keys

    def get_audiences(self, client: Client, user: None, scope: str) -> str:
        del client, user, scope
        return API
