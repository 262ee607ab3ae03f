"""Naming an installation once, and changing the key that signs for it."""

from uuid import UUID

from domain.errors import RuleBroken
from domain.platform.instance import Instance


class KeyKnown(RuleBroken):
    code = "evidence-key-known"


class NoOtherKey(RuleBroken):
    """Whoever retires a key introduces the next one first: no log is left without."""

    code = "no-other-evidence-key"


def name_instance(instance_id: UUID) -> Instance:
    return Instance(instance_id=instance_id)


def introduce_key(instance: Instance, public_key: str) -> None:
    """Raises KeyKnown, also for one that was retired: it never comes back."""
    if public_key in instance.keys:
        raise KeyKnown("Cette clé de scellement est déjà connue.")
    instance.evidence_key_introduced(public_key=public_key)


def retire_key(instance: Instance, public_key: str) -> None:
    """Nothing happens to one that is retired or unknown. Raises NoOtherKey."""
    if not instance.keys.get(public_key):
        return
    if sum(instance.keys.values()) == 1:
        raise NoOtherKey("Une clé de scellement n’est retirée qu’après l’arrivée de la suivante.")
    instance.evidence_key_retired(public_key=public_key)


def signing_key(instance: Instance) -> str | None:
    """The newest that signs still."""
    return next((key for key, signs in reversed(instance.keys.items()) if signs), None)
