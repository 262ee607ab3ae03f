"""What the page of an act says to whoever signs it, and what it keeps of what they wrote."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest

from domain.roles import Role
from infra.evidence.stamping.rounds import stamp_due
from tests.infra.evidence.authority import Authority, needs_openssl, served
from tests.journeys.house import House, Resident, Visitor
from tests.journeys.sealing import sealed
from tests.journeys.story import Story

HIDDEN = re.compile(r'name="([a-z]+)" value="([^"]*)"')
TEXTAREA = re.compile(r'<textarea id="motive"([^>]*)>\n(.*?)</textarea>', re.DOTALL)


@dataclass
class Desk:
    """An act to sign: by the president, whose office may be doubled, or delegated."""

    home: House
    story: Story
    president: Resident

    @property
    def path(self) -> str:
        return f"/t/48/a-signer/{self.story.convention}"

    @property
    def departement(self) -> str:
        return self.story.organizations["departement"]

    def form(self, visitor: Visitor, action: str = "signature") -> dict[str, str]:
        """The hidden fields."""
        text = visitor.get(self.path).text
        form = text.partition(f'/{action}">')[2].partition("</form>")[0]
        return {name: unescape(value) for name, value in HIDDEN.findall(form)}

    def open_round(self) -> None:
        self.story.agree()
        self.story.freeze()
        self.story.open_round()


@pytest.fixture
def desk(home: House) -> Desk:
    """The president is somebody of this test alone."""
    story = Story(home)
    story.registry()
    organization = UUID(story.organizations["departement"])
    president = home.resident(Role.DEPT_SIGNATORY, organization=organization)
    path = f"/organizations/{organization}"
    person = str(home.caller(Role.DEPT_SIGNATORY).person_id)
    ended = {"office": "president", "person_id": person, "until": "2024-01-01"}
    made = story.ask(Role.TENANT_ADMIN, f"{path}/office-ends", ended, 2)
    held = {"office": "president", "since": "2024-01-02", "person_id": str(president.person_id)}
    story.ask(Role.TENANT_ADMIN, f"{path}/office-holders", held, made["version"])
    story.draft()
    return Desk(home, story, president)


def test_a_motive_that_is_refused_is_kept_and_its_field_named(desk: Desk) -> None:
    desk.open_round()
    visitor = desk.home.inside(desk.president)
    form = desk.form(visitor, "refus")
    heads = desk.home.heads()
    answer = visitor.post(f"{desk.path}/refus", form | {"motive": "Un\x07 motif <b>"})
    assert answer.status_code == 422
    assert desk.home.heads() == heads
    (attributes, text), *_ = TEXTAREA.findall(answer.text)
    assert unescape(text) == "Un\x07 motif <b>"
    assert 'aria-invalid="true"' in attributes
    assert 'aria-describedby="motive-fault motive-hint"' in attributes
    assert re.search(r'id="motive-fault">[^<]*caractère de contrôle', answer.text)
    assert "<details open>" in answer.text
    assert 'href="#motive"' in answer.text
    assert f'action="{desk.path}/refus"' in answer.text
    again = visitor.post(f"{desk.path}/refus", form | {"motive": "   "})
    assert (again.status_code, "peut pas être vide" in again.text) == (422, True)
    said = visitor.post(f"{desk.path}/refus", form | {"motive": "Un motif."})
    assert said.headers["Location"] == "/t/48/a-signer?refus=1"


def test_a_motive_outlives_the_five_minutes(desk: Desk) -> None:
    """Whoever thought too long proves who they are again, with their words before their eyes."""
    desk.open_round()
    visitor = desk.home.inside(desk.president)
    form = desk.form(visitor, "refus")
    desk.home.clock.ahead = timedelta(minutes=6)
    answer = visitor.post(f"{desk.path}/refus", form | {"motive": "Un long motif."})
    assert answer.status_code == 401
    assert "Un long motif." in answer.text
    assert "Confirmer mon identité" in answer.text
    assert f"next={desk.path}" in unescape(answer.text)


@pytest.mark.parametrize(
    ("agreed", "shown"),
    [("2024-01-01", "1er janvier 2024"), (None, "jour de la dernière signature")],
)
def test_who_signs_sees_from_when_it_will_apply(desk: Desk, agreed: str | None, shown: str) -> None:
    desk.story.agree()
    desk.story.freeze(agreed)
    desk.story.open_round()
    visitor = desk.home.inside(desk.president)
    page = visitor.get(desk.path).text
    assert applies(page) == shown
    assert ("jour d’application compris" in page) is (agreed is not None)
    answer = visitor.post(f"{desk.path}/signature", desk.form(visitor))
    assert applies(visitor.get(answer.headers["Location"]).text) == shown


@needs_openssl
def test_a_receipt_names_the_time_of_an_authority(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open_round()
    visitor, wiring = desk.home.inside(desk.president), desk.home.wiring
    answer = visitor.post(f"{desk.path}/signature", desk.form(visitor))
    sealed(wiring, "48")

    def receipt() -> str:
        return unescape(visitor.get(answer.headers["Location"]).text)

    assert "Aucun horodatage par un tiers." in receipt()
    with served(Authority(tmp_path / "tsa", "Autorité d’essai")) as server:
        root = server.authority.root
        asking = replace(wiring.settings, tsa_url=server.url, tsa_certificates=root)
        monkeypatch.setattr(wiring, "settings", asking)
        assert "Horodatage en attente." in receipt()
        stamp_due(wiring)
    assert "Horodaté par «\N{NO-BREAK SPACE}Autorité d’essai\N{NO-BREAK SPACE}» le" in receipt()


def test_an_avenant_shows_the_day_before_which_it_cannot_apply(home: House) -> None:
    story = Story(home)
    story.registry()
    story.draft()
    story.sign("2027-06-01")
    story.change(Role.DEPT_MANAGER, "execution", {"on": "2027-06-01"})
    story.change(Role.DEPT_MANAGER, "avenants", {"motive": "Une action de plus."})
    story.agree()
    story.freeze(None)
    story.open_round()
    visitor = home.inside(home.resident(Role.DEPT_AGENT))
    page = visitor.get(f"/t/48/a-signer/{story.convention}").text
    assert applies(page) == "jour de la dernière signature, au plus tôt le 1er juin 2027"


def applies(page: str) -> str:
    (found,) = re.findall(r"<dt>S’applique à compter du</dt><dd>(.*?)</dd>", page)
    return unescape(found).replace("\N{NO-BREAK SPACE}", " ")


def test_who_signs_in_two_offices_is_led_from_one_to_the_other(desk: Desk) -> None:
    """A president who is that of the CCAS too, say: two slots of one organization."""
    body = {"office": "vice_president", "since": "2024-01-01"}
    person = {"person_id": str(desk.president.person_id)}
    path = f"/organizations/{desk.departement}/office-holders"
    desk.story.ask(Role.TENANT_ADMIN, path, body | person, 4)
    slot = {"office": "vice_president", "side": "departement", "organization_id": desk.departement}
    desk.story.change(Role.DEPT_AGENT, "signatories", slot)
    desk.open_round()
    visitor = desk.home.inside(desk.president)
    signed = []
    for _ in range(2):
        form = desk.form(visitor)
        signed.append(form["signatory"])
        assert visitor.post(f"{desk.path}/signature", form).status_code == 303
    assert len(set(signed)) == 2
    page = visitor.get(desk.path).text
    assert "Vous avez déjà signé cette version" in page
    assert "Signature attendue de vous" not in page


def test_who_did_not_sign_is_not_told_that_they_did(desk: Desk) -> None:
    """The delegate has signed; the president looks."""
    organization = UUID(desk.departement)
    delegate = desk.home.resident(Role.DEPT_SIGNATORY, organization=organization)
    granted = {
        "office": "president",
        "delegate_person_id": str(delegate.person_id),
        "since": "2024-01-02",
        "until": "2099-12-31",
        "act_ref": "Arrêté n° 4",
    }
    path = f"/organizations/{organization}/signing-delegations"
    desk.story.ask(Role.TENANT_ADMIN, path, granted, 4)
    desk.open_round()
    deputy = desk.home.inside(delegate)
    assert deputy.post(f"{desk.path}/signature", desk.form(deputy)).status_code == 303
    assert "Vous avez déjà signé cette version" in deputy.get(desk.path).text
    page = desk.home.inside(desk.president).get(desk.path).text
    assert "Vous avez déjà signé" not in page
    assert "Cette version est déjà signée en qualité de" in page
    assert f"Personne {delegate.person_id}" in page.partition('id="decision"')[2]


def test_the_receipt_names_the_organization_that_was_signed_for(desk: Desk) -> None:
    """Wherever the person stands by the time they read it."""
    desk.open_round()
    visitor = desk.home.inside(desk.president)
    answer = visitor.post(f"{desk.path}/signature", desk.form(visitor))
    receipt = answer.headers["Location"]
    name = re.findall(r"Département [0-9a-f-]{36}", visitor.get(receipt).text)
    another = desk.home.organization("48", "departement", siret="22480001100013")
    role = {"role": "dept_agent", "organization_id": str(another)}
    path = f"/members/{desk.president.person_id}/roles"
    made = desk.story.ask(Role.TENANT_ADMIN, path, role, 2)
    visitor.choose("48", UUID(made["created"]))
    assert name
    assert re.findall(r"Département [0-9a-f-]{36}", visitor.get(receipt).text) == name


def test_what_somebody_signed_leads_them_to_its_receipt(desk: Desk) -> None:
    """Them alone; from their list, and from the act once nothing of it waits for a signature."""
    desk.open_round()
    visitor = desk.home.inside(desk.president)
    answer = visitor.post(f"{desk.path}/signature", desk.form(visitor))
    receipt = f'href="{answer.headers["Location"]}"'
    desk.home.reach("48")
    assert receipt in visitor.get("/t/48/a-signer").text
    desk.story.version += 1
    cancelled = {"motive": "Une erreur."}
    desk.story.change(Role.DEPT_MANAGER, "signature-round/cancellation", cancelled)
    for path in (desk.path, "/t/48/a-signer"):
        assert receipt in visitor.get(path).text
        agent = desk.home.inside(desk.home.resident(Role.DEPT_AGENT))
        assert "/recu/" not in agent.get(path).text
