"""A body that could mean two things means nothing."""

from io import BytesIO

import pytest
from flask import Flask, Request
from werkzeug.exceptions import RequestEntityTooLarge

from infra.web.app import LARGEST_BODY
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


@pytest.mark.parametrize("beyond", [b"", b"x", b"x" * LARGEST_BODY])
def test_a_body_in_pieces_is_read_to_its_end_or_refused(beyond: bytes) -> None:
    """The server has put the pieces together; no length was announced."""
    body = b"{}".ljust(LARGEST_BODY) + beyond
    given = Request(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/json",
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
        }
    )
    given.max_content_length = LARGEST_BODY
    if beyond:
        with pytest.raises(RequestEntityTooLarge):
            strict_json.read(given)
    else:
        assert strict_json.read(given) == {}
