"""Identities derived from the keys of a plan: the same key is the same thing for ever."""

from uuid import UUID, uuid5

from domain.platform.tenant import tenant_id


def organization_id(tenant: str, key: str) -> UUID:
    return _identity(tenant, "organization", key)


def person_id(tenant: str, key: str) -> UUID:
    return _identity(tenant, "person", key)


def of_the_house(tenant: str) -> frozenset[UUID]:
    """Those in whose name the hoster acts there, and takes acts over: they are nobody."""
    return frozenset(person_id(tenant, key) for key in ("operator", "import"))


def convention_id(tenant: str, key: str) -> UUID:
    return _identity(tenant, "convention", key)


def part_id(convention: UUID, key: str) -> UUID:
    """Of an action, an objective, an indicator or a line."""
    return uuid5(convention, key)


def _identity(tenant: str, what: str, key: str) -> UUID:
    return uuid5(tenant_id(tenant), f"{what}:{key}")
