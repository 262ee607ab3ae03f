"""What stands in one département, read from its read models: what `pacte demo --json` prints."""

from collections import defaultdict
from typing import Any

from infra.store.held import Held
from infra.store.names import in_schema, roles_of, schema_of
from infra.wiring import Wiring

CONVENTIONS = """
SELECT convention_id, kind, title, life, stage, paper, axes FROM {schema}.conventions
WHERE to_position IS NULL ORDER BY paper DESC, kind, title
"""
VERSIONS = """
SELECT version_no, act, signed, signed_on, signed_precision, effective_from, paper,
content_hash, content_position FROM {schema}.versions
WHERE convention_id = %s AND to_position IS NULL ORDER BY version_no
"""
HEAD = "SELECT coalesce(max(position), 0) FROM {schema}.positions"
CENTS = """
SELECT f.exercice, coalesce(p.side, 'partner'), sum(f.amount_cents)::bigint
FROM {schema}.funding_lines f LEFT JOIN {schema}.parties p
ON p.convention_id = f.convention_id AND p.organization_id = f.funder_id
AND p.from_position <= %(at)s AND (p.to_position IS NULL OR p.to_position > %(at)s)
WHERE f.convention_id = %(id)s
AND f.from_position <= %(at)s AND (f.to_position IS NULL OR f.to_position > %(at)s)
GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 DESC
"""
# An action of the case has entered by import, one of the story by the demo.
ACTIONS = """
SELECT CASE t.provenance WHEN 'demo' THEN 'story' ELSE 'seed' END, count(*)
FROM {schema}.actions a JOIN {schema}.trail t ON t.position = (
  SELECT min(f.from_position) FROM {schema}.actions f
  WHERE f.convention_id = a.convention_id AND f.action_id = a.action_id
)
WHERE a.convention_id = %(id)s AND NOT a.withdrawn
AND a.from_position <= %(at)s AND (a.to_position IS NULL OR a.to_position > %(at)s)
GROUP BY 1
"""
SIGNATURES = """
SELECT r.version_no, s.office, s.side, s.person_id, s.organization_id, s.signed_at
FROM {schema}.slots s JOIN (SELECT DISTINCT round_id, version_no FROM {schema}.rounds) r
USING (round_id)
WHERE s.convention_id = %s AND s.status = 'signed' AND s.to_position IS NULL
ORDER BY s.signed_at
"""
EVENTS = "SELECT type, count(*) FROM {schema}.trail GROUP BY type ORDER BY type"
PROVENANCES = "SELECT provenance, count(*) FROM {schema}.trail GROUP BY 1 ORDER BY 1"
MAILS = """
SELECT split_part(notice, ':', 1), count(*) FROM {schema}.outbox
WHERE status = 'sent' GROUP BY 1 ORDER BY 1
"""
NO_YEAR = "unknown"


def of_tenant(wiring: Wiring, code: str) -> dict[str, Any]:
    """Persons by identity only. Amounts are cents, by exercice and side; never added up."""
    with wiring.pool.checkout(roles_of(wiring.pool.database, code).follow) as connection:
        look = Look(connection, schema_of(code))
        head = look.all(HEAD)[0][0]
        return {
            "conventions": [_convention(look, row, head) for row in look.all(CONVENTIONS)],
            "events": dict(look.all(EVENTS)),
            "provenances": dict(look.all(PROVENANCES)),
            "mails": dict(look.all(MAILS)),
        }


class Look:
    def __init__(self, connection: Held, schema: str) -> None:
        self._connection = connection
        self._schema = schema

    def all(self, statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        return self._connection.execute(in_schema(statement, self._schema), parameters).fetchall()


def _convention(look: Look, row: tuple[Any, ...], head: int) -> dict[str, Any]:
    identity, kind, title, life, stage, paper, axes = row
    return {
        "id": str(identity),
        "kind": kind,
        "title": title,
        "life": life,
        "stage": stage,
        "paper": paper,
        "axes": axes,
        **_content(look, identity, head),
        "versions": [_version(look, identity, *one) for one in look.all(VERSIONS, [identity])],
        "signatures": [
            {
                "version": version,
                "office": office,
                "side": side,
                "person_id": str(person),
                "organization_id": str(organization),
                "signed_at": at.isoformat(),
            }
            for version, office, side, person, organization, at in look.all(SIGNATURES, [identity])
        ],
    }


def _version(look: Look, identity: Any, *row: Any) -> dict[str, Any]:
    no, act, signed, on, precision, effective_from, paper, content_hash, position = row
    return {
        "no": no,
        "act": act,
        "signed": signed,
        "signed_on": on and {"date": on.isoformat(), "precision": precision},
        "effective_from": effective_from and effective_from.isoformat(),
        "paper": paper,
        "content_hash": content_hash,
        **_content(look, identity, position),
    }


def _content(look: Look, identity: Any, position: int) -> dict[str, Any]:
    at = {"id": identity, "at": position}
    cents: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for exercice, side, amount in look.all(CENTS, at):
        cents[str(exercice) if exercice else NO_YEAR][side] = amount
    return {"actions": {"seed": 0, "story": 0, **dict(look.all(ACTIONS, at))}, "cents": dict(cents)}
