"""What stands in one département, read as people read it: what `pacte demo --json` prints."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.wiring import Wiring
from projections.queries.convention.actions import CONVENTION_ACTIONS
from projections.queries.convention.convention_list import CONVENTION_LIST
from projections.queries.convention.conventions import CONVENTION_VERSIONS
from projections.queries.convention.funding import FUNDING
from projections.queries.convention.parts import CONVENTION_SIGNATURES
from projections.queries.query import Query
from projections.queries.trail import AUDIT_TRAIL

# The outbox is no read model: no query of people shows it.
MAILS = """
SELECT split_part(notice, ':', 1), count(*) FROM {schema}.outbox
WHERE status = 'sent' GROUP BY 1 ORDER BY 1
"""
NO_YEAR = "unknown"
SIDES = ("state", "partner", "departement")
SIGNED = ("convention.convention_signed", "convention.avenant_signed")
PAGE = 1000


def of_tenant(wiring: Wiring, code: str) -> dict[str, Any]:
    """Persons by identity only. Amounts are cents, by exercice and side; never added up."""
    look = Look(wiring, code)
    return {
        "conventions": [_convention(look, row) for row in look.conventions()],
        "events": dict(sorted(Counter(each["type"] for each in look.trail).items())),
        "provenances": dict(sorted(Counter(each["provenance"] for each in look.trail).items())),
        "mails": look.mails(),
    }


@dataclass
class Look:
    """All answers are those of one position, unless another is named."""

    wiring: Wiring
    code: str

    @cached_property
    def head(self) -> int:
        return self.wiring.pactes(self.code).recorder.max_notification_id() or 0

    @cached_property
    def trail(self) -> list[dict[str, Any]]:
        """Newest first."""
        found: list[dict[str, Any]] = self.ask(AUDIT_TRAIL, limit=PAGE)
        while page := self.ask(AUDIT_TRAIL, limit=PAGE, before=found[-1]["position"]):
            found += page
        return found

    def ask(self, query: Query, at: int | None = None, **parameters: Any) -> Any:
        position = self.head if at is None else at
        return self.wiring.reader.ask(self.code, query, as_of=position, **parameters).body

    def conventions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask(CONVENTION_LIST, limit=PAGE)
        return sorted(found, key=lambda row: (not row["paper"], row["kind"], row["title"]))

    def positions(self, stream: UUID, **said: str) -> list[int]:
        """Of the events of a stream of which all that is said, in their order."""
        return [
            each["position"]
            for each in reversed(self.trail)
            if each["stream"] == stream and all(each[name] == said[name] for name in said)
        ]

    def mails(self) -> dict[str, int]:
        pool = self.wiring.pool
        with pool.checkout(roles_of(pool.database, self.code).follow) as connection:
            return dict(connection.execute(in_schema(MAILS, schema_of(self.code))).fetchall())


def _convention(look: Look, row: dict[str, Any]) -> dict[str, Any]:
    identity = row["convention_id"]
    versions = look.ask(CONVENTION_VERSIONS, convention_id=identity)
    return {
        "id": str(identity),
        **{name: row[name] for name in ("kind", "title", "life", "stage", "paper", "axes")},
        **_content(look, identity, look.head),
        "versions": [_version(look, identity, one) for one in versions],
        "signatures": _signatures(look, identity),
    }


def _version(look: Look, identity: UUID, row: dict[str, Any]) -> dict[str, Any]:
    on, since = row["signed_on"], row["effective_from"]
    return {
        "no": row["version_no"],
        "act": row["act"],
        "signed": row["signed"],
        "signed_on": on and {"date": on.isoformat(), "precision": row["signed_precision"]},
        "effective_from": since and since.isoformat(),
        "paper": row["paper"],
        "content_hash": row["content_hash"],
        **_content(look, identity, row["content_position"]),
    }


def _content(look: Look, identity: UUID, position: int) -> dict[str, Any]:
    """What the convention said then. A line without exercice comes last."""
    totals = look.ask(FUNDING, position, convention_id=identity)["totals"]
    cents: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in sorted(totals, key=lambda row: (row["exercice"] or 9999, SIDES.index(row["side"]))):
        cents[str(row["exercice"] or NO_YEAR)][row["side"]] += row["amount_cents"]
    actions = _actions(look, identity, position)
    seed = len(actions & _imported(look, identity))
    return {
        "actions": {"seed": seed, "story": len(actions) - seed},
        "cents": {exercice: dict(sides) for exercice, sides in cents.items()},
    }


def _imported(look: Look, identity: UUID) -> set[UUID]:
    """The actions of the case were there at the end of the import; the story has added others."""
    imports = look.positions(identity, provenance="import")
    return _actions(look, identity, imports[-1]) if imports else set()


def _actions(look: Look, identity: UUID, position: int) -> set[UUID]:
    found = look.ask(CONVENTION_ACTIONS, position, convention_id=identity)
    return {action["action_id"] for action in found["actions"]}


def _signatures(look: Look, identity: UUID) -> list[dict[str, Any]]:
    """Of every round: the one that led to each version, and the last one as it stands."""
    found = {}
    positions = [at for kind in SIGNED for at in look.positions(identity, type=kind)]
    for position in (*positions, look.head):
        last = look.ask(CONVENTION_SIGNATURES, position, convention_id=identity)["round"]
        for slot in last["slots"] if last else ():
            if slot["status"] == "signed":
                found[last["round_id"], slot["signatory_id"]] = last["version_no"], slot
    return [
        {
            "version": version,
            "office": slot["office"],
            "side": slot["side"],
            "person_id": str(slot["person_id"]),
            "organization_id": str(slot["organization_id"]),
            "signed_at": slot["signed_at"].isoformat(),
        }
        for version, slot in sorted(found.values(), key=lambda each: each[1]["signed_at"])
    ]
