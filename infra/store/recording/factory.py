"""What the library's Application is built from: our recorders and mapper on the process's pool."""

from typing import Any, Never

from eventsourcing.persistence import InfrastructureFactory, Transcoder

from infra.store.connections.names import roles_of, schema_of
from infra.store.connections.pool import pool_for
from infra.store.events.mapper import TypedMapper
from infra.store.following.snapshots import SnapshotRecorder
from infra.store.recording.recorder import Recorder


def application_env(code: str, database_url: str) -> dict[str, str]:
    """What `Pactes(code, env)` is given: everything that differs between tenants."""
    return {
        "PERSISTENCE_MODULE": "infra.store.recording.factory:Factory",
        "IS_SNAPSHOTTING_ENABLED": "y",
        "TENANT": code,
        "DATABASE_URL": database_url,
    }


class Factory(InfrastructureFactory[Any]):
    def mapper(self, *_: Any, **__: Any) -> Any:
        return TypedMapper(self.transcoder())

    def transcoder(self) -> Transcoder:
        return Unused()

    def application_recorder(self) -> Recorder:
        code, pool = self.env["TENANT"], pool_for(self.env["DATABASE_URL"])
        return Recorder(pool, schema_of(code), roles_of(pool.database, code).web)

    def aggregate_recorder(self, purpose: str = "events") -> SnapshotRecorder:
        del purpose  # the library asks for nothing but snapshots
        code, pool = self.env["TENANT"], pool_for(self.env["DATABASE_URL"])
        roles = roles_of(pool.database, code)
        return SnapshotRecorder(pool, schema_of(code), roles.web, roles.follow)

    def tracking_recorder(self, tracking_recorder_class: type[Any] | None = None) -> Never:
        raise NotImplementedError("read models keep their own positions")

    def process_recorder(self) -> Never:
        raise NotImplementedError("read models keep their own positions")


class Unused(Transcoder):
    """The mapper writes the state itself."""

    def encode(self, obj: Any) -> Never:
        raise NotImplementedError

    def decode(self, data: bytes) -> Never:
        raise NotImplementedError
