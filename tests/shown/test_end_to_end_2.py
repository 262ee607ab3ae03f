"""Shown 2: `pacte demo --json`, for real and twice: the sources to the cent and to the action."""

import json
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from infra.cases.reading import case
from projections.catalogue import projections_of
from tests.servers import folder_for_servers
from tests.shown.told import REPOSITORY, SECONDS, Kept, Told, environment, logged, plain

HASH = re.compile(r"\b[0-9a-f]{64}\b")


@pytest.fixture(scope="module")
def first() -> Iterator[Told]:
    with folder_for_servers("demo") as folder:
        home = folder / "home"
        done = subprocess.run(
            [sys.executable, "-m", "infra.cli.main", "demo", "--json"],
            cwd=REPOSITORY,
            env=environment(home),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr + logged(home)
        yield Told(home, json.loads(done.stdout))


@pytest.fixture(scope="module")
def kept(first: Told) -> Iterator[Kept]:
    running = Kept.start(first.home)
    yield running
    running.process.send_signal(signal.SIGINT)
    running.process.communicate(timeout=60)
    assert running.process.returncode == 0


def test_loire_comes_out_to_the_cent_and_the_action(first: Told) -> None:
    calpae = first.conventions("42")["CALPAE"]
    published = {
        str(version["exercice"]): {
            "state": version["state_cents"],
            "departement": version["department_cents"],
        }
        for version in case("42_loire")["conventions"][0]["versions"]
    }
    assert calpae["cents"] == published
    one, two = calpae["versions"]
    assert one["cents"] == {"2019": published["2019"]}
    assert two["cents"] == published
    assert one["actions"] == two["actions"] == {"seed": 12, "story": 0}
    assert [one["signed_on"], two["signed_on"]] == [
        {"date": "2019-07-15", "precision": "day"},
        {"date": "2020-09-01", "precision": "month"},
    ]


def test_lozere_comes_out_without_an_invented_year(first: Told) -> None:
    conventions = first.conventions("48")
    assert conventions["CALPAE"]["actions"] == {"seed": 3, "story": 0}
    assert conventions["CALPAE"]["versions"][0]["signed_on"]["precision"] == "year"
    assert conventions["CALPAE"]["cents"] == {}
    assert conventions["CLS"]["axes"] == [1, 3, 4]
    assert conventions["CLS"]["cents"] == {"unknown": {"state": 17_600_000}}
    assert conventions["CLS"]["versions"] == []


def test_hautes_alpes_has_the_seeds_twenty_six_and_the_storys_apart(first: Told) -> None:
    actions = {kind: one["actions"] for kind, one in first.conventions("05").items()}
    assert actions == {
        "CLS": {"seed": 9, "story": 0},
        "CDIE": {"seed": 4, "story": 0},
        "CPT": {"seed": 13, "story": 2},
    }
    assert sum(one["seed"] for one in actions.values()) == 26
    assert first.conventions("05")["CLS"]["cents"] == {}
    assert first.conventions("05")["CDIE"]["cents"] == {}


def test_the_story_is_signed_twice_by_all_three_and_waits_for_two(first: Told) -> None:
    cpt = first.conventions("05")["CPT"]
    assert [(v["no"], v["act"], v["signed"]) for v in cpt["versions"]] == [
        (1, "initial", True),
        (2, "avenant", True),
        (3, "avenant", False),
    ]
    signed = Counter((one["version"], one["office"]) for one in cpt["signatures"])
    offices = ("prefet", "president", "directeur_general")
    wholly = {(version, office): 1 for version in (1, 2) for office in offices}
    assert signed == wholly | {(3, "prefet"): 1}
    assert (cpt["life"], cpt["stage"]) == ("running", "signing")


def test_the_events_of_the_story_are_there(first: Told) -> None:
    events = first.tenant("05")["events"]
    for kind in (
        "convention.action_added",
        "convention.funding_adjusted",
        "partner_joining.partner_joined",
        "convention.convention_signed",
        "convention.avenant_signed",
    ):
        assert events[kind] >= 1
    imported = {"convention.convention_drafted": 3, "convention.party_added": 6}
    assert {kind: events[kind] for kind in imported} == imported


def test_everything_says_where_it_comes_from(first: Told) -> None:
    for code in ("42", "48"):
        assert first.tenant(code)["provenances"] == {
            "import": first.tenant(code)["provenances"]["import"],
            "system": members(first, code) + rebuilds(first, code),
        }
    found = first.tenant("05")["provenances"]
    sent = first.tenant("05")["events"]["notification.notification_sent"]
    assert found.keys() == {"import", "demo", "system"}
    assert found["system"] == sent + members(first, "05") + rebuilds(first, "05")
    assert found["import"] == 26 + 2 + 3 + 6 + 6


def members(told: Told, code: str) -> int:
    """What lets the people of the demonstration in is said by the system, and told to nobody."""
    events = told.tenant(code)["events"]
    return sum(count for kind, count in events.items() if kind.startswith("member."))


def rebuilds(told: Told, code: str) -> int:
    """One receipt for each read model that was put in place."""
    count: int = told.tenant(code)["events"]["upkeep.projection_rebuilt"]
    assert count == len(projections_of(code))
    return count


def test_each_step_was_told_to_everybody_concerned(first: Told) -> None:
    """Three rounds with three signatories, seven signatures, two acts signed.

    One joining: its signatory is told, and who asked for it.
    """
    told = first.tenant("05")["mails"]
    assert told == {
        "convention.signature_round_opened": 9,
        "convention.convention_signed_by": 21,
        "convention.convention_signed": 3,
        "convention.avenant_signed": 3,
        "partner_joining.partner_joined": 2,
    }
    mails = first.mails()
    assert len(mails) == sum(told.values())
    assert {str(mail["Delivered-To"]).rpartition(".")[2] for mail in mails} == {"test"}
    signed = {one["content_hash"] for one in first.conventions("05")["CPT"]["versions"]}
    hashes = Counter(found for mail in mails for found in set(HASH.findall(plain(mail))))
    assert hashes.total() == len(mails)
    assert sum(hashes[one] for one in signed) == len(mails)


@pytest.mark.parametrize("code", ["42", "48"])
def test_what_was_taken_over_has_no_mail_and_no_platform_signature(first: Told, code: str) -> None:
    assert first.tenant(code)["mails"] == {}
    assert not any(one["signatures"] for one in first.tenant(code)["conventions"])
    assert "convention.convention_signed_by" not in first.tenant(code)["events"]


def test_every_read_model_was_rebuilt_to_the_same_bytes(first: Told) -> None:
    digests = [first.tenant(code)["digests"] for code in ("05", "42", "48")]
    for each in (*digests, first.document["platform"]["digests"]):
        assert each
        assert all(one["equal"] and one["live"] == one["rebuilt"] for one in each.values())
    assert digests[0].keys() == digests[1].keys() == digests[2].keys()


def test_all_that_was_recorded_is_counted(first: Told) -> None:
    counted = [sum(first.tenant(code)["events"].values()) for code in ("05", "42", "48")]
    assert first.document["recorded"] == sum(counted) + first.document["platform"]["position"]


def test_the_second_time_changes_nothing(first: Told, kept: Kept) -> None:
    assert kept.told.document["recorded"] == 0
    assert kept.told.document["tenants"] == first.document["tenants"]
    assert kept.told.document["platform"] == first.document["platform"]
    assert len(kept.told.mails()) == len(first.mails())


def test_what_applied_on_a_day(kept: Kept) -> None:
    (calpae,) = kept.told.conventions("42").values()
    for day, version in (("2020-01-01", 1), ("2020-10-01", 2)):
        status, body = kept.get(f"/conventions/{calpae['id']}?in_force_on={day}", "42")
        assert status == 200
        assert body["version"]["version_no"] == version
        assert [one["exercice"] for one in body["exercices"]] == [2019, 2020][:version]


def test_before_the_first_record_there_is_nothing(kept: Kept) -> None:
    status, body = kept.get("/conventions?as_of=2020-01-01T00:00:00Z", "42")
    assert (status, body["type"]) == (404, "urn:pacte:problem:before-first-record")
    assert re.search(r"20\d\d-", body["detail"])


def test_something_waits_to_be_signed(kept: Kept) -> None:
    cpt = kept.told.conventions("05")["CPT"]
    status, body = kept.get("/signatures-awaited", "05")
    waiting = {(one["convention_id"], one["version_no"], one["office"]) for one in body["items"]}
    assert status == 200
    assert waiting == {(cpt["id"], 3, office) for office in ("president", "directeur_general")}
