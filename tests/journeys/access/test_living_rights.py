"""Rights while people are at work: taken away, suspended, closed; a SIRET that decides nothing."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.roles import Role
from infra.sso.refusals import SessionsDown
from infra.sso.sessions import Sessions
from infra.store.connections.names import PLATFORM
from infra.store.persons import logins
from infra.store.schemas.migrate import owner, provision
from infra.web.asked.etags import tag
from services.access import commands, members
from tests.journeys.house import House, Resident, Visitor, provider_of
from tests.journeys.story import FAR, Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS

SIRET, ANOTHER = "22480001100013", "22050001000019"


@pytest.fixture(scope="module")
def extra(one_house: House) -> House:
    """Two more tenants, whose life the tests change."""
    with owner(one_house.settings) as connection:
        for code in ("11", "12"):
            provision(connection, code, one_house.settings)
    for code in ("11", "12"):
        one_house.open_tenant(code)
    return one_house


def to_sign(home: House) -> tuple[Story, Visitor, UUID]:
    """A convention that waits for the president, who is signed in and has just confirmed it."""
    story = Story(home)
    story.registry()
    story.draft()
    story.change(Role.DEPT_MANAGER, "submission", {})
    for role in (Role.DEPT_MANAGER, Role.STATE_AGENT):
        story.change(role, "agreements", {})
    story.change(Role.DEPT_MANAGER, "versions", {"effective_from": "2024-01-01"})
    story.change(Role.DEPT_MANAGER, "signature-rounds", {"deadline": FAR})
    person_id = home.caller(Role.DEPT_SIGNATORY).person_id
    return story, home.browser(), person_id


# Taken away while people are at work


def test_who_is_removed_while_a_form_is_open_records_nothing(home: House) -> None:
    """From the page to the button they were a signatory; then no more."""
    story, visitor, person_id = to_sign(home)
    organization = UUID(story.organizations["departement"])
    signatory = home.resident(Role.DEPT_SIGNATORY, organization=organization, person_id=person_id)
    visitor.sign_in(signatory.sub)
    page = visitor.get(f"/t/48/a-signer/{story.convention}")
    assert "Signer la version 1" in page.text
    form = fields(page.text)
    home.remove(signatory)
    heads = home.heads()
    answer = visitor.post(f"/t/48/a-signer/{story.convention}/signature", form)
    assert answer.headers["Location"].startswith("/espaces?next=")
    assert home.heads() == heads
    assert visitor.get("/espaces").status_code == 403
    problem(visitor.write("/conventions", CLS), 401, "authentication-required")
    assert home.heads() == heads


def test_who_is_removed_is_signed_out_everywhere(home: House) -> None:
    """Their session is one, whatever space it is in; another's stays."""
    agent, other = home.resident(Role.DEPT_AGENT), home.resident(Role.DEPT_AGENT)
    there = home.resident(Role.DEPT_AGENT, "05", sub=agent.sub)
    visitors = [home.inside(other), home.inside(agent), home.inside(agent)]
    visitors[2].choose("05", there.grant_id)
    assert [each.get("/compte").status_code for each in visitors] == [200] * 3
    kept = home.sessions()
    removed(home, home.inside(home.resident(Role.TENANT_ADMIN)), agent)
    assert [each.get("/compte").status_code for each in visitors] == [200, 303, 303]
    assert len(kept.keys() - home.sessions().keys()) == 2
    again = home.browser()
    again.sign_in(agent.sub)
    assert again.read("/conventions", "05").status_code == 200


def test_without_valkey_rights_end_all_the_same(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor, admin = home.inside(agent), home.inside(home.resident(Role.TENANT_ADMIN))
    with monkeypatch.context() as during:
        during.setattr(Sessions, "end_by", down)
        removed(home, admin, agent)
    problem(visitor.read("/conventions"), 401, "authentication-required")


def down(*_: object, **__: object) -> int:
    raise SessionsDown


def removed(home: House, admin: Visitor, who: Resident) -> None:
    version = members.found(home.wiring.pactes(who.tenant), who.person_id).version
    path, seen = f"/members/{who.person_id}/removal", {"If-Match": tag(version)}
    answer = admin.write(path, {"motive": "Un motif."}, **seen)
    assert answer.status_code == 200, answer.text


def fields(text: str) -> dict[str, str]:
    """The hidden fields of the form that signs."""
    form = text.partition('/signature">')[2].partition("</form>")[0]
    return dict(re.findall(r'name="([a-z]+)" value="([^"]*)"', form))


def test_a_revoked_role_ends_what_it_opened(home: House) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.inside(agent)
    assert visitor.write("/conventions", CLS).status_code == 201
    home.revoke(agent)
    heads = home.heads()
    problem(visitor.write("/conventions", CLS), 401, "authentication-required")
    problem(visitor.read("/conventions"), 401, "authentication-required")
    assert visitor.get("/t/48/a-signer").headers["Location"].startswith("/espaces")
    assert home.heads() == heads


def test_a_role_that_is_given_opens_at_the_next_request(home: House) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.inside(agent)
    ask = home.asking(Role.TENANT_ADMIN, "48")
    given = commands.GrantRole(
        person_id=agent.person_id, role=Role.DEPT_MANAGER, organization_id=agent.organization_id
    )
    members.grant_role(home.wiring.pactes("48"), ask, given)
    member = members.found(home.wiring.pactes("48"), agent.person_id)
    assert visitor.choose("48", member.grants[-1].grant_id).status_code == 303
    assert "responsable" in visitor.get("/compte").text.lower()


# The life of a tenant


def test_a_suspended_tenant_is_read_and_not_written(extra: House) -> None:
    agent = extra.resident(Role.DEPT_AGENT, "11")
    visitor = extra.inside(agent)
    body = CLS | {"territory_codes": ["11"]}
    assert visitor.write("/conventions", body, tenant="11").status_code == 201
    extra.suspend("11")
    heads = extra.heads()
    assert visitor.read("/conventions", tenant="11").status_code == 200
    problem(visitor.write("/conventions", body, tenant="11"), 409, "tenant-read-only")
    assert "qu’à la lecture" in visitor.get("/compte").text
    assert extra.heads() == heads
    assert extra.inside(agent).read("/conventions", tenant="11").status_code == 200
    person_id, link = invited(extra, "11", suspended=True)
    assert person_id
    assert "valable" in newcomer(extra, link).get("/invitation").text
    extra.reactivate("11")
    assert visitor.write("/conventions", body, tenant="11").status_code == 201


def test_a_closed_tenant_is_read_and_never_written_again(extra: House) -> None:
    agent = extra.resident(Role.DEPT_AGENT, "12")
    visitor = extra.inside(agent)
    extra.suspend("12")
    extra.close("12")
    heads = extra.heads()
    assert visitor.read("/conventions", tenant="12").status_code == 200
    body = CLS | {"territory_codes": ["12"]}
    problem(visitor.write("/conventions", body, tenant="12"), 409, "tenant-read-only")
    assert extra.heads() == heads
    assert visitor.get("/t/12/a-signer").status_code == 200


# Invitations: what a person is known as decides nothing, another organization keeps them out


def invited(
    home: House, tenant: str = "48", siret: str | None = None, *, suspended: bool = False
) -> tuple[UUID, str]:
    if suspended:
        home.reactivate(tenant)
    organization = home.organization(tenant, "departement", siret)
    person_id, _ = home.invite(Role.DEPT_AGENT, tenant, organization)
    link = home.link(tenant, person_id)
    if suspended:
        home.suspend(tenant)
    return person_id, link


def newcomer(home: House, link: str, **claims: Any) -> Visitor:
    """Somebody whom nobody knows here yet, with the link open and signed in."""
    sub, visitor = str(uuid4()), home.browser()
    home.account(sub, **claims)
    visitor.get(link)
    visitor.sign_in(sub, next="/invitation")
    return visitor


@pytest.mark.parametrize("siret", [None, SIRET])
def test_an_invitation_lets_in_who_has_no_siret_or_the_right_one(
    home: House, siret: str | None
) -> None:
    _, link = invited(home, siret=SIRET)
    visitor = newcomer(home, link, siret=siret)
    heads = home.heads()
    assert "Vous êtes invité" in visitor.get("/invitation").text
    assert home.heads() == heads
    assert visitor.post("/invitation", {}).headers["Location"] == "/espaces"
    assert home.heads() == heads | {"48": heads["48"] + 1}
    assert "Lozère" in visitor.get("/espaces").text


def test_another_siret_than_the_invited_one_keeps_out(home: House) -> None:
    _, link = invited(home, siret=SIRET)
    visitor = newcomer(home, link, siret=ANOTHER)
    heads = home.heads()
    answer = visitor.post("/invitation", {})
    assert answer.status_code == 409
    assert ANOTHER in answer.text
    assert home.heads() == heads
    right = newcomer(home, link, siret=SIRET)
    assert right.post("/invitation", {}).status_code == 303


@pytest.mark.parametrize("siret", [None, SIRET, "00000000000000"])
def test_no_siret_and_no_address_opens_anything(home: House, siret: str | None) -> None:
    """The SIRET of an organization that is here, the address of somebody who is here."""
    home.organization("48", "departement", SIRET)
    known = home.resident(Role.DEPT_MANAGER)
    sub, visitor = str(uuid4()), home.browser()
    home.account(sub, siret=siret, email=f"{known.sub}@lozere.fr", display_name="Camille Durand")
    visitor.sign_in(sub)
    answer = visitor.get("/espaces")
    assert answer.status_code == 403
    assert "Aucun espace ne vous est ouvert" in answer.text
    problem(visitor.read("/conventions"), 401, "authentication-required")
    assert visitor.choose("48", known.grant_id).status_code == 404


def test_two_services_of_one_siret_stay_apart(home: House) -> None:
    """A préfecture of the State lends its SIRET to others: each person is let in alone."""
    one, other = home.resident(Role.STATE_AGENT), home.resident(Role.STATE_AGENT, "05")
    for who in (one, other):
        home.account(who.sub, siret=SIRET)
    assert home.inside(one).read("/conventions").status_code == 200
    problem(home.inside(other).read("/conventions"), 404, "unknown-tenant")


def test_a_link_serves_once_and_the_identity_but_one_person(home: House) -> None:
    _, link = invited(home)
    visitor = newcomer(home, link)
    assert visitor.post("/invitation", {}).status_code == 303
    again = newcomer(home, link)
    refused = again.post("/invitation", {})
    assert refused.status_code == 404
    assert "valable" in refused.text
    _, second = invited(home)
    visitor.get(second)
    heads = home.heads()
    assert visitor.post("/invitation", {}).status_code == 409
    assert home.heads() == heads


def test_a_provider_that_opens_no_space_uses_no_link_up(home: House) -> None:
    """Of another département, or ended since the person signed in by it."""
    _, link = invited(home)
    above, _ = home.invite(Role.COMMISSIONER, PLATFORM)
    over = home.link(PLATFORM, above)
    with provider_of(home, "alpes", "05"), provider_of(home, "cesse"):
        for slug, at in (("alpes", link), ("alpes", over), ("cesse", link)):
            sub, visitor = str(uuid4()), home.browser()
            home.account(sub, slug)
            visitor.get(at)
            visitor.sign_in(sub, slug, next="/invitation")
            if slug == "cesse":
                home.end_provider(slug)
            heads = home.heads()
            refused = visitor.post("/invitation", {})
            assert refused.status_code == 409
            assert "identifiez-vous par un autre" in refused.text
            assert home.heads() == heads
            issuer = home.providers[slug].issuer
            assert logins.everywhere(home.wiring.pool, issuer, sub) == []
    for each in (link, over):
        assert newcomer(home, each).post("/invitation", {}).status_code == 303


def revoke(home: House, person_id: UUID) -> None:
    pactes = home.wiring.pactes("48")
    first = members.found(pactes, person_id).grants[0].grant_id
    command = commands.RevokeRole(person_id=person_id, grant_id=first, motive="Une erreur.")
    members.revoke_role(pactes, home.asking(Role.TENANT_ADMIN, "48"), command)


def test_who_is_invited_to_no_role_any_more_is_not_let_in(home: House) -> None:
    person_id, link = invited(home)
    opened = newcomer(home, link)
    assert opened.get("/invitation").status_code == 200
    revoke(home, person_id)
    heads = home.heads()
    for answer in (opened.get("/invitation"), opened.post("/invitation", {})):
        assert answer.status_code == 404
        assert "valable" in answer.text
    assert home.heads() == heads


def test_the_siret_of_every_organization_of_an_invitation_is_compared(home: House) -> None:
    """A second role was given while the person was expected."""
    person_id, link = invited(home)
    role = commands.GrantRole(
        person_id=person_id,
        role=Role.PARTNER_AGENT,
        organization_id=home.organization("48", "partner", SIRET),
    )
    pactes, admin = home.wiring.pactes("48"), home.asking(Role.TENANT_ADMIN, "48")
    members.grant_role(pactes, admin, role)
    wrong = newcomer(home, link, siret=ANOTHER)
    assert wrong.get("/invitation").text.count("<dt>Rôle</dt>") == 2
    assert wrong.post("/invitation", {}).status_code == 409
    revoke(home, person_id)
    assert wrong.post("/invitation", {}).status_code == 409
    assert newcomer(home, link, siret=SIRET).post("/invitation", {}).status_code == 303


def test_a_link_of_before_a_removal_lets_nobody_in(home: House) -> None:
    """It went to a wrong address: that the person is invited again must not bring it back."""
    person_id, old = invited(home)
    opened = newcomer(home, old)
    assert opened.get("/invitation").status_code == 200
    command = commands.RemoveMember(person_id=person_id, motive="Adresse fausse.")
    ask = home.asking(Role.TENANT_ADMIN, "48")
    members.remove_member(home.wiring.pactes("48"), ask, command)
    home.invite(Role.DEPT_AGENT, person_id=person_id)
    heads = home.heads()
    assert opened.post("/invitation", {}).status_code == 404
    assert newcomer(home, old).get("/invitation").status_code == 404
    assert home.heads() == heads
    first, second = (home.link("48", person_id) for _ in range(2))
    assert newcomer(home, first).get("/invitation").status_code == 200
    assert newcomer(home, second).post("/invitation", {}).status_code == 303


def comes_in(home: House, visitor: Visitor, person_id: UUID) -> None:
    """By the link that the visitor has open, into the space that it gives."""
    assert visitor.post("/invitation", {}).status_code == 303
    grant = members.found(home.wiring.pactes("48"), person_id).grants[0].grant_id
    visitor.choose("48", grant)
    assert visitor.read("/conventions").status_code == 200


def removed_and_invited_again(home: House, person_id: UUID) -> str:
    command = commands.RemoveMember(person_id=person_id, motive="Un motif.")
    ask = home.asking(Role.TENANT_ADMIN, "48")
    members.remove_member(home.wiring.pactes("48"), ask, command)
    home.invite(Role.DEPT_AGENT, person_id=person_id)
    return home.link("48", person_id)


def test_who_accepted_in_the_place_of_another_does_not_come_back_with_them(home: House) -> None:
    """A forwarded link let a stranger in, who was removed: then the right person is invited."""
    person_id, forwarded = invited(home)
    stranger = newcomer(home, forwarded)
    comes_in(home, stranger, person_id)
    right = newcomer(home, removed_and_invited_again(home, person_id))
    comes_in(home, right, person_id)
    problem(stranger.read("/conventions"), 401, "authentication-required")
    assert stranger.get("/espaces").status_code == 403
    another, own = invited(home)
    stranger.get(own)
    comes_in(home, stranger, another)


def test_who_comes_back_under_the_same_login_keeps_it(home: House) -> None:
    person_id, link = invited(home)
    visitor = newcomer(home, link)
    comes_in(home, visitor, person_id)
    visitor.get(removed_and_invited_again(home, person_id))
    comes_in(home, visitor, person_id)


@pytest.mark.parametrize(
    ("held", "above", "offered", "at"),
    [
        (Role.PLATFORM_ADMIN, PLATFORM, Role.PREFET_SIGNATORY, "48"),
        (Role.TENANT_ADMIN, "05", Role.DEPT_SIGNATORY, "48"),
        (Role.PARTNER_SIGNATORY, "05", Role.TENANT_ADMIN, "48"),
        (Role.DEPT_SIGNATORY, "48", Role.PLATFORM_ADMIN, PLATFORM),
    ],
)
def test_nobody_administers_in_one_log_and_signs_in_another(
    home: House, held: Role, above: str, offered: Role, at: str
) -> None:
    """They are two persons there; the login tells that they are one."""
    known = home.resident(held, above)
    invited_id, _ = home.invite(offered, at)
    link, visitor = home.link(at, invited_id), home.browser()
    visitor.get(link)
    visitor.sign_in(known.sub, next="/invitation")
    heads = home.heads()
    refused = visitor.post("/invitation", {})
    assert refused.status_code == 409
    assert "ne vont pas à la même personne" in refused.text
    assert home.heads() == heads
    assert newcomer(home, link).post("/invitation", {}).status_code == 303


def test_nor_is_the_other_role_given_to_who_is_in_already(home: House) -> None:
    admin = home.resident(Role.TENANT_ADMIN, "05")
    agent = home.resident(Role.DEPT_AGENT, sub=admin.sub)
    manager = home.inside(home.resident(Role.DEPT_MANAGER))
    role = {"organization_id": str(agent.organization_id)}
    path, seen = f"/members/{agent.person_id}/roles", {"If_Match": '"v2"'}
    refused = manager.write(path, role | {"role": "dept_signatory"}, **seen)
    problem(refused, 409, "incompatible-roles")
    assert manager.write(path, role | {"role": "dept_manager"}, **seen).status_code == 201


def test_a_link_ends_after_three_days(home: House) -> None:
    """The same page as for one that never was."""
    person_id, _ = invited(home)
    seen = []
    for link in (home.link("48", person_id, timedelta(hours=72)), f"/invitation/48/{uuid4()}"):
        visitor = newcomer(home, link)
        answer = visitor.get("/invitation")
        assert answer.status_code == 404
        seen.append(answer.text.partition("Référence")[0].partition("<main")[2])
        assert visitor.post("/invitation", {}).status_code == 404
    assert seen[0] == seen[1]
    almost = newcomer(home, home.link("48", person_id, timedelta(hours=71, minutes=59)))
    assert almost.get("/invitation").status_code == 200
