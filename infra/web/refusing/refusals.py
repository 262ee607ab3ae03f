"""What the edge itself refuses, before any rule of the business is asked."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict


class Fault(TypedDict):
    """One thing wrong: where (JSON pointer of the body, or name of a parameter) and what."""

    pointer: NotRequired[str]
    parameter: NotRequired[str]
    detail: str


class Refused(Exception):
    """`code` is stable and part of the API; infra.web.refusing.errors gives it its number."""

    def __init__(self, code: str, detail: str, errors: Sequence[Fault] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
