"""What a unique key that refused an append means: it stands, it is too late, or once more."""

from eventsourcing.persistence import IntegrityError

from infra.store.connections.names import in_schema
from infra.store.recording.commands import first_answer
from infra.store.recording.save import Connection, Save

THERE = (
    "SELECT e.topic, e.state, e.envelope, e.notification_id"
    " FROM unnest(%s::uuid[], %s::bigint[]) AS u (id, version) JOIN {schema}.events e"
    " ON e.originator_id = u.id AND e.originator_version = u.version ORDER BY e.notification_id"
)


def judge(connection: Connection, schema: str, save: Save, *, lost: bool) -> int | None:
    """The last position when the save stands recorded; None when only its position was taken.

    `lost`: an earlier try broke off without an answer, so what stands there may be our own.
    Raises IntegrityError when a stream moved on, or the key was used for something else.
    """
    if save.key is not None:
        row = first_answer(connection, schema, save.key.command_id)
        if row is not None:
            same = row.request_sha256 == save.key.request_sha256
            if same and (row.stream, row.version) == save.answer():
                return row.last_position
            raise IntegrityError("the key of this command has been used")
    there = _there(connection, schema, save)
    if not there:
        return None
    ours = [(event.topic, event.state, save.envelope) for event in save.events]
    if lost and [row[:3] for row in there] == ours:
        return there[-1][3]
    raise IntegrityError("the stream moved on")


def _there(connection: Connection, schema: str, save: Save) -> list[tuple[str, bytes, bytes, int]]:
    ids = [event.originator_id for event in save.events]
    versions = [event.originator_version for event in save.events]
    return connection.execute(in_schema(THERE, schema), [ids, versions]).fetchall()
