"""Papers set by typst: PDF/A-3a and PDF/UA-1, the same bytes for the same content."""

import json
from dataclasses import asdict
from importlib.resources import as_file, files

import typst

from projections.comparison.paper import Paper


def comparison(told: Paper) -> bytes:
    """What people wrote goes in as data: nothing of it is ever read as typst."""
    said = {**asdict(told), "on": [told.on.year, told.on.month, told.on.day]}
    return _set("comparaison.typ", json.dumps(said, ensure_ascii=False))


def _set(template: str, data: str) -> bytes:
    """Reads nothing but the folder of the templates, no fonts but those of typst itself."""
    with as_file(files("infra.papers") / "templates") as folder:
        return typst.compile(
            folder / template,
            root=folder,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=["a-3a", "ua-1"],
        )
