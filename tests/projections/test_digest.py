"""The server and the pure function sum the same bytes."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.canonical import normalised
from domain.convention.convention import Convention
from infra.store.readmodels import rows
from infra.store.readmodels.place import Place
from infra.store.rebuilding.digests import Lined
from infra.store.schemas import tables
from projections import digest
from projections.change import Change, Projection, Recorded, Table, opened
from projections.memory import Memory
from tests.readside import ENVELOPE, Departement, fact

ODD = Table(
    name="odd",
    key={"name": "text", "number": "bigint"},
    values={
        "id": "uuid",
        "said": "text",
        "yes": "boolean",
        "on": "date",
        "at": "timestamptz",
        "more": "json",
    },
)
# As events hold them: NFC.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30
).map(normalised)
NASTY = 'a"b\\c\\n\n\t\r\b\f\x01\x7f/é\u2028\U0001f600«\u00a0»'


def written(departement: Departement, place: Place, changes: list[Change]) -> Memory:
    """The same changes, at positions 1, 2, 3…, in the store and in memory."""
    found = iter(changes)
    memory = Memory(Projection("odd", 1, (ODD,), lambda _: [next(found)]))
    event = fact(Convention.CeilingSet, UUID(int=1), 1)
    for position in range(1, len(changes) + 1):
        memory.record(
            Recorded("48", position, "convention.ceiling_set.1", event, ENVELOPE, event.timestamp)
        )
    rows.write(departement.connection, place, list(enumerate(changes, 1)))
    return memory


def test_lines_are_canonical_json(departement: Departement) -> None:
    place = Place(departement.schema)
    with departement.connection.cursor() as cursor:
        tables.create(cursor, place, ODD)
        tables.index(cursor, place, ODD)

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.builds(
                lambda key, said, at, more: opened(
                    ODD,
                    {"name": key, "number": len(key)},
                    id=uuid4(),
                    said=said,
                    yes=bool(len(said) % 2),
                    on=at.date() if at else None,
                    at=at,
                    more=more,
                ),
                TEXTS,
                st.one_of(TEXTS, st.just(NASTY)),
                st.none() | st.datetimes(datetime(1998, 7, 29), timezones=st.just(UTC)),  # noqa: DTZ001
                st.none() | st.lists(TEXTS) | st.dictionaries(st.just("axe"), TEXTS),
            ),
            max_size=6,
        )
    )
    def same(changes: list[Change]) -> None:
        departement.run("DELETE FROM {schema}.odd")
        memory = written(departement, place, changes)
        for position in range(len(changes) + 1):
            pure = digest.digest(digest.sums(ODD, memory.history(ODD), position))
            assert Lined(ODD, place, "").digest(departement.connection, position) == pure

    same()


def test_a_digest_at_a_position_does_not_change_when_the_log_goes_on(
    departement: Departement,
) -> None:
    place = Place(departement.schema)
    with departement.connection.cursor() as cursor:
        tables.create(cursor, place, ODD)
        tables.index(cursor, place, ODD)
    first = opened(ODD, {"name": "é", "number": 1}, on=date(2024, 1, 1))
    rows.write(departement.connection, place, [(1, first)])
    lined = Lined(ODD, place, "")
    before = lined.digest(departement.connection, 1)
    rows.write(departement.connection, place, [(2, first), (3, first)])
    assert lined.digest(departement.connection, 1) == before
    assert lined.digest(departement.connection, 2) != before
