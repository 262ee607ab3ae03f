"""What the nation reads of a département is what the département reads itself."""

from typing import Any

from domain.convention.convention import Convention
from domain.convention.procedure import avenants, review, signing
from domain.convention.signature import Side
from projections.change import Table
from projections.memory import Memory
from projections.national import overview
from tests.domain.convention import given
from tests.examples.convention import SEAL
from tests.readside import Departement


def history(departement: Departement) -> list[Convention]:
    """One of each fate: amended, amended in vain, cancelled at the signature, returned."""
    amended = given.with_parties(axes=(1,))
    action = given.action(amended, axe=1)
    given.volet(amended, "socle")
    given.matched(amended, 10_00, action_id=action, volet="socle")
    given.with_avenant(given.to_running(amended))
    departement.record(amended)
    given.matched(amended, 1_00, action_id=action, exercice=2025)
    given.to_signed(amended)
    in_vain = given.with_avenant(given.to_running(given.with_parties(axes=(1,))))
    departement.record(in_vain)
    given.line(in_vain, 7_00, action_id=given.action(in_vain, axe=1))
    avenants.abandon_avenant(in_vain)
    cancelled = given.to_signing(given.with_parties())
    signing.cancel_round(cancelled, motive=SEAL)
    returned = given.to_agreed(given.with_parties())
    review.give_back(returned, by_side=Side.STATE, motive=SEAL)
    return [amended, in_vain, cancelled, returned]


def shown(memory: Memory, table: Table, columns: list[str]) -> list[dict[str, Any]]:
    """With the spans of the rows, joined where none of these columns changed."""
    found: list[dict[str, Any]] = []
    for row in memory.history(table):
        named = {**dict(zip(table.key, row.key, strict=True)), **row.values}
        kept = {name: named[name] for name in columns}
        spans = {"from": row.from_position, "to": row.to_position}
        last = found[-1] if found else None
        if last and last["to"] == row.from_position and last["said"] == kept:
            last["to"] = row.to_position
        else:
            found.append({"said": kept, **spans})
    return found


def test_national_rows_are_those_of_each_departement(departement: Departement) -> None:
    for convention in history(departement):
        departement.record(convention)
    own, nation = Memory(*overview.SOURCES), Memory(overview.PROJECTION)
    for recorded in departement.log():
        own.record(recorded)
        nation.record(recorded)
    for source, table in overview.COUNTERPARTS.items():
        columns = [*source.key, *table.values]
        assert shown(own, source, columns) == shown(nation, table, columns)
        assert nation.rows[table.name]
        assert {row.key[0] for row in nation.rows[table.name]} == {departement.code}
