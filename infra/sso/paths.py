"""Addresses of Pacte that a provider is told of: one callback per provider, never shared."""


def callback(url: str, slug: str) -> str:
    return f"{url.rstrip('/')}/auth/{slug}/callback"


def logged_out(url: str) -> str:
    """Where a browser comes back after the provider signed it out."""
    return f"{url.rstrip('/')}/auth/logged-out"


def backchannel_logout(url: str, slug: str) -> str:
    return f"{url.rstrip('/')}/auth/{slug}/backchannel-logout"
