"""What was ever written to a person, wherever they were reached then."""

from uuid import UUID

from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection

OF_PERSON = "SELECT outbox_id FROM {schema}.outbox WHERE recipient = %s"


def of_person(connection: Connection, schema: str, person_id: UUID) -> set[UUID]:
    rows = connection.execute(in_schema(OF_PERSON, schema), [person_id]).fetchall()
    return {outbox_id for (outbox_id,) in rows}
