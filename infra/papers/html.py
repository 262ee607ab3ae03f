"""A comparison as one HTML file that stands alone, with the styles of the pages."""

from importlib.resources import files

from jinja2 import Environment, PackageLoader

from projections.comparison.paper import Paper

PAGES = "infra.web.pages"


def comparison(told: Paper) -> bytes:
    templates = Environment(
        loader=PackageLoader(PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    text = templates.get_template("comparaison_seule.html").render(
        told=told,
        facts={fact.position: fact for fact in told.facts},
        styles=(files(PAGES) / "static" / "pacte.css").read_text(),
    )
    return text.encode()
