"""The audit bundle by HTTP: for whom, up to where, checked by its own verifier, each look kept."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from domain.roles import Role
from infra.evidence import keyring, pacte_verify
from infra.evidence.bundle import zipped
from infra.store.watch import looks
from infra.web.api.evidence.bundle import MAKING
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import Person, World

BUNDLE = "/evidence/bundle"
OTHERS = sorted(set(Role) - {Role.AUDITOR, Role.PLATFORM_ADMIN, Role.NATIONAL_VIEWER})


@pytest.fixture(scope="module")
def story(here: World) -> Story:
    told = Story(here)
    told.registry()
    told.draft()
    told.sign()
    return told


@pytest.fixture
def auditor(here: World, story: Story) -> Iterator[Person]:
    del story
    person = here.person(Role.AUDITOR)
    yield person
    here.callers[person.token] = person.caller


def kept(here: World) -> list[dict[str, Any]]:
    return looks.page(here.wiring.pool, "48", limit=200)


def test_it_holds_and_the_look_stands_in_it(here: World, auditor: Person, tmp_path: Path) -> None:
    before = len(kept(here))
    answer = auditor.get(BUNDLE)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    newest, *rest = kept(here)
    assert (newest["query"], len(rest)) == ("read_bundle", before)
    with ZipFile(BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{folder.name}.zip"'
    assert pacte_verify.main([str(folder)]) == 0
    assert b'"read_bundle"' in (folder / "access.jsonl").read_bytes().splitlines()[-1]


def test_up_to_a_moment(here: World, auditor: Person, tmp_path: Path) -> None:
    answer = auditor.get(BUNDLE, as_of=4)
    assert answer.headers["Pacte-Position"] == "4"
    assert kept(here)[0]["moment"] == "4"
    with ZipFile(BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert len((folder / "events.jsonl").read_bytes().splitlines()) == 4
    assert pacte_verify.main([str(folder)]) == 0


def test_only_by_a_mandate_for_the_whole(here: World, story: Story, auditor: Person) -> None:
    before = len(kept(here))
    limited = replace(auditor.caller, conventions=frozenset({UUID(story.convention)}))
    here.callers[auditor.token] = limited
    problem(auditor.get(BUNDLE), 403, "forbidden")
    assert len(kept(here)) == before


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_takes_it_away(story: Story, role: Role) -> None:
    problem(story.person(role).get(BUNDLE), 403, "forbidden")


@pytest.mark.parametrize(
    ("as_of", "status", "code"),
    [
        ("hier", 400, "invalid-parameter"),
        ("999999999", 400, "position-beyond-head"),
        ("2199-01-01T00:00:00Z", 400, "position-beyond-head"),
        ("0", 404, "before-first-record"),
        ("2020-01-01T00:00:00Z", 404, "before-first-record"),
    ],
)
def test_what_cannot_be_answered_tells_of_the_log_and_is_kept(
    here: World, auditor: Person, as_of: str, status: int, code: str
) -> None:
    before = len(kept(here))
    problem(auditor.get(BUNDLE, as_of=as_of), status, code)
    assert len(kept(here)) == before + (code != "invalid-parameter")


def test_one_at_a_time(here: World, auditor: Person) -> None:
    before = len(kept(here))
    with MAKING:
        refused = auditor.get(BUNDLE)
    problem(refused, 503, "bundle-under-way")
    assert refused.headers["Retry-After"]
    assert len(kept(here)) == before + 1
    assert auditor.get(BUNDLE).status_code == 200


def test_without_the_key_that_is_said(
    auditor: Person, here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_given: Any, **_asked: Any) -> None:
        raise keyring.KeyMissing(Path("/secret/place.key"))

    monkeypatch.setattr(zipped, "export", missing)
    refused = auditor.get(BUNDLE)
    problem(refused, 503, "sealing-key-missing")
    assert "secret" not in refused.text
    monkeypatch.undo()
    assert auditor.get(BUNDLE).status_code == 200
    assert here.wiring.settings.database_owner_url is None
