"""The local provider as an application: refused unless this is a demo on this very machine."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request

from infra.settings import SettingRefused, Settings
from infra.sso.local.accounts import Account, Client
from infra.sso.local.ending import EndSession
from infra.sso.local.grants import (
    TOKEN_SECONDS,
    CodeGrant,
    House,
    IdToken,
    MachineGrant,
    MachineToken,
    Pkce,
)
from infra.sso.local.keys import signing_keys
from infra.sso.local.routes import blueprint
from infra.typography import french

REFUSED = (
    "Le fournisseur d’identité de démonstration laisse entrer n’importe qui : il exige "
    "PACTE_DEMO=1 et une adresse http locale (127.0.0.1)."
)


def create_provider(
    settings: Settings, accounts: Iterable[Account], issuer: str, clients: Iterable[Client]
) -> Flask:
    """Raises SettingRefused."""
    if not settings.demo or not _on_this_machine(issuer):
        raise SettingRefused(french(REFUSED))
    app = Flask(__name__)
    app.jinja_env.filters["french"] = french
    app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"authorization_code": TOKEN_SECONDS}
    house = House(
        issuer,
        {account.sub: account for account in accounts},
        {client.client_id: client for client in clients},
        signing_keys(settings.home),
    )
    house.init_app(app)
    house.register_grant(CodeGrant, [IdToken(house), Pkce(required=True)])
    house.register_grant(MachineGrant)
    house.register_token_generator("client_credentials", MachineToken(house))
    house.register_endpoint(EndSession)
    app.extensions["house"] = house
    app.register_blueprint(blueprint)
    app.before_request(_only_here)
    app.after_request(_harden)
    return app


def _on_this_machine(issuer: str) -> bool:
    """By address: a name could be made to point elsewhere."""
    parts = urlsplit(issuer)
    try:
        loopback = ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
    return loopback and issuer == f"http://{parts.netloc}"


def _only_here() -> None:
    """A page of elsewhere could name this machine, or post to it."""
    house: House = _house()
    if request.host != urlsplit(house.issuer).netloc:
        abort(400)
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", house.issuer)
    choosing = request.endpoint == "provider.choose"
    if choosing and (site not in ("same-origin", "none") or origin != house.issuer):
        abort(403)


def _harden(response: Response) -> Response:
    """A browser follows a form only to places that `form-action` names: those of the clients."""
    origins = sorted(
        {
            "{0.scheme}://{0.netloc}".format(urlsplit(uri))
            for client in _house().clients.values()
            for uri in (*client.redirect_uris, *client.post_logout_redirect_uris)
        }
    )
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + " ".join(("form-action 'self'", *origins))
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    # No referrer at all would blank the origin that forms are checked by.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
