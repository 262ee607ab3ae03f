"""What browsers and clients ask of the local provider."""

from itertools import groupby
from time import time
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from joserfc import jwt

from infra.sso.local.accounts import ALGORITHM, SCOPES
from infra.sso.local.ending import end
from infra.sso.local.grants import TOKEN_SECONDS, House
from infra.sso.local.memory import ACR
from infra.sso.openid.metadata import PATH

COOKIE = "pacte_demo_provider"

blueprint = Blueprint("provider", __name__)


def house() -> House:
    found: House = current_app.extensions["house"]
    return found


@blueprint.get(PATH)
def discovery() -> dict[str, Any]:
    issuer = house().issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/session/end",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "userinfo_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(SCOPES),
        "acr_values_supported": [ACR],
        "claims_parameter_supported": True,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


@blueprint.get("/jwks")
def jwks() -> ResponseReturnValue:
    return dict(house().keys.as_dict(private=False))


@blueprint.get("/authorize")
def authorize() -> ResponseReturnValue:
    signed_in = house().memory.browsers.get(request.cookies.get(COOKIE))
    try:
        grant = house().get_consent_grant(end_user=signed_in)
    except OAuth2Error as error:
        return _named(house().handle_error_response(request, error))
    if grant.prompt == "login":
        return _accounts()
    return _named(house().create_authorization_response(grant=grant, grant_user=signed_in))


@blueprint.post("/authorize")
def choose() -> ResponseReturnValue:
    """The request is that of the address; the form holds nothing but the choice."""
    if request.form.get("sub") not in house().accounts:
        abort(400)
    before = request.cookies.get(COOKIE)
    _forget_another(before)
    cookie, signed_in = house().memory.sign_in(request.form["sub"], before)
    try:
        grant = house().get_consent_grant(end_user=signed_in)
    except OAuth2Error as error:
        return _named(house().handle_error_response(request, error))
    answer = _named(house().create_authorization_response(grant=grant, grant_user=signed_in))
    answer.set_cookie(COOKIE, cookie, httponly=True, samesite="Lax")
    return answer


@blueprint.post("/token")
def token() -> ResponseReturnValue:
    answer: Response = house().create_token_response()
    return answer


@blueprint.get("/userinfo")
def userinfo() -> ResponseReturnValue:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    known = house().memory.tokens.get(given) if kind == "Bearer" else None
    if known is None:
        return {"error": "invalid_token"}, 401, {"WWW-Authenticate": "Bearer"}
    now = int(time())
    times = {"iat": now, "exp": now + TOKEN_SECONDS}
    parties = {"iss": house().issuer, "aud": known.client_id}
    claims = house().accounts[known.sub].claims(known.scope) | parties | times
    signed = jwt.encode(house().header, claims, house().keys, algorithms=[ALGORITHM])
    return Response(signed, mimetype="application/jwt")


@blueprint.route("/session/end", methods=["GET", "POST"])
def end_session() -> ResponseReturnValue:
    try:
        asked = house().validate_endpoint_request("end_session")
    except OAuth2Error as error:
        answer: Response = house().handle_error_response(request, error)
        return answer
    if asked.needs_confirmation and request.method == "GET":
        return render_template("leaving.html", asked=True)
    before = house().memory.browsers.get(request.cookies.get(COOKIE))
    if asked.needs_confirmation and before:
        end(house(), before.sid)
    told = house().create_endpoint_response("end_session", asked)
    answer = told or make_response(render_template("leaving.html", asked=False))
    if house().memory.browsers.get(request.cookies.get(COOKIE)) is None:
        answer.delete_cookie(COOKIE)
    return answer


def _accounts() -> str:
    """Territories in the order in which they were handed in."""
    order = list(dict.fromkeys(account.territory for account in house().accounts.values()))
    accounts = sorted(house().accounts.values(), key=lambda one: order.index(one.territory))
    groups = [(name, list(some)) for name, some in groupby(accounts, lambda one: one.territory)]
    return render_template("accounts.html", groups=groups, action=request.full_path)


def _named(answer: Response) -> Response:
    """RFC 9207: answers say whose they are, refusals too."""
    if answer.location:
        answer.location = add_params_to_uri(answer.location, {"iss": house().issuer})
    return answer


def _forget_another(cookie: str | None) -> None:
    """One browser is one person: the one before signs out everywhere."""
    before = house().memory.browsers.get(cookie)
    if before and before.sub != request.form["sub"]:
        end(house(), before.sid)
