"""What every page stands in: templates, styles, who is there, what browsers may do with it."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, render_template, request, send_from_directory
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader
from werkzeug.exceptions import NotFound as NotFoundHere

from domain.cog import REGIONS
from domain.convention.kind import Kind
from domain.departement import name_of
from domain.errors import NotFound
from domain.roles import Role
from infra.clock import PARIS
from infra.sso.sessions import Session
from infra.store.connections.names import PLATFORM
from infra.typography import french
from infra.web.callers import browser
from infra.web.context import wiring
from infra.web.pages.ways import confirming, local
from infra.web.refusing.errors import Problem
from projections.trail.accesses import ROLES
from projections.trail.french import NBSP, counted, day, euros, office
from services.rights import RIGHTS

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none';"
    " frame-ancestors 'none'; form-action {}"
)
STATIC = "/static"
OURS = Path(__file__).parent / "static"
KINDS = {
    Kind.CLS: "Contrat local des solidarités (CLS)",
    Kind.CDIE: "Convention départementale pour l’insertion et l’emploi (CDIE)",
    Kind.CPT: "Convention partenariale territoriale (CPT)",
    Kind.UNIQUE: "Convention unique",
    Kind.CALPAE: "Convention d’appui à la lutte contre la pauvreté et d’accès à l’emploi (CALPAE)",
}


def install(app: Flask) -> None:
    """A host's skin (PACTE_SKIN) may stand in for any template and any static file."""
    skin = app.extensions["wiring"].settings.skin
    loaders: list[Any] = [PackageLoader("infra.web.pages")]
    if skin:
        loaders.insert(0, FileSystemLoader(skin / "templates"))
    app.jinja_loader = ChoiceLoader(loaders)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(french=french, euros=euros, day=day, office=office, moment=_moment)
    app.jinja_env.globals.update(
        role_name=role_name,
        tenant_name=tenant_name,
        region_name=REGIONS.__getitem__,
        kind_name=KINDS.__getitem__,
        counted=counted,
        sees_signatures=sees_signatures,
        confirming=confirming,
    )
    folders = [OURS] if skin is None else [skin / "static", OURS]
    app.add_url_rule(f"{STATIC}/<path:filename>", "static", partial(_file, folders))


def page(name: str, status: int = 200, /, **given: Any) -> Response:
    """A page is never kept: the next person at this screen must not find it."""
    held = browser.session() if g.get("knows_session", True) else None
    form = " ".join(["'self'", *_provider(held)])
    text = render_template(name, session=held, space=g.get("space"), path=request.path, **given)
    answer = Response(text, status, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Content-Security-Policy"] = POLICY.format(form)
    return answer


def failed(problem: Problem) -> Response:
    """The same problem for a person; without the session, which may be what failed."""
    g.knows_session = False
    answer = page(
        "erreur.html",
        problem.status,
        problem=problem,
        back=local(request.form.get("page"), "/"),
        correlation_id=g.correlation_id,
    )
    answer.headers.extend(problem.headers)
    return answer


def wants_page() -> bool:
    """Whether a person is reading: an error of the API is no page."""
    if request.path.startswith(("/api/", "/health/", "/metrics")):
        return False
    return "text/html" in request.headers.get("Accept", "")


def role_name(role: str) -> str:
    return ROLES[Role(role)]


def sees_signatures(tenant: str, role: str) -> bool:
    """Whether that page is for them at all."""
    return tenant != PLATFORM and (role, "read_signatures_awaited") in RIGHTS


def tenant_name(code: str) -> str:
    if code == PLATFORM:
        return "Plateforme nationale"
    try:
        return name_of(code)
    except (KeyError, NotFound):
        return code


def _moment(when: Any) -> str:
    at = when.astimezone(PARIS)
    return f"{day(at.date())} à {at:%H}{NBSP}h{NBSP}{at:%M}"


def _file(folders: Sequence[Path], filename: str) -> Response:
    """The first that there is: a skin need not hold what it leaves as it was."""
    for folder in folders[:-1]:
        with suppress(NotFoundHere):
            return send_from_directory(folder, filename)
    return send_from_directory(folders[-1], filename)


def _provider(held: Session | None) -> list[str]:
    """Where signing out leads: browsers follow a form only to places that are named."""
    if held is None or held.identity.by_mail:
        return []
    found = wiring().door.provider(held.identity.provider)
    return [_origin(found.issuer)] if found else []


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
