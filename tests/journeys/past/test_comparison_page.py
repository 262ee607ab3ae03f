"""The page of a comparison, and its other forms: the same rights as its JSON, the same moments."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from domain.roles import Role
from tests.journeys.house import House
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.test_from_above import Land, looker

FORMS = {"pdf": (b"%PDF", "application/pdf"), "xlsx": (b"PK", "openxmlformats")}
VERSIONS: dict[str, Any] = {"from": "1", "to": "2"}


@pytest.fixture(scope="module")
def amended(one_house: House) -> Story:
    story = Story(one_house)
    story.registry()
    story.draft()
    story.partner_joins()
    story.sign()
    story.avenant()
    one_house.reach("48")
    return story


def shown(story: Story, role: Role = Role.DEPT_AGENT, **query: Any) -> TestResponse:
    path = f"/conventions/{story.convention}/comparison"
    return story.person(role).get(path, **VERSIONS, **query)


def page(home: House, story: Story, role: Role, query: str = "") -> TestResponse:
    who = home.resident(role)
    path = f"/t/48/conventions/{story.convention}/comparaison{query}"
    return home.inside(who).get(path)


@pytest.mark.parametrize("form", FORMS)
def test_it_leaves_in_each_form(amended: Story, form: str) -> None:
    begins, kind = FORMS[form]
    found = shown(amended, format=form)
    assert found.status_code == 200
    assert found.data.startswith(begins)
    assert kind in found.content_type
    assert f"comparaison.{form}" in found.headers["Content-Disposition"]
    assert int(found.headers["Pacte-Position"]) > 0
    assert shown(amended, format=form).data == found.data


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_kept_as_long_as_the_json(amended: Story, form: str) -> None:
    at = amended.told[-1]["position"]
    for role, kept in ((Role.PARTNER_AGENT, "immutable"), (Role.DEPT_AGENT, "no-store")):
        assert kept in shown(amended, role, as_of=at, format=form).headers["Cache-Control"]
    problem(shown(amended, Role.TENANT_ADMIN, format=form), 403, "forbidden")


def test_only_forms_that_there_are(amended: Story) -> None:
    problem(shown(amended, format="docx"), 400, "invalid-parameter")
    assert shown(amended, format="json").json == shown(amended).json


def test_the_workbook_names_who_changed_each_amount(amended: Story) -> None:
    book = load_workbook(BytesIO(shown(amended, format="xlsx").data))
    rows = list(book["Lignes"].iter_rows(min_row=2, values_only=True))
    assert [row[8] for row in rows] == [12_000]
    facts = {row[0] for row in book["Faits du journal"].iter_rows(min_row=2, values_only=True)}
    assert {int(each) for each in str(rows[0][9]).split(", ")} <= facts
    assert rows[0][10]


def test_the_workbook_of_a_partner_names_nobody(amended: Story) -> None:
    found = shown(amended, Role.PARTNER_AGENT, format="xlsx")
    assert "Faits du journal" not in load_workbook(BytesIO(found.data)).sheetnames


def test_the_page_shows_the_last_two_versions_unasked(home: House, amended: Story) -> None:
    found = page(home, amended, Role.DEPT_AGENT)
    assert found.status_code == 200
    assert "version 1 (acte initial" in found.text.replace("\u00a0", " ")
    assert "version 2 (avenant" in found.text
    (link,) = re.findall(r'href="(/api/[^"]*pdf)"', found.text)
    assert "from=1&amp;to=2&amp;format=pdf" in link
    assert 'value="2" selected' in found.text
    assert found.headers["Cache-Control"] == "no-store"
    assert "script" not in found.headers["Content-Security-Policy"]
    assert "Deux permanences de plus." in found.text


def test_administrators_are_shown_no_business(home: House, amended: Story) -> None:
    assert page(home, amended, Role.TENANT_ADMIN).status_code == 403


def test_two_exercices_and_two_days(home: House, amended: Story) -> None:
    years = page(home, amended, Role.DEPT_AGENT, "/exercices?from=2024&to=2024&of=1")
    assert "deux exercices d’un même acte" in years.text
    days = page(home, amended, Role.DEPT_AGENT, "?from=2024-06-01&to=2025-06-01")
    assert "version 2 (avenant" in days.text


def test_a_page_takes_instants(home: House, amended: Story) -> None:
    events = amended.person(Role.DEPT_AGENT).get("/trail", limit="1").json or {}
    (newest,) = events["items"]
    query = urlencode({"from": "1", "to": newest["recorded_at"]})
    found = page(home, amended, Role.DEPT_AGENT, f"?{query}")
    assert f"position {newest['position']} du journal" in found.text.replace("\u00a0", " ")


def test_who_looked_at_which_two_is_kept(home: House, amended: Story) -> None:
    eye = looker(Land(home, "", "", "", 0, 0), Role.NATIONAL_VIEWER)
    path = f"/conventions/{amended.convention}/comparison"
    events = amended.person(Role.DEPT_AGENT).get("/trail", limit="1").json or {}
    now = events["items"][0]["recorded_at"]
    home.reach("48")
    at = str(home.heads()["48"])
    for part, asked, kept in (
        ("", VERSIONS, "from=1 to=2"),
        ("", {"from": "1", "to": now, "as_of": at}, f"{at} from=1 to={now}"),
        ("/exercices", {"from": "2024", "to": "2024", "of": "1"}, "from=2024 to=2024 of=1"),
    ):
        answer = eye.read(f"{path}{part}", **asked)
        assert answer.status_code == 200, answer.text
        assert eye.looks()[0]["moment"] == kept


@pytest.mark.parametrize(
    ("query", "status"), [("?from=1&to=9", 404), ("?from=hier", 400), ("/exercices?from=1", 400)]
)
def test_a_refusal_is_a_page(home: House, amended: Story, query: str, status: int) -> None:
    found = page(home, amended, Role.DEPT_AGENT, query)
    assert found.status_code == status
    assert "<html" in found.text


def test_a_draft_has_nothing_to_be_compared_with(home: House, amended: Story) -> None:
    draft = Story(home)
    draft.organizations = amended.organizations
    draft.draft()
    home.reach("48")
    found = page(home, draft, Role.DEPT_AGENT)
    assert found.status_code == 200
    assert "pas encore deux contenus" in found.text


def test_what_people_wrote_is_no_markup(home: House, amended: Story) -> None:
    story = Story(home)
    story.registry()
    story.draft()
    story.sign()
    story.change(Role.DEPT_MANAGER, "execution", {"on": "2024-01-01"})
    story.change(Role.DEPT_MANAGER, "avenants", {"motive": "Un essai."})
    story.action("<b>#panic()</b> =1+1")
    home.reach("48")
    assert "&lt;b&gt;#panic()&lt;/b&gt; =1+1" in page(home, story, Role.DEPT_AGENT).text
    path = f"/conventions/{story.convention}/comparison"
    for form in FORMS:
        assert story.person(Role.DEPT_AGENT).get(path, format=form).status_code == 200


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("?from=1&to=2", True), ("", True), ("?from=//evil.test", False), ("?from=%0d%0a", True)],
)
def test_what_was_asked_is_there_after_signing_in(
    home: House, amended: Story, asked: str, *, kept: bool
) -> None:
    path = f"/t/48/conventions/{amended.convention}/comparaison"
    answer = home.browser().get(f"{path}{asked}")
    assert answer.status_code == 303
    wanted = urlencode({"next": f"{path}{asked}" if kept else path})
    assert answer.headers["Location"].endswith(f"/connexion?{wanted}")
