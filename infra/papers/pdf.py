"""Papers set by typst: PDF/A-3a and PDF/UA-1, the same bytes for the same content."""

import json
import re
from dataclasses import asdict
from importlib.resources import as_file, files

import typst

from projections.comparison.said.paper import Paper

# PDF/A wants a glyph for all that is said: letters, marks and signs for which a font of typst has.
UNSET = re.compile(
    "[^\\n -~\u00a0-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u045f"
    "\u1d43-\u1d65\u1e00-\u1eff\u2010-\u2015\u2018-\u201e\u2022\u2026\u202f\u2030\u2032\u2033"
    "\u2039\u203a\u2070\u2071\u2074-\u208e\u20a0-\u20c0\u2116\u2153-\u2184\u2190-\u22ff"
    "\u2500-\u25ff\u2610-\u261f\u2713\u2714]"
)


def comparison(told: Paper) -> bytes:
    """What people wrote goes in as data: nothing of it is ever read as typst."""
    said = {**asdict(told), "on": [told.on.year, told.on.month, told.on.day]}
    return _set("comparaison.typ", UNSET.sub(_named, json.dumps(said, ensure_ascii=False)))


def _named(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


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
