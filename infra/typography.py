"""French typography for texts that people typed on an ordinary keyboard."""

import re

_NBSP = "\N{NO-BREAK SPACE}"
_THIN = "\N{NARROW NO-BREAK SPACE}"
_SPACE = f"[ {_NBSP}{_THIN}]*"
# Groups of three: no year, no number that nobody parted.
_THOUSANDS = re.compile(rf"(?<!\d)\d{{1,3}}(?:[ {_NBSP}{_THIN}]\d{{3}})+(?!\d)")

_RULES = (
    (re.compile(r"'"), "’"),
    (re.compile(r'"([^"\n]*)"'), r"«\1»"),
    (re.compile(rf"«{_SPACE}"), f"«{_NBSP}"),
    (re.compile(rf"{_SPACE}»"), f"{_NBSP}»"),
    # Only at the end of a word: the colon of an address or of a time stays as it is.
    (re.compile(rf"(?<=\S){_SPACE}:(?=\s|$)"), f"{_NBSP}:"),
    (re.compile(rf"(?<=\S){_SPACE}([;!?]+)(?=\s|{_NBSP}|$)"), rf"{_THIN}\1"),
    (re.compile(rf"(?<=\d){_SPACE}(?=[€%])"), _NBSP),
    (re.compile(rf"\b([nN]°){_SPACE}(?=\d)"), rf"\1{_NBSP}"),
    (re.compile(r"\b1 ?er\b"), "1er"),
)


def french(text: str) -> str:
    """The text with apostrophes, quotes, thousands and spaces of French print; idempotent."""
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    return _THOUSANDS.sub(lambda found: _THIN.join(found[0].split()), text)
