"""Schemas brought up to date: an administrative act as soon as one of them is behind."""

from typing import TYPE_CHECKING, NamedTuple

from infra.settings import Settings
from infra.store.schemas.migrate import behind, migrate

if TYPE_CHECKING:
    from infra.evidence.isolation import Proof


class Migrated(NamedTuple):
    """`applied`: in French, by schema. `proof`: None: nothing was due."""

    applied: list[str]
    proof: "Proof | None" = None


def bring_up_to_date(settings: Settings) -> Migrated:
    """Raises MigrationRefused, IsolationBroken."""
    return _proved(settings) if behind(settings) else Migrated(migrate(settings))


def _proved(settings: Settings) -> Migrated:
    # They load the whole of Pacte, and `pacte up` hardly ever has anything to apply.
    from domain.isolation import Act  # noqa: PLC0415
    from infra.evidence.isolation import isolated  # noqa: PLC0415
    from infra.wiring import Wiring  # noqa: PLC0415

    wiring = Wiring(settings)
    try:
        with isolated(wiring, Act.MIGRATE) as oracle:
            applied = migrate(settings, oracle.before_commit)
    finally:
        wiring.close()
    return Migrated(applied, oracle.proof)
