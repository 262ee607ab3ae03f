"""Base64 (RFC 4648 §4) with one text for each value, so that no altered character passes."""

from base64 import b64decode, b64encode


def encode(data: bytes) -> str:
    return b64encode(data).decode()


def decode(text: str) -> bytes:
    """Raises ValueError for anything but what `encode` writes: the decoder alone ignores bits."""
    data = b64decode(text, validate=True)
    if encode(data) != text:
        raise ValueError(text)
    return data
