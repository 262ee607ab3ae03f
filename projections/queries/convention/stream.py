"""How far the stream of a convention has come, as far as its reader may know."""

from uuid import UUID

from projections.queries.convention.content import STAGE, whole
from projections.queries.query import Rows, Seen

# What changes for somebody who sees no working copy: a version is signed, or the life goes on.
SHOWN_SINCE = """
SELECT max(from_position) AS position FROM (
  SELECT from_position FROM {versions_ever} AS v
  WHERE v.convention_id = %(convention_id)s AND v.signed
  UNION ALL SELECT c.from_position FROM {conventions_ever} AS c
  LEFT JOIN {conventions_ever} AS before
    ON before.convention_id = c.convention_id AND before.to_position = c.from_position
  WHERE c.convention_id = %(convention_id)s AND c.life IS DISTINCT FROM before.life
) AS shown
"""
# From the position backwards: what came later is not looked at.
VERSION = """
SELECT version FROM {trail}
WHERE stream = %(convention_id)s AND position <= %(position)s
ORDER BY position DESC LIMIT 1
"""


def stream_version(rows: Rows, convention_id: UUID, seen: Seen) -> int:
    """What a command must have seen; to who sees no working copy nothing tells that one grows."""
    position = rows.position
    if not whole(rows.all(STAGE, convention_id=convention_id)[0]["stage"], seen):
        position = rows.all(SHOWN_SINCE, convention_id=convention_id)[0]["position"]
    version: int = rows.all(VERSION, convention_id=convention_id, position=position)[0]["version"]
    return version
