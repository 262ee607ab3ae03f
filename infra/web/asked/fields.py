"""Strict fields: what enters means one thing, or is refused with a French sentence."""

import re
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, fields, validate

from domain.canonical import LARGEST, NotCanonical, normalised

REQUIRED = "Ce champ est obligatoire."
Messages = dict[str, str | list[Any] | dict[Any, Any]]
ABSENT: Messages = {"required": REQUIRED, "null": "Ce champ ne peut pas être vide."}
LONGEST_TITLE = 300
LONGEST_TEXT = 10_000
LONGEST_LIST = 500
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
DAY_FORM = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LINE_BREAK = re.compile(r"[\t\n\r]")


class Body(Schema):
    """Unknown members are refused: a misspelt name never passes in silence."""

    error_messages = {  # noqa: RUF012  # the library's own hook
        "unknown": "Ce champ n’est pas connu.",
        "type": "Un objet JSON est attendu.",
    }

    class Meta:
        unknown = RAISE


class Text(fields.String):
    """NFC, trimmed, one line unless `lines`, never blank, no control characters."""

    default_error_messages = ABSENT | {
        "invalid": "Un texte est attendu.",
        "characters": "Ce texte contient un caractère de contrôle ou un substitut isolé.",
        "blank": "Ce texte est vide.",
    }

    def __init__(self, longest: int = LONGEST_TITLE, *, lines: bool = False, **given: Any) -> None:
        length = validate.Length(1, longest, error="De {min} à {max} caractères sont attendus.")
        super().__init__(validate=length, **given)
        self.lines = lines

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> str:
        text = super()._deserialize(value, attr, data, **given)
        try:
            clean = normalised(str(text)).strip()
        except NotCanonical as error:
            raise self.make_error("characters") from error
        if CONTROL.search(clean) or (LINE_BREAK.search(clean) and not self.lines):
            raise self.make_error("characters")
        if not clean:
            raise self.make_error("blank")
        return clean


class Whole(fields.Integer):
    """An integer between two bounds; never a float, a text or a boolean."""

    default_error_messages = ABSENT | {"invalid": "Un nombre entier est attendu."}

    def __init__(self, least: int, most: int, **given: Any) -> None:
        bounds = validate.Range(least, most, error="Un entier de {min} à {max} est attendu.")
        super().__init__(strict=True, validate=bounds, **given)


class Cents(Whole):
    """Euro cents, never negative."""

    def __init__(self, **given: Any) -> None:
        super().__init__(0, LARGEST, **given)


class Identifier(fields.UUID):
    default_error_messages = ABSENT | {"invalid_uuid": "Un identifiant UUID est attendu."}

    def _validated(self, value: Any) -> UUID:
        if not isinstance(value, str) or not UUID_FORM.fullmatch(value):
            raise self.make_error("invalid_uuid")
        return UUID(value)


class Day(fields.Date):
    """`AAAA-MM-JJ` between 1900 and 2199, and no other form of ISO 8601."""

    default_error_messages = ABSENT | {"invalid": "Une date AAAA-MM-JJ est attendue."}

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> date:  # noqa: ARG002
        if not isinstance(value, str) or not DAY_FORM.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid") from error


class Flag(fields.Boolean):
    default_error_messages = ABSENT | {"invalid": "true ou false est attendu."}

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> bool:  # noqa: ARG002
        if value is not True and value is not False:
            raise self.make_error("invalid")
        return value


class Choice(fields.Enum[StrEnum]):
    default_error_messages = ABSENT | {"unknown": "Valeurs admises : {choices}."}

    def __init__(self, kind: type[StrEnum], **given: Any) -> None:
        super().__init__(kind, by_value=True, **given)


class Many(fields.List[Any]):
    default_error_messages = ABSENT | {"invalid": "Une liste est attendue."}

    def __init__(self, item: Any, **given: Any) -> None:
        length = validate.Length(max=LONGEST_LIST, error="Au plus {max} éléments sont admis.")
        super().__init__(item, validate=length, **given)

    def _deserialize(self, value: Any, attr: Any, data: Any, **given: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **given))
