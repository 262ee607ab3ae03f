"""Shown 5: three ways to a past state give the same one, at a thousand positions taken at random.

The events of a stream folded from nothing; the rows of the read models as of the position; the
aggregate loaded through its snapshot.
"""

import random
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest

from domain.canonical import encode, plain
from domain.convention.content import content as content_of
from domain.convention.convention import Convention
from domain.joining.joining import PartnerJoining
from domain.registry.organization import Organization
from infra.embedded.servers import Servers
from infra.following import Snapshots
from projections.catalogue import projections_of
from projections.change import Recorded
from projections.comparison.contents import content
from projections.comparison.stood import TABLES
from projections.queries.query import Query, Rows
from services.pactes import fold
from tests.readside import Departement, site
from tests.shown import readings
from tests.shown.random_story import CUTS, PATH, VOLETS, Story

SEED = 20_261_126
POSITIONS = 1_000
EVENTS = 1_500

FOLDS: dict[str, tuple[Any, Any]] = {
    "convention": (Convention, readings.of_convention),
    "partner_joining": (PartnerJoining, readings.of_joining),
    "organization": (Organization, readings.of_organization),
}
KNOWN = {table.name: table for each in projections_of("01") for table in each.tables}
# The columns by which the rows of one stream are found, where it is not the first of the key.
OWNER = {"slots": "convention_id"}


@pytest.fixture(scope="module")
def lived(servers: Servers) -> Iterator[Departement]:
    """A few conventions that lived long enough to have snapshots."""
    with site(servers) as place:
        departement = place.departement()
        chance = random.Random(SEED)  # noqa: S311 - to be drawn again
        story = Story()
        story.departement = departement
        for number, cut in enumerate(sorted(CUTS)):
            story.draft(paper=cut == "imported")
            story.leap(number, cut)
        recorder = departement.wiring.pactes(departement.code).recorder
        while (recorder.max_notification_id() or 0) < EVENTS:
            step(story, chance)
        follower = departement.another_follower(snapshots=Snapshots(departement.wiring))
        while follower.turn(departement.code):
            pass
        yield departement


def step(story: Story, chance: random.Random) -> None:
    pick, which, year = chance.randrange(10), chance.randrange(10), chance.randrange(2024, 2028)
    cents, title = chance.randrange(10_000), f"Titre {chance.randrange(100)}"
    steps = (
        lambda: story.go(pick, chance.choices(sorted(PATH), k=3)),
        lambda: story.leap(pick, chance.choice(sorted(CUTS))),
        lambda: story.change_action(pick, which, title, chance.choice(("retitle", "drop", "more"))),
        lambda: story.plan(pick, which, year, chance.choice(VOLETS), cents),
        lambda: story.adjust(pick, which, cents),
        lambda: story.write(pick, 1 + which % 3, title, year, cents),
        lambda: story.aim(pick, year, which),
        lambda: story.partner(pick, chance.choice(("asked", "agreed", "refused", "joined"))),
        lambda: story.office(which, gone=which % 2 == 0),
    )
    chance.choice(steps)()


@pytest.mark.parametrize("positions", [200, pytest.param(POSITIONS, marks=pytest.mark.slow)])
def test_three_readings_of_a_thousand_positions_are_one(lived: Departement, positions: int) -> None:
    log = lived.log()
    wanted = set(random.Random(SEED).sample(range(1, len(log) + 1), positions))  # noqa: S311 - as above
    folded: dict[UUID, Any] = {}
    compared, through_snapshots = 0, 0
    for recorded in log:
        stream, version = recorded.event.originator_id, recorded.event.originator_version
        folded[stream] = fold(folded.get(stream), [recorded.event])
        if recorded.position in wanted:
            state = canonical(said(recorded, folded[stream]))
            assert canonical(loaded(lived, recorded)) == state, (recorded.position, recorded.topic)
            assert canonical(rows_of(lived, recorded, folded[stream])) == state, recorded.position
            compared += 1
            through_snapshots += version > 50
    assert compared == positions
    assert through_snapshots > positions / 5
    assert lived.run("SELECT count(*) FROM {schema}.snapshots")[0][0] > 3


def said(recorded: Recorded, aggregate: Any) -> readings.Said:
    _, reading = FOLDS[recorded.topic.partition(".")[0]]
    found: readings.Said = reading(aggregate)
    if isinstance(aggregate, Convention):
        found["content"] = {(aggregate.id,): content_of(aggregate)}
    return found


def loaded(departement: Departement, recorded: Recorded) -> readings.Said:
    """As a command finds it: from the last snapshot on."""
    kind, _ = FOLDS[recorded.topic.partition(".")[0]]
    pactes, event = departement.wiring.pactes(departement.code), recorded.event
    aggregate = pactes.at_version(kind, event.originator_id, event.originator_version)
    return said(recorded, aggregate)


def rows_of(departement: Departement, recorded: Recorded, aggregate: Any) -> readings.Said:
    """What the tables say of the same stream; of each row what a fold knows."""
    shape = said(recorded, aggregate)
    stream = recorded.event.originator_id
    tables = [KNOWN[name] for name in shape if name != "content"]

    def ask(rows: Rows) -> readings.Said:
        found = {table.name: _stored(rows, table.name, stream, shape) for table in tables}
        if "content" in shape:
            found["content"] = {(stream,): content(rows, stream)}
        return found

    query = Query("state", tuple({*tables, *TABLES}), ask)
    answer = departement.reader.ask(departement.code, query, as_of=recorded.position)
    found: readings.Said = answer.body
    return found


def _stored(rows: Rows, name: str, stream: UUID, shape: readings.Said) -> readings.Rows:
    table, expected = KNOWN[name], shape[name]
    owner = OWNER.get(name, next(iter(table.key)))
    statement = f"SELECT * FROM {{{name}}} WHERE {owner} = %(stream)s"  # noqa: S608 - a known table
    found = {
        tuple(row[column] for column in table.key): row
        for row in rows.all(statement, stream=stream)
    }
    if name in ("slots", "versions"):
        # A fold forgets rounds that are over, and versions that were frozen in vain.
        found = {key: row for key, row in found.items() if key in expected}
    columns = next(iter(expected.values()), {})
    return {key: {column: row[column] for column in columns} for key, row in found.items()}


def canonical(found: Mapping[str, Mapping[Any, Any]]) -> bytes:
    return encode(
        {
            name: sorted(([plain(list(key)), plain(row)] for key, row in rows.items()), key=str)
            for name, rows in found.items()
        }
    )
