"""A provider of identities as it was configured: data, given by whoever administers Pacte."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

AuthMethod = Literal["client_secret_post", "private_key_jwt"]

PROCONNECT = "https://auth.agentconnect.gouv.fr/api/v2"
TWO_FACTORS = ("eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3")
# In the words of ProConnect. `sub` may join claims: "tid+oid".
CLAIMS = {
    "sub": "sub",
    "given_name": "given_name",
    "usual_name": "usual_name",
    "email": "email",
    "siret": "siret",
    "organization_label": "organization_label",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """`acr_values` are those accepted, none: any. `tenants` none: every one, only for ProConnect.

    `signed_userinfo`: it is asked for more than its identity token, and signs what it says.
    `loopback` is for the provider of the demo and of tests: http, on this machine alone.
    """

    slug: str
    issuer: str
    client_id: str
    client_ref: str
    auth_method: AuthMethod = "client_secret_post"
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    acr_values: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    claim_map: Mapping[str, str] = field(default_factory=dict)
    tenants: tuple[str, ...] = ()
    signed_userinfo: bool = False
    loopback: bool = False

    def claim(self, ours: str) -> str:
        """What the provider calls it."""
        return self.claim_map.get(ours, CLAIMS[ours])


def proconnect(client_id: str, client_ref: str, issuer: str = PROCONNECT) -> Provider:
    return Provider(
        slug="proconnect",
        issuer=issuer,
        client_id=client_id,
        client_ref=client_ref,
        acr_values=TWO_FACTORS,
        scopes=("openid", "given_name", "usual_name", "email", "siret", "organization_label"),
        signed_userinfo=True,
    )


def keycloak(
    slug: str, issuer: str, client_id: str, client_ref: str, tenants: tuple[str, ...]
) -> Provider:
    """`issuer` ends in `/realms/<realm>`."""
    return Provider(
        slug=slug,
        issuer=issuer,
        client_id=client_id,
        client_ref=client_ref,
        claim_map={"usual_name": "family_name", "organization_label": "organization"},
        tenants=tenants,
    )


def entra(
    slug: str, directory_id: str, client_id: str, client_ref: str, tenants: tuple[str, ...]
) -> Provider:
    """Keyed on directory and object, for an address changes hands."""
    return Provider(
        slug=slug,
        issuer=f"https://login.microsoftonline.com/{directory_id}/v2.0",
        client_id=client_id,
        client_ref=client_ref,
        algorithms=("RS256",),
        claim_map={"sub": "tid+oid", "usual_name": "family_name"},
        tenants=tenants,
    )
