"""What the choice of a space says: each button is told from the others (RGAA 11.9)."""

import re
from datetime import timedelta

from domain.roles import Role
from infra.clock import day_of
from tests.journeys.house import House
from tests.journeys.story import Story

MANDATE = {"auditor_body": "Chambre régionale des comptes", "legal_basis": "CJF, art. L. 211-3"}


def test_no_two_spaces_have_buttons_of_one_name(home: House) -> None:
    """In one role for two organizations, and by two mandates."""
    one = home.resident(Role.PARTNER_AGENT)
    another = home.organization("48", "partner", siret="22480001100013")
    story = Story(home)
    path, role = f"/members/{one.person_id}/roles", {"role": "partner_agent"}
    story.ask(Role.TENANT_ADMIN, path, role | {"organization_id": str(another)}, 2)
    page = home.inside(one).get("/espaces").text
    buttons = re.findall(r'<button type="submit"[^>]*>(Lozère[^<]*)</button>', page)
    assert len(buttons) == len(set(buttons)) == 2


def test_two_mandates_are_told_apart_by_their_days(home: House) -> None:
    auditor = home.resident(Role.AUDITOR)
    story, today = Story(home), day_of(home.clock())
    for version in (2, 3):
        until = today + timedelta(days=100 + version)
        body = MANDATE | {"since": f"{today}", "until": f"{until}"}
        story.ask(Role.TENANT_ADMIN, f"/members/{auditor.person_id}/audit-mandates", body, version)
    page = home.inside(auditor).get("/espaces").text
    described = re.findall(r'aria-describedby="(space-\d)"', page)
    hints = dict(re.findall(r'id="(space-\d)">([^<]*)<', page))
    assert len(described) == 2
    assert len({hints[each] for each in described}) == 2
