"""A log that comes back, goes on to a third host, or never arrived: one tree throughout."""

import json
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from domain.platform.instance import INSTANCE, Instance
from infra.evidence import pacte_verify
from infra.evidence.bundle.exporting import export
from infra.evidence.isolation import harmed
from tests.departement import Departement
from tests.infra.moving.acts import OLD, arrive, leave, status, suspended
from tests.infra.moving.hosts import NEW, WHY, Host, lived


def signed(note: str, key: pacte_verify.Key) -> bool:
    try:
        pacte_verify.opened(pacte_verify.sole_note(note.encode()), [key])
    except pacte_verify.Wrong:
        return False
    return True


def test_checkpoints_of_before_and_after_are_of_one_log(
    old: Host, new: Host, tmp_path: Path
) -> None:
    """The bundle of the new host holds for a stranger who kept a mail of the old one."""
    _, token = lived(old)
    mails = sorted(old.settings.home.joinpath("mail").glob("*.eml"))
    suspended(old)
    arrive(new, leave(old, tmp_path / "out")["file"])
    assert new.draft(token, str(uuid4())).status_code == 201
    new.follow()
    bundle = export(new.wiring, "48", tmp_path / "bundle").path
    manifest = json.loads((bundle / "manifest.json").read_text())
    keys = json.loads((bundle / "keys.json").read_text())["keys"]
    assert [one["until"] is None for one in keys] == [False, True]
    signers = [pacte_verify.parse_key(one["key"]) for one in keys]
    assert {one.name for one in signers} == {manifest["origin"]}
    notes = [path.read_text() for path in (bundle / "checkpoints").iterdir()]
    last = (bundle / "checkpoint.txt").read_text()
    of_old, of_new = ([one] for one in signers)
    assert pacte_verify.opened(pacte_verify.sole_note(last.encode()), of_new)
    assert sum(signed(note, of_old[0]) for note in notes) > 3
    report = pacte_verify.verify(bundle, given=of_new, against=mails)
    assert report.failures == 0, pacte_verify.shown(report)
    assert len(mails) > 3


@pytest.mark.slow
def test_there_and_back_it_is_the_same_log_and_a_fork_is_not(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lozere, _ = lived(old)
    suspended(old)
    arrive(new, leave(old, tmp_path / "out")["file"])
    Departement(new.wiring, organizations=lozere.organizations).draft()
    new.follow()
    suspended(new)
    back = leave(new, tmp_path / "back", OLD)
    other = old.events()
    old.said("tenant", "reactivate", "48", "--take-back")
    lozere.draft()
    old.follow()
    suspended(old)
    leave(old, tmp_path / "fork")
    told = old.refused("tenant", "import", back["file"])
    assert "n’est pas la suite de celui qui est parti d’ici" in told
    assert old.events()[: len(other)] == other
    assert len(old.events()) > len(other)
    assert status(old) == "moved"


def test_what_happened_to_what_was_kept_is_no_harm_of_the_return(
    old: Host, new: Host, tmp_path: Path
) -> None:
    """What comes back was compared with what left, and not with what lay there since."""
    lived(old)
    suspended(old)
    arrive(new, leave(old, tmp_path / "out")["file"])
    was = new.events()
    suspended(new)
    old.rows("ALTER TABLE t_48.events DISABLE TRIGGER unchanged, DROP CONSTRAINT moved")
    old.rows("UPDATE t_48.events SET state = '{}' WHERE notification_id = 3")
    back = leave(new, tmp_path / "back", OLD)
    found = old.said("tenant", "import", back["file"])
    assert "48" not in found["isolation"]["tenants"]
    assert old.events()[: len(was)] == was
    assert harmed(old.wiring) == []


@pytest.mark.slow
def test_back_where_it_began_shared_rows_are_its_own_again(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lozere, _ = lived(old)
    suspended(old)
    shared = "SELECT * FROM t_platform.national_conventions ORDER BY 1, 2"
    before = old.rows(shared)
    assert before
    arrive(new, leave(old, tmp_path / "out")["file"])
    assert new.rows(shared) == before
    Departement(new.wiring, organizations=lozere.organizations).draft()
    suspended(new)
    arrive(old, leave(new, tmp_path / "back", OLD)["file"])
    assert old.rows(shared) == new.rows(shared) != before
    old.said("projections", "rebuild", "--tenant", "48")


@pytest.mark.slow
def test_at_a_third_host_it_is_still_the_log_of_the_first(
    old: Host, new: Host, third: Host, tmp_path: Path
) -> None:
    lived(old)
    hosts = (old, new, third)
    for number, (source, target) in enumerate(pairwise(hosts)):
        suspended(source)
        arrive(target, leave(source, tmp_path / f"out-{number}")["file"])
    bundle = export(third.wiring, "48", tmp_path / "bundle").path
    origin = json.loads((bundle / "manifest.json").read_text())["origin"]
    named = old.wiring.platform().load(Instance, INSTANCE)
    assert origin == f"{named.instance_id}/t/48"
    keys = json.loads((bundle / "keys.json").read_text())["keys"]
    assert [one["until"] is None for one in keys] == [False, False, True]
    assert pacte_verify.verify(bundle).failures == 0


def test_what_the_old_host_removed_may_come_back_but_not_be_taken_back(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lived(old)
    suspended(old)
    arrive(new, leave(old, tmp_path / "out")["file"])
    old.rows("DROP SCHEMA t_48 CASCADE")
    assert "n’est plus ici" in old.refused("tenant", "reactivate", "48", "--take-back")
    again = ("tenant", "export", "48", "--move-to", NEW, "--to", str(tmp_path / "again"))
    assert "n’est plus ici" in old.refused(*again)
    assert status(old) == "moved"
    suspended(new)
    arrive(old, leave(new, tmp_path / "back", OLD)["file"])
    assert old.events()[:-1] == new.events()


def test_who_never_arrived_is_taken_back(old: Host, tmp_path: Path) -> None:
    lozere, token = lived(old)
    assert "est ouvert" in old.refused("tenant", "reactivate", "48", "--take-back")
    suspended(old)
    leave(old, tmp_path / "out")
    assert "est parti chez un autre hébergeur" in old.refused("tenant", "reactivate", "48")
    assert "est parti" in old.refused("tenant", "suspend", "48", *WHY)
    told = old.told("tenant", "reactivate", "48", "--take-back")
    assert "Deux hébergeurs ne doivent jamais être ouverts" in told
    assert status(old) == "active"
    assert old.draft(token, str(uuid4())).status_code == 201
    lozere.draft()
    old.follow()
    suspended(old)
    leave(old, tmp_path / "out")
