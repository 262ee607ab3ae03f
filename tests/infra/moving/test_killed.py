"""A move whose process is killed: it is as before, or gone, and run again."""

from pathlib import Path

import pytest

from infra.tenants.moving.reading import nothing, read
from tests.infra.moving.acts import THIRD, arrive, killed, leave, status, suspended
from tests.infra.moving.hosts import NEW, Host, lived


@pytest.mark.slow
def test_an_export_that_is_killed_leaves_nothing_and_is_run_again(
    old: Host, tmp_path: Path
) -> None:
    lived(old)
    suspended(old)
    out = tmp_path / "out"
    command = ("tenant", "export", "48", "--move-to", NEW, "--to", str(out))
    killed(old, "infra.tenants.moving.leaving._shut", *command)
    (hidden,) = out.iterdir()
    assert (hidden.name[0], status(old)) == (".", "suspended")
    left = leave(old, out)
    assert [str(path) for path in out.iterdir()] == [left["file"]]
    assert read(Path(left["file"]), nothing).root == left["root"]


@pytest.mark.slow
def test_killed_once_it_has_left_the_file_is_written_again(old: Host, tmp_path: Path) -> None:
    lived(old)
    suspended(old)
    out = tmp_path / "out"
    command = ("tenant", "export", "48", "--move-to", NEW, "--to", str(out))
    killed(old, "infra.tenants.moving.leaving._named", *command)
    (hidden,) = out.iterdir()
    assert (hidden.name[0], status(old)) == (".", "moved")
    left = leave(old, out, THIRD)
    assert [str(path) for path in out.iterdir()] == [left["file"]]
    (listed,) = old.said("tenant", "list")["tenants"]
    assert listed["moved_to"] == THIRD
    assert len(old.events()) == left["position"]


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_nothing_and_is_run_again(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lived(old)
    suspended(old)
    left = leave(old, tmp_path / "out")
    new.told("migrate")
    for where in ("_grow", "_note", "receive_tenant"):
        killed(new, f"infra.tenants.moving.receiving.{where}", "tenant", "import", left["file"])
        assert new.rows("SELECT to_regnamespace('t_48') IS NULL") == [(True,)]
        assert new.said("tenant", "list")["tenants"] == []
    arrive(new, left["file"])
    assert new.events(left["position"]) == old.events()
