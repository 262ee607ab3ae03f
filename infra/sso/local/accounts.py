"""Who the local provider knows: people handed in as data, and the clients they may go to."""

import hmac
from dataclasses import dataclass, field
from typing import Any

SCOPES = ("openid", "given_name", "usual_name", "email", "siret", "organization_label")
ALGORITHM = "RS256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`words` say what the person does; `territory` is the heading they stand under."""

    sub: str
    display_name: str
    words: str
    email: str
    territory: str
    siret: str | None = None
    organization_label: str = ""

    def claims(self, scope: str) -> dict[str, Any]:
        """One claim per scope, as ProConnect has it."""
        known = {
            "usual_name": self.display_name,
            "email": self.email,
            "siret": self.siret,
            "organization_label": self.organization_label,
        }
        asked = set(scope.split())
        told = {name: value for name, value in known.items() if name in asked and value}
        return {"sub": self.sub} | told


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The methods are those that Authlib asks of a client. A machine has no redirect address."""

    client_id: str
    secret: str = field(repr=False)
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str | None = None
    scopes: tuple[str, ...] = SCOPES

    @property
    def is_machine(self) -> bool:
        return not self.redirect_uris

    @property
    def client_metadata(self) -> dict[str, Any]:
        return {"post_logout_redirect_uris": list(self.post_logout_redirect_uris)}

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: a client says where it wants to go."""

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(one for one in (scope or "").split() if one in self.scopes)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return hmac.compare_digest(client_secret.encode(), self.secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method, endpoint) == ("client_secret_post", "token")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and not self.is_machine

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == ("client_credentials" if self.is_machine else "authorization_code")
