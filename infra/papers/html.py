"""A comparison as one HTML file that stands alone, with the styles of the pages."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, Template

from projections.comparison.said.paper import Paper

PAGES = "infra.web.pages"


def comparison(told: Paper) -> bytes:
    text = _template().render(
        told=told,
        facts={fact.position: fact for fact in told.facts},
        styles=(files(PAGES) / "static" / "pacte.css").read_text(),
    )
    return text.encode()


@cache
def _template() -> Template:
    """As the pages have theirs."""
    templates = Environment(
        loader=PackageLoader(PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return templates.get_template("comparaison_seule.html")
