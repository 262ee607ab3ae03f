"""Whatever three tenants do in turn, each one's rows are the fold of its own log alone."""

import random
import re
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg import sql

from domain.roles import Role
from infra.embedded.servers import Servers
from projections.change import Recorded
from tests.isolation.random_three import CREATES, SERVICES, STEPS, Tenant, Trio
from tests.isolation.three import publish
from tests.readside import Site, site
from tests.shown import readings
from tests.shown.test_end_to_end_4 import FOLDS, Readings

UUIDS = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def logged(tenant: Tenant) -> set[UUID]:
    """Every identity that its log names, wherever it does."""
    rows = tenant.departement.run(
        "SELECT originator_id::text::bytea || state || envelope FROM {schema}.events"
    )
    return {UUID(found.decode()) for (row,) in rows for found in UUIDS.findall(bytes(row))}


def kept(place: Site, tenant: Tenant) -> set[UUID]:
    """Every identity in any table of its schema, and in its rows of those that are shared."""
    found: set[UUID] = set()
    for table, column in place.connection.execute(TABLES, [tenant.departement.schema]):
        statement = sql.SQL("SELECT each::text FROM {} AS each").format(sql.Identifier(*table))
        if column:
            statement += sql.SQL(" WHERE tenant = {}").format(sql.Literal(tenant.code))
        for (row,) in place.connection.execute(statement):
            found |= {UUID(one.decode()) for one in UUIDS.findall(row.encode())}
    return found


TABLES = """
SELECT ARRAY[nspname, relname]::text[], nspname = 't_platform'
FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'r' AND (nspname = %s OR (nspname = 't_platform' AND relrowsecurity))
"""


class Rows(Readings):
    """Members fold into no rows but those of the trail, which are compared like all."""

    def _folded(self, recorded: Recorded) -> readings.Said:
        known = recorded.topic.partition(".")[0] in FOLDS
        return super()._folded(recorded) if known else {}


@pytest.mark.parametrize(("runs", "steps"), [(1, 40), pytest.param(12, 60, marks=pytest.mark.slow)])
def test_each_tenants_rows_are_the_fold_of_its_own_log(
    servers: Servers, runs: int, steps: int
) -> None:
    with site(servers) as place:
        publish(place.wiring)
        trio = Trio(tuple(Tenant(place.departement()) for _ in range(3)))
        compared = [Rows(tenant.departement) for tenant in trio.tenants]
        for number in range(3):
            for leap in ("leap: signed", "leap: draft"):
                trio.step(number, leap, number)

        @settings(
            max_examples=runs,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # the logs go on from run to run: nothing to shrink
            suppress_health_check=list(HealthCheck),
        )
        @given(seed=st.integers(0, 2**32))
        def one(seed: int) -> None:
            chance = random.Random(seed)  # noqa: S311 - of a test
            for _ in range(steps):
                trio.step(chance.randrange(3), chance.choice(STEPS), chance.getrandbits(32))
            for each in compared:
                each.compare()
            are_apart(place, trio)

        one()
        assert trio.counts["steps"] >= runs * steps, trio.counts
        assert trio.counts["done"] * 10 > trio.counts["steps"], trio.counts
        assert trio.counts["trespasses"] * 5 > trio.counts["steps"], trio.counts
        for tenant in trio.tenants:
            topics = {recorded.topic for recorded in tenant.departement.log()}
            assert "convention.convention_signed.1" in topics, topics


def are_apart(place: Site, trio: Trio) -> None:
    """No identity stands in two logs, nor in rows of a tenant that did not mint it."""
    for mine, theirs in combinations(trio.tenants, 2):
        assert logged(mine) & logged(theirs) == set()
        assert mine.minted & theirs.minted == set()
        for one, other in ((mine, theirs), (theirs, mine)):
            assert logged(one) & other.minted == set()
            assert kept(place, one) & (other.minted | logged(other)) == set()


def test_an_identity_of_another_in_a_log_is_seen(servers: Servers) -> None:
    """Or the test above would prove nothing."""
    with site(servers) as place:
        publish(place.wiring)
        trio = Trio(tuple(Tenant(place.departement()) for _ in range(2)))
        for number in range(2):
            trio.step(number, "leap: signed", number)
        are_apart(place, trio)
        mine, theirs = trio.tenants
        trio.step(0, "leap: draft", 0)
        strayed: Any = SERVICES["add_action"].command(
            convention_id=mine.known["convention_id"][-1],
            title="Ailleurs",
            axe=1,
            operator_ids=(theirs.known["organization_id"][0],),
        )
        mine.do("add_action", Role.DEPT_AGENT, strayed)
        with pytest.raises(AssertionError):
            are_apart(place, trio)


def test_every_command_of_a_tenant_is_among_those_that_chance_may_choose() -> None:
    assert CREATES.keys() <= SERVICES.keys()
    assert len(SERVICES) > 30
