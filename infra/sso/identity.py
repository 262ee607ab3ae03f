"""Who came in, as the provider said it, and what was seen of them beside."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.envelope import MAIL_CODE
from infra.sso.providers.provider import Provider
from infra.sso.refusals import SignInRefused

SIRET = re.compile(r"[0-9]{14}")
LONGEST_SUB = 255
LONGEST_TEXT = 200
# In the place of a provider's short name, none of which holds a colon.
MAIL = MAIL_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenClaims:
    """Shown, at most compared: none of it grants anything."""

    display_name: str = ""
    email: str = ""
    siret: str | None = None
    organization_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person is (issuer, sub). Without `auth_time` nobody knows how fresh the sign-in is."""

    issuer: str
    sub: str
    provider: str
    acr: str | None
    auth_time: datetime | None
    sid: str | None
    claims: SeenClaims
    id_token: str = field(repr=False)

    @property
    def by_mail(self) -> bool:
        return self.provider == MAIL

    @property
    def auth_method(self) -> str:
        """As envelopes say it."""
        return MAIL if self.by_mail else f"oidc:{self.provider}"

    def same_person(self, other: "Identity") -> bool:
        return (self.issuer, self.sub) == (other.issuer, other.sub)


def subject(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Raises SignInRefused."""
    parts = [claims.get(name) for name in provider.claim("sub").split("+")]
    if not all(isinstance(part, str) and part for part in parts):
        raise SignInRefused("token-refused", "sub")
    joined = ".".join(str(part) for part in parts)
    if len(joined) > LONGEST_SUB:
        raise SignInRefused("token-refused", "sub")
    return joined


def seen(provider: Provider, claims: Mapping[str, Any]) -> SeenClaims:
    def text(ours: str) -> str:
        return _clean(claims.get(provider.claim(ours)))

    siret = text("siret").replace(" ", "")
    names = " ".join(filter(None, (text("given_name"), text("usual_name"))))
    return SeenClaims(
        display_name=names or _clean(claims.get("name")),
        email=text("email"),
        siret=siret if SIRET.fullmatch(siret) else None,
        organization_label=text("organization_label"),
    )


def _clean(value: object) -> str:
    """On one line: what a provider sends goes into pages and mails."""
    if not isinstance(value, str):
        return ""
    printable = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in value)
    return " ".join(printable.split())[:LONGEST_TEXT]
