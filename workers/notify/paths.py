"""The pages that letters and commands send people to, below the public address."""

from uuid import UUID


def invitation(tenant: str, token: str) -> str:
    return f"/invitation/{tenant}/{token}"


def to_sign(tenant: str, convention_id: UUID) -> str:
    return f"/t/{tenant}/a-signer/{convention_id}"


def under(public_url: str, path: str) -> str:
    """The whole address; that of the service itself is left as it was given."""
    return public_url.rstrip("/") + path if path else public_url
