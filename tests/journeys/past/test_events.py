"""From any event: who asked and how, what caused it, what it set off, and who was told of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.roles import Role
from infra.access.erasing import erase_person
from infra.clock import day_of
from infra.embedded.servers import Servers
from infra.mail import job
from infra.store.events.topics import UnknownTopic
from infra.store.following import log
from infra.store.notices.followed import decided
from infra.store.watch import looks
from infra.wiring import Wiring
from services.access import commands, mandates
from tests.journeys.by_mail import mail_house
from tests.journeys.house import House, Resident
from tests.journeys.sealing import sealed
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.post import wait_until
from tests.servers import fresh_database

TENANT = "48"


@dataclass
class Signed:
    """A round that was opened, told to both signatories, and a second convention beside it."""

    home: House
    story: Story
    other: Story
    opened: int
    before: int

    def read(self, path: str, role: Role = Role.DEPT_AGENT, **query: Any) -> Any:
        answer = self.story.person(role).get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json


def followed_to(home: House, position: int) -> bool:
    with home.connection(TENANT) as connection:
        return decided(connection, TENANT, position)


def to_be_told(home: House, story: Story) -> int:
    """The position of the event that opens the round, once its mails may leave."""
    story.open_round()
    # With it, each of the two signatories was invited.
    opened = int(story.told[-1]["position"]) - 2
    wait_until(lambda: followed_to(home, opened + 2))
    sealed(home.wiring, TENANT)
    return opened


@pytest.fixture(scope="module")
def signed(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    folder = tmp_path_factory.mktemp("events")
    with (
        fresh_database(servers) as database,
        mail_house(database, servers.redis_url, folder) as made,
    ):
        home = made.home
        addresses = {"prefet": "prefet@48.test", "president": "presidente@48.test"}
        story, other = Story(home, TENANT, addresses=addresses), Story(home, TENANT)
        for each in (story, other):
            each.registry()
            each.draft()
        story.agree()
        story.freeze()
        before = story.told[-1]["position"]
        job.serve(home.wiring)
        opened = to_be_told(home, story)
        assert job.deliver(TENANT, opened) == 2
        assert sorted(str(each["Delivered-To"]) for each in made.inbox.messages()) == sorted(
            addresses.values()
        )
        home.reach(TENANT)
        yield Signed(home, story, other, opened, before)


def test_the_person_and_the_way_stand_in_words(signed: Signed) -> None:
    found = signed.read(f"/events/{signed.opened}")
    event = found["event"]
    assert (event["position"], event["type"]) == (
        signed.opened,
        "convention.signature_round_opened",
    )
    assert event["person_id"] == str(signed.home.caller(Role.DEPT_MANAGER, TENANT).person_id)
    assert event["causation_id"] is None
    assert found["cause"] == {
        "text": "Aucun autre fait n’en est la cause.",
        "items": [],
        "more": False,
    }
    assert found["asked"] == (
        "Demandé par l’API, comme responsable au Département, "
        "identité prouvée par «\u00a0test\u00a0»."
    )
    assert found["effects_count"] == 2


def test_an_event_is_found_by_its_position_and_by_its_identity(signed: Signed) -> None:
    by_position = signed.read(f"/events/{signed.opened}", as_of=signed.opened)
    identity = by_position["event"]["event_id"]
    assert signed.read(f"/events/{identity}", as_of=signed.opened) == by_position


def test_what_became_of_each_mail_leads_back_to_what_it_told(signed: Signed) -> None:
    effects = signed.read(f"/events/{signed.opened}/effects")["items"]
    assert [one["type"] for one in effects] == ["notification.notification_sent"] * 2
    for one in effects:
        found = signed.read(f"/events/{one['position']}")
        assert [cause["position"] for cause in found["cause"]["items"]] == [signed.opened]
        assert found["cause"]["text"].startswith(f"Cause, à la position {signed.opened}")
        assert found["asked"] == "Inscrit par Pacte de lui-même (notify)."
        assert found["event"]["correlation_id"] == effects[0]["correlation_id"]


def test_one_request_and_all_that_followed_are_listed(signed: Signed) -> None:
    """Page by page, each exactly once, at the position of the first."""
    found = signed.read(f"/events/{signed.opened}")
    positions: list[int] = []
    cursor = None
    while True:
        asked: dict[str, Any] = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = signed.read(f"/events/{signed.opened}/request", **asked)
        positions += [one["position"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert positions == sorted(set(positions))
    assert positions[0] == signed.opened
    assert len(positions) == found["request_count"] == 5


def test_who_was_told_and_what_became_of_it(signed: Signed) -> None:
    found = signed.read(f"/events/{signed.opened}/notifications")
    assert found["decided"] is True
    assert {(one["office"], one["told_as"]) for one in found["items"]} == {
        ("prefet", "signatory"),
        ("president", "signatory"),
    }
    for one in found["items"]:
        assert (one["outcome"], one["attempts"], one["channel"]) == ("sent", 1, "mail")
        assert [each["type"] for each in one["outcomes"]] == ["notification.notification_sent"]
        assert one["person_id"] in found["people"]
    assert "@" not in str(found)


def test_what_was_not_sent_by_then_was_waiting(signed: Signed) -> None:
    found = signed.read(f"/events/{signed.opened}/notifications", as_of=signed.opened)
    assert [(one["outcome"], one["attempts"]) for one in found["items"]] == [("waiting", 0)] * 2
    assert signed.read(f"/events/{signed.opened}", as_of=signed.opened)["effects_count"] == 0


def test_nobody_is_told_of_most_events(signed: Signed) -> None:
    assert signed.read(f"/events/{signed.before}/notifications")["items"] == []


def test_why_somebody_was_told_of_what_no_program_reads_any_more_is_not_known(
    signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log that moved may hold events of a later program."""
    later = SimpleNamespace(read=log.read, decode=to_event_of_later)
    monkeypatch.setattr("infra.store.notices.followed.log", later)
    items = signed.read(f"/events/{signed.opened}/notifications")["items"]
    assert {one["office"] for one in items} == {None}
    assert all(one["person_id"] for one in items)


def to_event_of_later(*_: object) -> None:
    raise UnknownTopic("later")


@pytest.mark.parametrize("part", ["", "/effects", "/request", "/notifications"])
def test_an_event_that_is_not_there_is_never_the_latest(signed: Signed, part: str) -> None:
    agent = signed.story.person(Role.DEPT_AGENT)
    for event in ("0", "999999999", "9" * 16, str(uuid4()), "dernier", "-1", "1.0"):
        problem(agent.get(f"/events/{event}{part}"), 404, "no-such-event")
    later = agent.get(f"/events/{signed.opened}{part}", as_of=signed.before)
    problem(later, 404, "no-such-event")


def test_another_tenant_has_no_such_event(signed: Signed) -> None:
    identity = signed.read(f"/events/{signed.opened}")["event"]["event_id"]
    elsewhere = signed.home.person(Role.DEPT_AGENT, "05")
    signed.home.reach("05")
    problem(elsewhere.get(f"/events/{identity}"), 404, "no-such-event")
    problem(elsewhere.get(f"/events/{identity}/notifications"), 404, "no-such-event")


def test_partners_are_shown_no_event(signed: Signed) -> None:
    partner = signed.story.person(Role.PARTNER_AGENT)
    for part in ("", "/effects", "/request", "/notifications"):
        problem(partner.get(f"/events/{signed.opened}{part}"), 403, "forbidden")


def auditor(home: House, *conventions: str) -> Resident:
    who = home.resident(Role.AUDITOR, TENANT)
    today = day_of(home.clock())
    command = commands.GrantAuditMandate(
        person_id=who.person_id,
        auditor_body="Chambre régionale des comptes",
        convention_ids=tuple(UUID(one) for one in conventions),
        since=today,
        until=today + timedelta(days=30),
        legal_basis="Code des juridictions financières",
    )
    ask = home.asking(Role.TENANT_ADMIN, TENANT)
    mandates.grant_audit_mandate(home.wiring.pactes(TENANT), ask, command)
    return who


def test_an_auditor_of_one_convention_sees_its_events_and_their_mails_alone(
    signed: Signed,
) -> None:
    of_it = signed.home.inside(auditor(signed.home, signed.story.convention))
    of_other = signed.home.inside(auditor(signed.home, signed.other.convention))
    signed.home.reach(TENANT)
    effects = (of_it.read(f"/events/{signed.opened}/effects").json or {})["items"]
    assert len(effects) == 2
    (first, _) = effects
    assert of_it.read(f"/events/{first['position']}").status_code == 200
    assert of_it.read(f"/events/{signed.opened}/notifications").status_code == 200
    for event in (signed.opened, first["position"], first["event_id"]):
        problem(of_other.read(f"/events/{event}"), 404, "no-such-event")
    problem(of_it.read("/events/1"), 404, "no-such-event")


def test_each_look_of_an_auditor_is_known(signed: Signed) -> None:
    who = auditor(signed.home, signed.story.convention)
    visitor = signed.home.inside(who)
    for part in ("", "/effects", "/request", "/notifications"):
        answer = visitor.read(f"/events/{signed.opened}{part}")
        assert answer.headers["Cache-Control"] == "no-store"
    found = looks.page(signed.home.wiring.pool, TENANT, limit=20)
    own = [one["query"] for one in found if one["person_id"] == str(who.person_id)]
    assert own == ["read_event"] * 4


def erase(home: House, *persons: str) -> None:
    owner = Wiring(home.settings)
    try:
        for person_id in persons:
            erase_person(owner, home.asking(Role.PLATFORM_ADMIN, TENANT), UUID(person_id))
    finally:
        owner.close()


def test_who_was_erased_is_named_no_more(signed: Signed) -> None:
    person_id = signed.read(f"/events/{signed.opened}/notifications")["items"][0]["person_id"]
    erase(signed.home, person_id)
    found = signed.read(f"/events/{signed.opened}/notifications")
    assert found["people"][person_id] == "effacé"


def test_what_could_not_be_sent_says_why(signed: Signed) -> None:
    """Whose address was erased is written to no more."""
    gone = signed.read(f"/events/{signed.opened}/notifications")["items"]
    erased = [one["person_id"] for one in gone if one["office"] == "prefet"]
    erase(signed.home, *erased)
    signed.other.agree()
    signed.other.freeze()
    opened = to_be_told(signed.home, signed.other)
    assert job.deliver(TENANT, opened) < 2
    signed.home.reach(TENANT)
    found = signed.read(f"/events/{opened}/notifications")["items"]
    (unsent,) = [one for one in found if one["person_id"] in erased]
    assert (unsent["outcome"], unsent["attempts"]) == ("given_up", 1)
    assert [(one["type"].partition(".")[2], one["error_code"]) for one in unsent["outcomes"]] == [
        ("notification_failed", "no-address"),
        ("notification_given_up", None),
    ]
