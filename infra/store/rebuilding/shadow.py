"""Rows written beside the live ones: into memory while a table is loaded, into it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass

from infra.store.following import unit
from infra.store.readmodels import rows
from infra.store.readmodels.place import Place
from infra.store.rebuilding.loading import Loading
from infra.store.recording.save import Connection
from projections.change import Change, Restore
from projections.weave import Placed
from workers.ports import Batch


@dataclass(frozen=True, slots=True)
class ShadowUnit:
    """Writes shadow tables, through memory as long as they are being loaded."""

    connection: Connection
    tenant: str
    place: Place
    loading: Loading | None

    def read(self, after: int, limit: int) -> Batch:
        return unit.read(self.connection, self.tenant, after, limit)

    def write(self, placed: Sequence[Placed]) -> None:
        if self.loading:
            self.loading.write(placed)
        else:
            rows.write(self.connection, self.place, placed)

    def restored(self, position: int, restore: Restore) -> list[Change]:
        if self.loading:
            self.loading.flush()
        return unit.restored(self.connection, self.place, position, restore)
