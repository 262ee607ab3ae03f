"""Every answer that is no success (RFC 9457): the only module that knows the numbers of errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import HTTPException

from domain.errors import Invalid, NotFound, RuleBroken
from infra.evidence.keyring import KeyMissing
from infra.sso.refusals import ProviderDown, SessionsDown, SignInRefused
from infra.web.callers.moved import Moved
from infra.web.callers.traces import NotTraced
from infra.web.limits import TooMany
from infra.web.refusing import sentences
from infra.web.refusing.outages import Outage, outage
from infra.web.refusing.refusals import Fault, Refused
from infra.web.refusing.titles import TITLES
from projections.queries.query import NotReached, OtherVersion, Unanswerable
from services.pactes import Stale
from services.policy import Forbidden, FreshAuthenticationRequired

RETRY_SECONDS = 2

REFUSED: Mapping[str, int] = {
    "malformed-request": 400,
    "invalid-parameter": 400,
    "position-beyond-head": 400,
    "unknown-host": 400,
    "idempotency-key-missing": 400,
    "idempotency-key-malformed": 400,
    "if-match-malformed": 400,
    "authentication-required": 401,
    "cross-site-request": 403,
    "unknown-address": 404,
    "unknown-tenant": 404,
    "space-not-yours": 404,
    "method-not-allowed": 405,
    "concurrent-change": 409,
    "content-too-large": 413,
    "unsupported-content-type": 415,
    "invalid": 422,
    "idempotency-key-reused": 422,
    "if-match-missing": 428,
    "bundle-under-way": 503,
}
RULES: tuple[tuple[type[RuleBroken], int], ...] = (
    (Stale, 412),
    (FreshAuthenticationRequired, 401),
    (NotFound, 404),
    (Forbidden, 403),
    (Unanswerable, 400),
    (Invalid, 422),
    (RuleBroken, 409),
)
HTTP: Mapping[int, tuple[str, str]] = {
    400: ("malformed-request", "La requête ne peut pas être lue."),
    404: ("unknown-address", "Cette adresse n’existe pas."),
    405: ("method-not-allowed", "Cette méthode n’est pas prise en charge à cette adresse."),
    413: ("content-too-large", "Le corps dépasse 1 Mo."),
    414: ("address-too-long", "L’adresse dépasse ce que le serveur accepte de lire."),
    415: ("unsupported-content-type", "Le corps attendu est « application/json »."),
    429: ("too-many-requests", "Trop de requêtes en peu de temps : réessayez plus tard."),
    431: ("headers-too-long", "Les en-têtes dépassent ce que le serveur accepte de lire."),
}
OUTAGES: Mapping[Outage, tuple[int, str]] = {
    Outage.DISK_FULL: (507, "L’espace de stockage est épuisé : rien n’a été enregistré."),
    Outage.DATABASE: (503, "La base de données ne répond pas : rien n’a été perdu, réessayez."),
}
KEPT = frozenset(("Allow", "Retry-After"))
# RFC 9470: the person must sign in again, not another person.
FRESH_HEADERS = {
    "WWW-Authenticate": 'Bearer error="insufficient_user_authentication", max_age="300"'
}
ANSWERED_AGAIN = frozenset((409, 412, 422, 428))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    status: int
    code: str
    detail: str
    errors: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return TITLES[self.status]

    @property
    def serious(self) -> bool:
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def is_fault(error: HTTPException) -> bool:
    """A redirection is an HTTPException too."""
    return (error.code or 500) >= HTTPStatus.BAD_REQUEST


def answered_again(error: Exception) -> bool:
    """Whether a keyed request that is refused so may have succeeded before."""
    return problem_of(error).status in ANSWERED_AGAIN


def problem_of(error: Exception) -> Problem:
    for kind, told in TOLD:
        if isinstance(error, kind):
            return told(error)
    trouble = outage(error)
    if trouble:
        status, detail = OUTAGES[trouble]
        return Problem(status=status, code=trouble, detail=detail, headers=_headers(status))
    return Problem(status=500, code="internal", detail=sentences.UNEXPECTED)


def _away(code: str, detail: str) -> Problem:
    return Problem(status=503, code=code, detail=detail, headers=_headers(503))


def _refused(error: Refused) -> Problem:
    status = REFUSED[error.code]
    return Problem(
        status=status,
        code=error.code,
        detail=error.detail,
        errors=error.errors,
        headers=_headers(status),
    )


def _too_many(error: TooMany) -> Problem:
    code, detail = HTTP[HTTPStatus.TOO_MANY_REQUESTS]
    headers = {"Retry-After": str(error.seconds)}
    return Problem(status=429, code=code, detail=detail, headers=headers)


def _rule_broken(error: RuleBroken) -> Problem:
    status = next(status for kind, status in RULES if isinstance(error, kind))
    faults = (_fault(error, error.field),) if error.field else ()
    headers = FRESH_HEADERS if status == HTTPStatus.UNAUTHORIZED else {}
    return Problem(
        status=status, code=error.code, detail=error.sentence, errors=faults, headers=headers
    )


def _fault(error: RuleBroken, field: str) -> Fault:
    if isinstance(error, Unanswerable):
        return Fault(parameter=field.lstrip("/"), detail=error.sentence)
    return Fault(pointer=field, detail=error.sentence)


def _not_reached(error: NotReached) -> Problem:
    why = "La lecture est arrêtée" if error.stopped else "La lecture n’en est pas encore là"
    detail = f"{why} : position {error.reached}, attendue {error.wanted}."
    other = isinstance(error, OtherVersion)
    return _away("position-not-reached", sentences.OTHER_VERSION if other else detail)


def _moved(error: Moved) -> Problem:
    """It may come back, so the answer is not kept; `canonical` says where it stands (RFC 6596)."""
    headers = {"Cache-Control": "no-store", "Link": f'<{error.there}>; rel="canonical"'}
    return Problem(
        status=410,
        code="tenant-moved",
        detail="Ce département a changé d’hébergeur : il répond à sa nouvelle adresse.",
        headers=headers,
        members={"moved_to": error.host, "location": error.there},
    )


def _http(error: HTTPException) -> Problem:
    if error.code == HTTPStatus.INTERNAL_SERVER_ERROR:
        return Problem(status=500, code="internal", detail=sentences.UNEXPECTED)
    status = HTTPStatus.BAD_REQUEST if error.code not in HTTP else error.code or 0
    code, detail = HTTP[status]
    kept = {name: text for name, text in error.get_headers() if name in KEPT}
    return Problem(status=status, code=code, detail=detail, headers=kept)


def _headers(status: int) -> dict[str, str]:
    if status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": str(RETRY_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}


TOLD: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (Refused, _refused),
    (RuleBroken, _rule_broken),
    (NotReached, _not_reached),
    (HTTPException, _http),
    (SignInRefused, lambda e: Problem(status=403, code=e.code, detail=e.sentence)),
    (ProviderDown, lambda e: _away("provider-unavailable", e.sentence)),
    (SessionsDown, lambda _: _away("sessions-unavailable", sentences.SESSIONS_DOWN)),
    (KeyMissing, lambda _: _away("sealing-key-missing", sentences.KEY_MISSING)),
    (Moved, _moved),
    (NotTraced, lambda _: _away("access-log-unavailable", sentences.NOT_TRACED)),
    (TooMany, _too_many),
)
