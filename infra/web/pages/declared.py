"""What every service of the State and of départements has to say of itself."""

from flask import Blueprint, Response

from infra.web.pages.frame import page

pages = Blueprint("page_declared", __name__)


@pages.get("/accessibilite")
def accessibility() -> Response:
    return page("accessibilite.html")
