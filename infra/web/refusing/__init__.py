"""Every answer that is no success (RFC 9457)."""
