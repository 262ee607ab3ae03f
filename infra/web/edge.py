"""The edge: under which names Pacte answers, whose headers it believes, what browsers may do."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from infra.settings import Settings
from infra.web.context import wiring
from infra.web.refusing.refusals import Refused

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), bluetooth=(), camera=(), display-capture=(), "
        "fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), "
        "midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=()"
    ),
}
STRICT = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
# Names of this machine, where it listens on them: no page of elsewhere can bear one.
LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
EVERY = frozenset(("0.0.0.0", "::"))  # noqa: S104 - recognised, not bound


def install(app: Flask) -> None:
    """Before anything else asks: behind a proxy the client is whom the proxy names."""
    settings: Settings = app.extensions["wiring"].settings
    if settings.proxies:
        trusted = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=0, x_port=0, x_prefix=0
        )
    app.before_request(answer_to_our_names)


def headers(settings: Settings) -> Mapping[str, str]:
    """Of every answer. A host that has TLS today is never to be reached without it again."""
    return HEADERS | STRICT if urlsplit(settings.url).scheme == "https" else HEADERS


def names(settings: Settings) -> frozenset[str]:
    """The public one, and that of the listening address: a proxy may send either."""
    own = {str(urlsplit(settings.url).hostname), settings.host.strip("[]").lower()}
    return frozenset(own) | LOCAL if own & (LOCAL | EVERY) else frozenset(own)


def answer_to_our_names() -> None:
    """Raises Refused: else a page of elsewhere that makes its name ours could read along."""
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    if urlsplit(f"//{request.host}").hostname not in names(wiring().settings):
        raise Refused("unknown-host", "Pacte ne répond pas sous ce nom.")
