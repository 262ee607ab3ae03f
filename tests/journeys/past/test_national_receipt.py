"""What the State summed: outsiders add it up again from one bundle per département, to the cent."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain.evidence import strict_base64
from domain.roles import Role
from infra.evidence import pacte_verify
from infra.evidence.bundle.exporting import export
from infra.store.watch import looks
from infra.wiring import Wiring
from projections.queries.national import NATIONAL_LINES
from tests.infra.evidence.attacks import hastened, paths, put
from tests.journeys.house import PUBLIC, House, Resident
from tests.journeys.sealing import sealed
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.test_national import commissioner, national_viewer, overview

TENANTS = ("05", "48")
DAYS = (None, "2023-06-01", "2024-06-01", "2025-06-01", "2028-01-01")
Change = Callable[[dict[str, Any]], object]


@dataclass
class Land:
    """Two départements, each with what was signed, amended and not signed; sealed so far."""

    home: House
    owner: Wiring
    viewer: Resident
    folder: Path
    stories: list[Story]
    written: int = 0

    def receipt(self, **asked: Any) -> dict[str, Any]:
        url = "/api/v1/national/receipt"
        answer = self.home.inside(self.viewer).http.get(url, base_url=PUBLIC, query_string=asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json or {})

    def kept(self, receipt: dict[str, Any], change: Change = lambda _: None) -> Path:
        """As the answer was written to a file, and perhaps changed."""
        self.written += 1
        again = json.loads(json.dumps(receipt))
        change(again)
        path = self.folder / f"receipt-{self.written}.json"
        path.write_text(json.dumps(again))
        return path

    def bundles(self, receipt: dict[str, Any], later: int = 0) -> list[str]:
        """One for each département, at the position that the receipt names, or further on."""
        return [self.bundle(one["tenant"], one["position"] + later) for one in summed(receipt)]

    def bundle(self, tenant: str, position: int) -> str:
        target = self.folder / f"bundle-{tenant}-{position}"
        if not target.exists():
            export(self.owner, tenant, target, as_of=position)
        return str(target)


def summed(receipt: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in receipt["departements"] if one["position"]]


def funded(story: Story) -> None:
    """By all three, on two axes, in the volet of an action and in that of lines of another."""
    volet = {"code": "insertion", "title": "Insertion", "starts_on": "2024-01-01"}
    story.change(Role.DEPT_AGENT, "volets", volet | {"ends_on": "2027-12-31"})
    asked = {"title": "Mobilité", "axe": 1, "volet": "insertion"}
    action = story.change(Role.DEPT_AGENT, "actions", asked)["created"]
    other = story.change(Role.DEPT_AGENT, "actions", {"title": "Logement", "axe": 4})["created"]
    for funder, exercice, cents, of, own in (
        ("state", 2024, 33_333, action, None),
        ("ars", 2025, 1, action, None),
        ("state", 2026, 7, other, None),
        ("state", 2026, 3, other, "insertion"),
        ("state", 2024, 100_000, other, "insertion"),
    ):
        line = {
            "funder_id": story.organizations[funder],
            "amount_cents": cents,
            "exercice": exercice,
            "action_id": of,
            "volet": own,
        }
        story.change(Role.DEPT_AGENT, "funding-lines", line)
    gone = story.change(Role.DEPT_AGENT, "actions", {"title": "Abandonnée", "axe": 2})["created"]
    line = {"funder_id": story.organizations["state"], "amount_cents": 9, "action_id": gone}
    planned = story.change(Role.DEPT_AGENT, "funding-lines", line | {"exercice": 2024})["created"]
    nothing = {"line_id": planned, "amount_cents": 0, "motive": "Abandonnée."}
    story.change(Role.DEPT_AGENT, "funding-adjustments", nothing)
    story.change(Role.DEPT_AGENT, f"actions/{gone}/withdrawal", {"motive": "Abandonnée."})


@pytest.fixture(scope="module")
def land(one_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Land]:
    home = one_house
    stories = [Story(home, tenant) for tenant in TENANTS]
    for story in stories:
        tenant = story.tenant
        story.registry()
        story.draft()
        story.partner_joins()
        funded(story)
        story.sign()
        story.avenant()
        story.change(Role.DEPT_MANAGER, "avenants", {"motive": "Pas encore signé."})
        story.action("Dans la copie de travail")
        drafted = Story(home, tenant)
        drafted.registry()
        drafted.draft()
        home.reach(tenant)
        sealed(home.wiring, tenant)
    owner = Wiring(home.settings)
    yield Land(home, owner, national_viewer(home), tmp_path_factory.mktemp("receipts"), stories)
    owner.close()


@pytest.mark.parametrize("day", DAYS)
def test_bundles_add_up_to_the_receipt_on_every_day(land: Land, day: str | None) -> None:
    receipt = land.receipt(**({"in_force_on": day} if day else {}))
    assert bool(receipt["lines"]) is (day not in ("2023-06-01", "2028-01-01"))
    assert {line["tenant"] for line in receipt["lines"]} <= set(TENANTS)
    assert verified(land, receipt, land.bundles(receipt)) == 0


def verified(
    land: Land, receipt: dict[str, Any], bundles: list[str], change: Change = lambda _: None
) -> int:
    return pacte_verify.main([*bundles, "--national", str(land.kept(receipt, change))])


def test_the_verifier_names_what_it_added(land: Land, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = land.receipt()
    assert verified(land, receipt, land.bundles(receipt)) == 0
    told = capsys.readouterr().out
    assert told.count("Ce paquet TIENT.") == 2
    assert told.rstrip().endswith("Cette somme TIENT.")
    assert "exercice 2024, axe 1, volet insertion, État\u00a0: 666,66\u00a0€" in told
    assert "exercice 2025, axe 1, volet insertion, Partenaires\u00a0: 0,02\u00a0€" in told
    assert "exercice 2026, axe 4, État\u00a0: 0,14\u00a0€" in told
    assert "exercice 2026, axe 4, volet insertion, État\u00a0: 0,06\u00a0€" in told


def test_each_volet_is_what_a_comparison_says(land: Land) -> None:
    lines = land.receipt()["lines"]
    for story in land.stories:
        path = f"/conventions/{story.convention}/comparison/exercices"
        answer = story.person(Role.DEPT_AGENT).get(path, **{"from": "2024", "to": "2026"})
        volets = (answer.json or {})["totals"]["volets"]
        own = [line for line in lines if line["convention_id"] == story.convention]
        for exercice, name in ((2024, "old_cents"), (2026, "new_cents")):
            told = cents([line for line in own if line["exercice"] == exercice], "volet")
            assert told == Counter({(total["key"],): total[name] for total in volets})
            assert told["insertion",] > 0


def test_a_later_bundle_holds_what_was_summed_before(land: Land) -> None:
    receipt = land.receipt()
    past = {"as_of": receipt["instant"]}
    assert land.receipt(**past)["lines"] == receipt["lines"]
    for tenant in TENANTS:
        Story(land.home, tenant).registry()
        land.home.reach(tenant)
        sealed(land.home.wiring, tenant)
    assert verified(land, receipt, land.bundles(receipt, later=3)) == 0
    again = land.receipt(**past)
    assert (again["lines"], again["totals"]) == (receipt["lines"], receipt["totals"])
    for was, now in zip(receipt["departements"], again["departements"], strict=True):
        assert (was["position"], was["root"]) == (now["position"], now["root"])


def test_a_bundle_of_before_is_too_short(land: Land, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = land.receipt()
    assert verified(land, receipt, land.bundles(receipt, later=-1)) == 1
    assert "avant la position" in capsys.readouterr().out


def test_the_overview_names_the_same_roots_and_sums(land: Land) -> None:
    receipt, shown = land.receipt(), overview(land.home, land.viewer)
    names = ("tenant", "name", "position", "size", "root", "checkpoint_size", "text")
    assert shown["departements"] == [
        {name: one[name] for name in names} for one in receipt["departements"]
    ]
    assert shown["positions"] == {one["tenant"]: one["position"] for one in receipt["departements"]}
    assert cents(receipt["lines"]) == cents(shown["amounts"])
    assert cents(receipt["lines"], *OF_TOTALS) == cents(receipt["totals"], *OF_TOTALS)
    assert all(one["size"] == one["position"] for one in receipt["departements"])


OF_TOTALS = ("exercice", "axe", "volet", "side")


def cents(
    rows: list[dict[str, Any]],
    *names: str,
) -> Counter[tuple[Any, ...]]:
    names = names or ("tenant", "convention_id", "exercice", "axe", "side")
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        found[tuple(row[name] for name in names)] += row["amount_cents"]
    return found


def another_cent(receipt: dict[str, Any]) -> None:
    receipt["lines"][0]["amount_cents"] += 1
    where = {name: receipt["lines"][0][name] for name in OF_TOTALS}
    for total in receipt["totals"]:
        if where.items() <= total.items():
            total["amount_cents"] += 1


def another_total(receipt: dict[str, Any]) -> None:
    receipt["totals"][0]["amount_cents"] += 1


def a_line_less(receipt: dict[str, Any]) -> None:
    gone = receipt["lines"].pop()
    for total in receipt["totals"]:
        if all(total[name] == gone[name] for name in OF_TOTALS):
            total["amount_cents"] -= gone["amount_cents"]


def another_axe(receipt: dict[str, Any]) -> None:
    for one in (*receipt["lines"], *receipt["totals"]):
        one["axe"] = {1: 2}.get(one["axe"], one["axe"])


def another_root(receipt: dict[str, Any]) -> None:
    receipt["departements"][0]["root"] = strict_base64.encode(bytes(32))


def roots_less(receipt: dict[str, Any]) -> None:
    another_cent(receipt)
    for one in receipt["departements"]:
        one.update(root=None, text="Pas encore scellé.", checkpoint=None, consistency=[])


def another_checkpoint(receipt: dict[str, Any]) -> None:
    first, second = receipt["departements"]
    first["checkpoint"] = second["checkpoint"]


def another_size(receipt: dict[str, Any]) -> None:
    receipt["departements"][0]["size"] += 1


def another_size_of_the_checkpoint(receipt: dict[str, Any]) -> None:
    receipt["departements"][0]["checkpoint_size"] += 1


def a_reason_beside_the_root(receipt: dict[str, Any]) -> None:
    receipt["departements"][0]["text"] = "Pas encore scellé."


def an_instant_of_before(receipt: dict[str, Any]) -> None:
    receipt["instant"] = "2020-01-01T00:00:00.000000Z"


def another_day(receipt: dict[str, Any]) -> None:
    receipt["in_force_on"] = "2024-06-01"


@pytest.mark.parametrize(
    "change",
    [
        another_cent,
        another_total,
        a_line_less,
        another_axe,
        another_root,
        roots_less,
        another_checkpoint,
        another_size,
        another_size_of_the_checkpoint,
        a_reason_beside_the_root,
        an_instant_of_before,
        another_day,
    ],
)
def test_a_receipt_that_was_changed_does_not_hold(land: Land, change: Change) -> None:
    receipt = land.receipt()
    assert verified(land, receipt, land.bundles(receipt), change) == 1


def test_each_field_of_a_receipt_is_judged_but_names(
    land: Land, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nothing guards is said."""
    receipt = land.receipt()
    bundles, unseen = land.bundles(receipt), set()
    with hastened():
        for at in paths(receipt):
            if verified(land, receipt, bundles, partial(put, at=at)) == 0:
                unseen.add(at[-1])
    assert unseen == {"name"}
    assert "leurs noms, et pourquoi une racine manque, ne sont gardés par rien" in (
        " ".join(capsys.readouterr().out.split())
    )


def test_what_was_recorded_and_not_read_is_told(
    land: Land, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = land.receipt()
    bundle = land.bundle("48", summed(receipt)[1]["position"] - 3)
    receipt["departements"][1]["position"] -= 4
    pacte_verify.main([bundle, "--national", str(land.kept(receipt))])
    assert "et n’a pas lu le fait suivant" in capsys.readouterr().out


def test_the_key_of_the_installation_may_be_given(land: Land) -> None:
    receipt = land.receipt()
    bundles = land.bundles(receipt)
    (said,) = json.loads((Path(bundles[0]) / "keys.json").read_bytes())["keys"]
    key = pacte_verify.parse_key(said["key"]).public.hex()
    for given, code in ((key, 0), ("ab" * 32, 1)):
        asked = [*bundles, "--national", str(land.kept(receipt)), "--key", given]
        assert pacte_verify.main(asked) == code


def test_a_departement_without_a_bundle_is_said_not_to_be_added(
    land: Land, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = land.receipt()
    assert verified(land, receipt, land.bundles(receipt)[:1]) == 0
    told = capsys.readouterr().out
    assert "Aucun paquet n’est donné, rien n’est refait\u00a0: 48." in told
    assert told.rstrip().endswith(
        "Cette somme TIENT. Refaite pour 1 des 2 départements qu’elle nomme."
    )


def test_what_is_no_receipt_is_said_so(land: Land, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = land.receipt()
    bundles = land.bundles(receipt)
    for change in (
        lambda said: said.update(format="pacte-national/9"),
        lambda said: said["lines"].append(said["lines"][0]),
        lambda said: said["departements"].append(said["departements"][0]),
        lambda said: said["lines"][0].update(amount_cents=1.5),
        lambda said: said.pop("totals"),
        lambda said: said["lines"][0].pop("axe"),
        lambda said: said["lines"][0].update(holder="Préfet"),
        lambda said: said["departements"][0].update(holder="Préfet"),
        lambda said: said["departements"][0].update(consistency=[1]),
        lambda said: said["totals"][0].update(axe=True),
        lambda said: said.update(instant="2025"),
        lambda said: said.update(in_force_on="2025"),
    ):
        assert verified(land, receipt, bundles, change) == 2
    twice = land.kept(receipt)
    twice.write_text(twice.read_text().replace('"in_force_on"', '"instant": "", "in_force_on"', 1))
    assert pacte_verify.main([*bundles, "--national", str(twice)]) == 2
    assert "Traceback" not in capsys.readouterr().out


def test_what_is_not_sealed_yet_has_no_root(land: Land, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is made up for it, and nobody says that it was added up."""
    bundles = land.bundles(land.receipt())
    with psycopg.connect(str(land.home.settings.database_owner_url)) as busy:
        busy.execute("SELECT FROM t_05.tree FOR UPDATE")
        Story(land.home, "05").registry()
        land.home.reach("05")
        receipt = land.receipt()
    first, second = receipt["departements"]
    assert (first["size"], first["root"], first["checkpoint"]) == (None, None, None)
    assert first["text"].startswith("Son journal n’est pas encore scellé jusque-là")
    assert second["root"]
    assert verified(land, receipt, bundles) == 0
    told = capsys.readouterr().out
    assert "Le reçu ne nomme aucune racine, rien n’y est prouvé\u00a0: 05." in told
    assert "Refaits à partir de leurs paquets\u00a0: 48." in told
    sealed(land.home.wiring, "05")


def test_each_look_is_known_and_others_are_refused(land: Land) -> None:
    viewer, above = national_viewer(land.home), commissioner(land.home)
    url = "/api/v1/national/receipt"
    for who, seen in ((viewer, TENANTS), (above, ("48",))):
        found = land.home.inside(who).http.get(url, base_url=PUBLIC).json or {}
        assert tuple(one["tenant"] for one in found["departements"]) == seen
        for tenant in TENANTS:
            known = looks.page(land.home.wiring.pool, tenant, limit=50)
            own = [one["query"] for one in known if one["person_id"] == str(who.person_id)]
            assert own == ([NATIONAL_LINES.name] if tenant in seen else [])
    agent = land.home.inside(land.home.resident(Role.DEPT_MANAGER))
    problem(agent.http.get(url, base_url=PUBLIC), 404, "not-found")
