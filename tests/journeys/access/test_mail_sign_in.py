"""A partner without any provider of identities: let in by a code, coming back by a link."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.roles import Role
from infra.access.correcting import correct
from infra.access.erasing import erase_person
from infra.counters import Limit
from infra.embedded.servers import Servers
from infra.sso.mailed.codes import TRIES
from infra.store.connections.names import schema_of
from infra.store.persons import logins
from infra.web import limits
from infra.web.limits import Limits
from infra.wiring import Wiring
from services.access import commands, members
from services.people import CorrectPerson
from tests.furnished import furnished_database
from tests.journeys.by_mail import (
    ASK,
    ENTER,
    INVITED,
    LINK,
    SEND,
    MailHouse,
    Partner,
    mail_house,
    sent,
    token,
    typed,
    wrong,
)
from tests.journeys.house import Visitor
from tests.journeys.story import Story
from tests.journeys.test_edge import NOWHERE
from tests.journeys.world import World

MAILED = (limits.MAIL_LINK, limits.MAIL_CODE, limits.MAIL_TRY)


@pytest.fixture(scope="module")
def one_post(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailHouse]:
    folder = tmp_path_factory.mktemp("mailed")
    with (
        furnished_database(servers, "48", "05") as database,
        mail_house(database, servers.redis_url, folder) as made,
    ):
        made.open()
        yield made


@pytest.fixture
def post(one_post: MailHouse) -> Iterator[MailHouse]:
    yield one_post
    one_post.home.clock.ahead = timedelta()


@pytest.fixture
def visitor(post: MailHouse) -> Visitor:
    return post.home.browser()


def refused(answer: object, code: str) -> None:
    text = getattr(answer, "text", "")
    assert getattr(answer, "status_code", 0) in (403, 404), text
    assert {"past": "ne sert plus", "wrong": "pas le bon", "link": "plus valable"}[code] in text


def login(post: MailHouse, who: Partner) -> list[tuple[str, str]]:
    with post.home.connection(who.tenant) as connection:
        return logins.of_person(connection, schema_of(who.tenant), who.person_id)


def remove(post: MailHouse, who: Partner) -> None:
    command = commands.RemoveMember(person_id=who.person_id, motive="Un motif.")
    ask = post.home.asking(Role.TENANT_ADMIN, who.tenant)
    members.remove_member(post.home.wiring.pactes(who.tenant), ask, command)


def test_from_the_invitation_to_a_space(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.invited(visitor)
    assert visitor.get(INVITED).location == "/connexion?next=%2Finvitation"
    assert (
        'href="/connexion/code?next=/invitation"' in visitor.get(visitor.get(INVITED).location).text
    )
    code = who.code(visitor, next=INVITED)
    assert typed(visitor, f" {code[:3]} {code[3:]} ").location == INVITED
    assert "Dominique Roche" in visitor.get(INVITED).text
    visitor.post(INVITED, {})
    answer = visitor.get("/espaces")
    assert "signataire d’un partenaire" in answer.text
    ((issuer, sub),) = login(post, who)
    assert issuer == "urn:pacte:courriel:48"
    assert str(who.person_id) not in sub
    assert "Code reçu par courriel" in visitor.get("/compte").text


def test_back_by_a_link_to_the_page_that_was_wanted(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.come_in(visitor)
    other = post.home.browser()
    link = who.link(other, "/t/48/a-signer")
    assert other.get(link).location == SEND
    assert typed(other, who.code(other)).location == "/t/48/a-signer"
    assert other.get("/t/48/a-signer").status_code == 200
    assert other.cookie("__Host-pacte-link") is None
    third = post.home.browser()
    third.get(link)
    dead = third.get(SEND)
    assert (dead.status_code, dead.location) == (303, f"{ASK}?next=%2Fespaces")
    assert third.cookie("__Host-pacte-link") is None


def test_the_fifth_wrong_code_ends_it(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.invited(visitor)
    code = who.code(visitor, next=INVITED)
    for _ in range(TRIES - 1):
        refused(typed(visitor, wrong(code)), "wrong")
    refused(typed(visitor, wrong(code)), "past")
    refused(sent(visitor, ENTER, {"code": code}), "past")
    assert visitor.cookie() is None
    assert typed(visitor, who.code(visitor, next=INVITED)).location == INVITED


def test_a_code_is_good_once_and_in_one_browser(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.invited(visitor)
    code = who.code(visitor, next=INVITED)
    kept = str(visitor.cookie("__Host-pacte-code"))
    elsewhere = post.home.browser()
    refused(elsewhere.get(ENTER), "past")
    assert typed(visitor, code).location == INVITED
    visitor.give_cookie(kept, "__Host-pacte-code")
    refused(sent(visitor, ENTER, {"code": code}), "past")


def test_ten_minutes_later_it_is_past(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.invited(visitor)
    code = who.code(visitor, next=INVITED)
    post.home.clock.ahead += timedelta(minutes=10)
    refused(sent(visitor, ENTER, {"code": code}), "past")


def test_a_newer_code_is_another(post: MailHouse, visitor: Visitor) -> None:
    """The cookie names the last one alone."""
    who = post.partner()
    who.invited(visitor)
    first, second = who.code(visitor, next=INVITED), who.code(visitor, next=INVITED)
    if first != second:
        refused(typed(visitor, first), "wrong")
    assert typed(visitor, second).location == INVITED


def test_the_code_of_one_person_accepts_no_invitation_of_another(
    post: MailHouse, visitor: Visitor
) -> None:
    mine, other = post.partner(), post.partner()
    mine.invited(visitor)
    typed(visitor, mine.code(visitor, next=INVITED))
    other.invited(visitor)
    before = post.home.heads()
    answer = visitor.post(INVITED, {})
    assert answer.status_code == 409
    assert "n’ouvre pas cet espace" in answer.text
    assert post.home.heads() == before
    assert login(post, other) == []


@pytest.mark.parametrize(
    "role",
    [Role.STATE_AGENT, Role.DEPT_SIGNATORY, Role.PREFET_SIGNATORY, Role.TENANT_ADMIN, Role.AUDITOR],
)
def test_it_is_for_partners_alone(post: MailHouse, visitor: Visitor, role: Role) -> None:
    who = post.partner(role)
    who.invited(visitor)
    refused(visitor.get(f"{SEND}?next={INVITED}"), "link")
    refused(sent(visitor, SEND, {"next": INVITED}), "link")
    post.settled()
    assert post.letters(who.address) == []


def test_who_is_given_another_role_comes_in_so_no_more(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.come_in(visitor)
    assert visitor.get("/espaces").status_code == 200
    command = commands.GrantRole(
        person_id=who.person_id,
        role=Role.DEPT_AGENT,
        organization_id=post.home.organization("48", "departement"),
    )
    members.grant_role(
        post.home.wiring.pactes("48"), post.home.asking(Role.TENANT_ADMIN, "48"), command
    )
    assert visitor.get("/espaces").status_code == 403
    assert visitor.read("/conventions").status_code == 401


def test_a_way_that_is_closed_lets_nobody_in(post: MailHouse, visitor: Visitor) -> None:
    who, early = post.partner(), post.partner()
    who.come_in(visitor)
    inside = post.home.browser()
    inside.get(who.link(inside))
    pending = who.code(inside)
    assert visitor.get("/espaces").status_code == 200
    post.close()
    assert visitor.get("/espaces").status_code == 403
    assert visitor.read("/signatures-awaited").status_code == 401
    refused(typed(inside, pending), "past")
    early.invited(inside)
    refused(inside.get(f"{SEND}?next={INVITED}"), "link")
    assert "courriel" not in inside.get("/connexion").text
    post.open()
    assert visitor.get("/espaces").status_code == 200


def test_elsewhere_it_is_closed_from_the_start(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner(tenant="05")
    who.invited(visitor)
    refused(visitor.get(f"{SEND}?next={INVITED}"), "link")


def test_in_a_suspended_tenant_they_come_in_and_read(post: MailHouse, visitor: Visitor) -> None:
    post.open("05")
    who, late = post.partner(tenant="05"), post.partner(tenant="05")
    who.come_in(visitor)
    post.home.suspend("05")
    try:
        again = post.home.browser()
        again.get(who.link(again, "/t/05/a-signer"))
        assert typed(again, who.code(again)).location == "/t/05/a-signer"
        assert again.get("/t/05/a-signer").status_code == 200
        assert again.read("/signatures-awaited", "05").status_code == 200
        late.invited(again)
        refused(again.get(f"{SEND}?next={INVITED}"), "link")
    finally:
        post.home.reactivate("05")
        post.close("05")


def test_the_removal_of_a_member_ends_their_session_and_their_link(
    post: MailHouse, visitor: Visitor
) -> None:
    who = post.partner()
    who.come_in(visitor)
    typed_before = post.home.browser()
    typed_before.get(who.link(typed_before))
    code = who.code(typed_before)
    _chosen(visitor)
    assert visitor.read("/signatures-awaited").status_code == 200
    remove(post, who)
    assert visitor.read("/signatures-awaited").status_code == 401
    assert visitor.get("/espaces").status_code == 403
    refused(typed(typed_before, code), "past")
    post.home.invite(Role.PARTNER_SIGNATORY, "48", None, who.person_id)
    again = post.home.browser()
    who.come_in(again)
    assert again.get("/espaces").status_code == 200
    assert visitor.get("/espaces").status_code == 403


def _chosen(visitor: Visitor) -> None:
    text = visitor.get("/espaces").text
    grant = text.partition('name="grant" value="')[2].partition('"')[0]
    visitor.post("/espaces", {"tenant": "48", "grant": grant, "next": "/espaces"})


def test_whoever_corrects_the_address_does_not_come_in(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.come_in(visitor)
    ask = post.home.asking(Role.TENANT_ADMIN, "48")
    new = f"other-{who.address}"
    correct(
        post.home.wiring,
        ask,
        CorrectPerson(person_id=who.person_id, display_name="Dominique Roche", email=new),
    )
    assert login(post, who) == []
    assert visitor.get("/espaces").status_code == 403
    stranger = Partner(post, "48", who.person_id, new)
    answer = sent(post.home.browser(), ASK, {"tenant": "48", "email": new})
    assert answer.location == f"{ASK}/demande"
    post.settled()
    assert post.letters(stranger.address) == []


def test_who_is_erased_leaves_no_copy_of_a_link_or_a_code(
    post: MailHouse, visitor: Visitor
) -> None:
    """Somebody else at that address keeps theirs."""
    who = post.partner()
    other = post.partner(address=who.address)
    who.come_in(visitor)
    other.come_in(post.home.browser())
    sent(visitor, ASK, {"tenant": "48", "email": who.address})
    post.settled()
    assert len(post.letters(who.address)) == 4
    remove(post, who)
    ask = post.home.asking(Role.PLATFORM_ADMIN, "48")
    with closing(Wiring(post.home.settings)) as owner:
        done = erase_person(owner, ask, who.person_id)
    assert done
    assert done.mails == len(post.letters(who.address)) == 2


def test_the_answer_is_the_same_for_every_address(post: MailHouse, visitor: Visitor) -> None:
    """Nothing of the answer waits for what is found: not the database, not the mail server."""
    who = post.partner()
    who.come_in(visitor)
    invited = post.partner()
    taken: dict[str, list[float]] = {}
    answers = set()
    browser = post.home.browser()
    addresses = [who.address, invited.address, "nobody@association.test", "no address", ""]
    own = token(browser)
    for address in addresses:
        begun = time.perf_counter()
        answer = browser.post(ASK, {"csrf": own, "tenant": "48", "email": address})
        taken.setdefault(address, []).append(time.perf_counter() - begun)
        heads = [(n, v) for n, v in answer.headers if n != "X-Correlation-Id"]
        answers.add((answer.status_code, answer.text, json.dumps(heads)))
    assert len(answers) == 1
    post.settled()
    assert len([text for text in post.letters(who.address) if LINK.search(text)]) == 1
    assert post.letters(invited.address) == []


def test_no_database_is_asked_before_the_answer(
    post: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = post.home.browser()
    own = token(browser)
    asked: list[object] = []
    monkeypatch.setattr("infra.web.pages.mailed.link.later", asked.append)
    monkeypatch.setattr("infra.web.pages.mailed.link.of_address", lambda *_: 1 / 0)
    for address in ("someone@association.test", "nobody@association.test"):
        answer = browser.post(ASK, {"csrf": own, "tenant": "48", "email": address})
        assert answer.location == f"{ASK}/demande"
    assert len(asked) == 2


def test_a_mail_server_that_says_nothing_delays_no_answer(
    post: MailHouse, visitor: Visitor
) -> None:
    who = post.partner()
    who.invited(visitor)
    post.inbox.on_message = lambda _: "451 Later"
    try:
        begun = time.perf_counter()
        assert sent(visitor, SEND, {"next": INVITED}).location == ENTER
        assert time.perf_counter() - begun < 2
        post.settled()
    finally:
        post.inbox.on_message = lambda _: None
    assert typed(visitor, who.code(visitor, next=INVITED)).location == INVITED


def test_no_get_sends_or_opens_anything(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.come_in(visitor)
    scanner = post.home.browser()
    link = who.link(scanner)
    post.settled()
    before = len(post.letters(who.address))
    for path in (link, SEND, ENTER, f"{SEND}?confirm=1", ASK, f"{ASK}/demande"):
        scanner.get(path)
        scanner.http.head(path, base_url="https://pacte.test")
    post.settled()
    assert len(post.letters(who.address)) == before
    assert scanner.cookie() is None


def test_a_session_that_somebody_planted_is_not_the_one_that_opens(
    post: MailHouse, visitor: Visitor
) -> None:
    planted = post.home.inside(post.home.resident(Role.DEPT_AGENT))
    cookie = str(planted.cookie())
    visitor.give_cookie(cookie)
    who = post.partner()
    who.invited(visitor)
    typed(visitor, who.code(visitor, next=INVITED))
    assert visitor.cookie() not in (None, cookie)
    assert post.home.wiring.door.sessions.find(cookie) is None


def test_another_site_sends_none_of_these_forms(post: MailHouse, visitor: Visitor) -> None:
    who = post.partner()
    who.invited(visitor)
    own = token(visitor)
    for path in (ASK, SEND, ENTER):
        for form, site in (({"csrf": own}, "cross-site"), ({"csrf": "x" * 64}, "same-origin")):
            answer = visitor.post(path, form | {"next": INVITED}, headers={"Sec-Fetch-Site": site})
            assert answer.status_code == 403, path
            assert "ne vient pas d’une page ouverte de Pacte" in answer.text
    bare = post.home.browser()
    assert bare.post(SEND, {"csrf": own}).status_code == 403


def test_valkey_and_logs_hold_no_address_and_no_code(
    post: MailHouse, visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    who = post.partner()
    who.come_in(visitor)
    other = post.home.browser()
    link = who.link(other)
    other.get(link)
    code = who.code(other)
    client = post.home.wiring.door.sessions.redis
    for name in client.keys("pacte:*"):
        kept = client.get(name) if client.type(name) == b"string" else b""
        for secret in (who.address, link.rpartition("/")[2], code):
            assert secret.encode() not in name
            if len(secret) > 6:
                assert secret.encode() not in (kept or b"")
    told = capsys.readouterr()
    assert who.address not in told.out + told.err
    assert code not in told.out + told.err


def test_mails_are_asked_for_so_often(post: MailHouse, visitor: Visitor) -> None:
    """For an address, known or not, and for a person, from wherever they ask."""
    app = post.home.app.extensions["limits"]
    usual = dict(app)
    who = post.partner()
    who.come_in(visitor)
    try:
        app.update({name: Limits(Limit(99, 3600), Limit(2, 3600)) for name in MAILED})
        for address in (who.address, who.address.upper(), "nobody@association.test"):
            form = {"tenant": "48", "email": address}
            answers = [sent(post.home.browser(), ASK, form).status_code for _ in range(3)]
            assert answers == ([429] * 3 if address.isupper() else [303, 303, 429])
        post.settled()
        browser = post.home.browser()
        browser.get(who.newest(LINK))
        codes = [sent(browser, SEND, {}).status_code for _ in range(3)]
        assert codes == [303, 303, 429]
        assert [typed(browser, "000000").status_code for _ in range(3)] == [403, 403, 429]
        app.update({name: Limits(Limit(2, 3600), Limit(99, 3600)) for name in MAILED})
        post.home.wiring.redis.flushall()
        for path in (ASK, ENTER):
            answers = [sent(post.home.browser(), path, {}).status_code for _ in range(3)]
            assert answers[2] == 429, path
    finally:
        app.update(usual)
        post.home.wiring.redis.flushall()


def test_without_valkey_it_is_counted_and_nobody_comes_in(post: MailHouse) -> None:
    alone = World(
        replace(post.home.settings.without_owner(), redis_url=NOWHERE),
        Wiring(replace(post.home.settings.without_owner(), redis_url=NOWHERE)),
    )
    alone.app.extensions["limits"][limits.MAIL_LINK] = Limits(Limit(3, 3600), Limit(9, 3600))
    visitor = Visitor(post.home)
    visitor.http = alone.app.test_client()
    form = {"tenant": "48", "email": "nobody@association.test"}
    assert [sent(visitor, ASK, form).status_code for _ in range(4)] == [303, 303, 303, 429]
    for name in ("link", "code"):
        visitor.give_cookie("x" * 43, f"__Host-pacte-{name}")
    assert [visitor.get(path).status_code for path in (SEND, ENTER)] == [503, 503]
    alone.wiring.close()


def test_a_signature_after_a_fresh_code_says_so(post: MailHouse, visitor: Visitor) -> None:
    story = Story(post.home)
    story.registry()
    story.draft()
    organization = UUID(story.organizations["ars"])
    who = post.partner(organization=organization)
    who.come_in(visitor)
    _chosen(visitor)
    path = f"/organizations/{organization}"
    ended = {
        "office": "director",
        "person_id": str(post.home.caller(Role.PARTNER_SIGNATORY).person_id),
        "until": "2024-01-01",
    }
    made = story.ask(Role.TENANT_ADMIN, f"{path}/office-ends", ended, 2)
    held = {"office": "director", "since": "2024-01-02", "person_id": str(who.person_id)}
    story.ask(Role.TENANT_ADMIN, f"{path}/office-holders", held, made["version"])
    story.partner_joins()
    story.agree()
    story.freeze()
    story.open_round()
    page = f"/t/48/a-signer/{story.convention}"
    post.home.clock.ahead += timedelta(minutes=6)
    old = visitor.cookie()
    confirm = f"{SEND}?confirm=1&amp;next={page}"
    assert confirm in visitor.get(page).text
    code = who.code(visitor, confirm="1", next=page)
    answer = typed(visitor, code)
    assert answer.location == page
    assert visitor.cookie() != old
    text = visitor.get(page).text
    form = text.partition('/signature">')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'name="([a-z]+)" value="([^"]*)"', form))
    signed = visitor.post(f"{page}/signature", hidden)
    assert "/recu/" in str(signed.location), signed.text
    post.home.reach("48")
    trail = post.home.person(Role.DEPT_MANAGER).get(
        f"/conventions/{story.convention}/events", limit=200
    )
    sentences = [each["sentence"] for each in trail.json["items"]]  # type: ignore[index]
    assert any(
        "igné" in each and each.endswith("(identité prouvée par code reçu par courriel).")
        for each in sentences
    ), sentences
