"""The two forms of a letter. Jinja escapes first, then MJML becomes HTML that mail readers show."""

from typing import Any

import mrml
from jinja2 import Environment, PackageLoader, StrictUndefined

from infra.typography import french
from workers.notify.mail import Mail

_PARTS: dict[str, Any] = {
    "loader": PackageLoader("infra.mail"),
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
_MJML = Environment(autoescape=True, **_PARTS)
_TEXT = Environment(autoescape=False, **_PARTS)  # noqa: S701 - the text twin is not markup
for _form in (_MJML, _TEXT):
    _form.filters.update(french=french, plain_spaces=lambda text: " ".join(text.split()))


def as_text(mail: Mail) -> str:
    return _TEXT.get_template("letter.txt").render(mail=mail, letter=mail.letter)


def as_html(mail: Mail) -> str:
    source = _MJML.get_template("letter.mjml").render(mail=mail, letter=mail.letter)
    return mrml.to_html(source).content
