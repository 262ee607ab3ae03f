"""Schemas brought up to date: an administrative act as soon as one of them is behind."""

from typing import NamedTuple

from domain.isolation import Act
from infra.evidence.isolation import Proof, isolated
from infra.settings import Settings
from infra.store.schemas.migrate import behind, migrate
from infra.wiring import Wiring


class Migrated(NamedTuple):
    """`applied`: in French, by schema. `proof`: None: nothing was due."""

    applied: list[str]
    proof: Proof | None = None


def bring_up_to_date(settings: Settings) -> Migrated:
    """Raises MigrationRefused, IsolationBroken."""
    if not behind(settings):
        return Migrated(migrate(settings))
    wiring = Wiring(settings)
    try:
        with isolated(wiring, Act.MIGRATE) as oracle:
            applied = migrate(settings, oracle.before_commit)
    finally:
        wiring.close()
    return Migrated(applied, oracle.proof)
