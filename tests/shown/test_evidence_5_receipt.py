"""Shown 5: what was published of three départements adds up from their bundles to the cent."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.canonical import plain
from infra.cases.reading import case
from infra.embedded.servers import Servers
from infra.evidence import receipts
from infra.evidence.bundle.exporting import export
from infra.evidence.sealing import seal_log
from infra.settings import Settings
from infra.wiring import Wiring
from projections.queries.national import NATIONAL_LINES
from tests.infra.cli.terminal import Terminal
from tests.servers import Database
from tests.shown.paper import CODES

DAYS = (None, date(2020, 1, 1), date(2020, 10, 1), date(2021, 6, 1))


@pytest.fixture(scope="module")
def wiring(published: Database, servers: Servers, home: Path) -> Iterator[Wiring]:
    settings = Settings(
        home=home,
        database_url=published.app_url,
        database_owner_url=published.owner_url,
        redis_url=servers.redis_url,
    )
    made = Wiring(settings)
    for code in CODES:
        seal_log(made, code)
    yield made
    made.close()


@pytest.mark.parametrize("day", DAYS)
def test_papers_of_every_day_add_up(
    wiring: Wiring, terminal: Terminal, tmp_path: Path, day: date | None
) -> None:
    found = wiring.national(NATIONAL_LINES, in_force_on=day)
    kept = tmp_path / "receipt.json"
    kept.write_text(json.dumps(plain(receipts.document(wiring.pool, found, day))))
    bundles = [
        str(export(wiring, code, tmp_path / code, as_of=found.positions[code]).path)
        for code in CODES
    ]
    said = terminal.said("audit", "verify", *bundles, "--national", str(kept))
    assert said["holds"] is True
    assert [one["tenant"] for one in said["bundles"]] == list(CODES)
    assert said["figures"]


def test_the_sum_of_the_loire_is_what_was_published(wiring: Wiring) -> None:
    lines = wiring.national(NATIONAL_LINES, among=["42"]).body
    last = case("42_loire")["conventions"][0]["versions"][-1]
    sums: Counter[tuple[int, str]] = Counter()
    for line in lines:
        sums[line["exercice"], line["side"]] += line["amount_cents"]
    year = last["exercice"]
    assert sums[year, "state"] == last["state_cents"]
    assert sums[year, "departement"] == last["department_cents"]
