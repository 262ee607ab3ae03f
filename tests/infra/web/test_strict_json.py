"""A body that could mean two things means nothing."""

import pytest
from flask import Flask, Request

from infra.web.asked import strict_json
from infra.web.refusing.refusals import Refused


def request(body: bytes, **headers: str) -> Request:
    given = {"Content-Type": "application/json"} | headers
    with Flask(__name__).test_request_context(method="POST", data=body, headers=given) as context:
        context.request.get_data()
        return context.request


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1, "a": 1}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_one_json_document_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        strict_json.read(request(body))
    assert refused.value.code == "malformed-request"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Encoding": "gzip"},
    ],
)
def test_another_type_or_coding_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        strict_json.read(request(b"{}", **headers))
    assert refused.value.code == "unsupported-content-type"


def test_digits_without_end_become_a_number_that_every_field_refuses() -> None:
    assert strict_json.loads("9" * 10_000) == strict_json.BEYOND


def test_a_plain_body_is_read() -> None:
    read = strict_json.read(request('{"titre": "été", "n": -3}'.encode()))
    assert read == {"titre": "été", "n": -3}
