"""The mail of an invitation: a link that opens, and that nobody else has seen."""

import logging
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.envelope import ProvenanceKind
from domain.roles import Role
from infra.access.accepting import guest_of
from infra.access.correcting import correct
from infra.clock import now
from infra.store.connections.names import PLATFORM, roles_of
from infra.store.persons import invitations
from infra.tenants.operating import operator
from services.people import CorrectPerson
from services.ports import Person
from tests.departement import PREFET, Departement
from tests.post import Post
from workers.notify.outcome import RETRY_AFTER

LINK = re.compile(r"https://pacte\.exemple\.test/invitation/48/([A-Za-z0-9_-]{43})\b")


@pytest.fixture
def guest(post: Post) -> UUID:
    person = Person(
        person_id=uuid4(),
        display_name="Camille Durand",
        civility="Monsieur",
        email="camille@48.test",
    )
    post.wiring.people("48").create(person)
    return person.person_id


def carry(post: Post) -> None:
    post.follow()
    post.work()


def text(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def token_of(message: EmailMessage) -> str:
    (plain,) = set(LINK.findall(text(message)))
    (html,) = set(LINK.findall(text(message, "html")))
    assert plain == html
    return str(plain)


def kept(post: Post) -> list[bytes]:
    """Everything in Redis."""
    redis = post.queue.connection
    return [dump for key in redis.scan_iter() if isinstance(dump := redis.dump(key), bytes)]


def opens(post: Post, token: str) -> UUID | None:
    with post.wiring.pool.checkout(roles_of(post.wiring.pool.database, "48").web) as connection:
        guest = invitations.look(connection, "t_48", token, now())
    return guest.person_id if guest else None


def test_the_link_opens_for_the_invited_person(
    post: Post, lozere: Departement, guest: UUID
) -> None:
    organization_id = lozere.organizations[PREFET]
    lozere.invite(guest, Role.PREFET_SIGNATORY, organization_id=organization_id, office="prefet")
    carry(post)
    (message,) = post.inbox.messages()
    assert message["Delivered-To"] == "camille@48.test"
    subject = " ".join(str(message["Subject"]).split())
    assert subject == "Votre accès à la plateforme des pactes des solidarités : Lozère"
    assert opens(post, token_of(message)) == guest
    assert post.outcomes() == ["notification_sent"]
    for kind in ("plain", "html"):
        said = " ".join(re.sub(r"<[^>]+>", " ", text(message, kind)).split())
        assert "Monsieur ," in said or "Monsieur," in said
        assert "signataire de l’État" in said
        assert "Préfecture" in said
        assert "72 heures" in said
        assert "ne le transmettez à personne" in said
        assert not {"Convention", "Empreinte", "eIDAS", "Camille"} & set(re.findall(r"\w+", said))
    assert timedelta(hours=72) == invitations.LIFE


def test_an_administrator_is_invited_for_no_organization(
    post: Post, lozere: Departement, guest: UUID
) -> None:
    lozere.invite(guest, Role.TENANT_ADMIN)
    carry(post)
    (message,) = post.inbox.messages()
    assert "administrateur des comptes" in text(message)
    assert "Pour" not in text(message).split()


def test_the_token_is_in_the_mail_and_nowhere_else(
    post: Post,
    lozere: Departement,
    guest: UUID,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    lozere.invite(guest, Role.TENANT_ADMIN)
    post.follow()
    jobs = kept(post)
    post.work()
    (message,) = post.inbox.messages()
    token = token_of(message)
    with psycopg.connect(str(post.wiring.settings.database_owner_url)) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 't_48'"
        ).fetchall()
        rows = [
            connection.execute(f'SELECT t::text FROM t_48."{name}" t').fetchall()  # noqa: S608
            for (name,) in tables
        ]
    jobs += kept(post)
    assert token not in str(rows)
    assert token.encode().hex() not in str(rows)
    assert jobs
    assert token.encode() not in b"".join(jobs)
    # The mail server of the test says at this level what it is sent.
    ours = [record for record in caplog.records if record.name != "mail.log"]
    assert ours
    assert token not in "".join(map(logging.Formatter().format, ours))


def test_each_attempt_has_a_link_of_its_own(post: Post, lozere: Departement, guest: UUID) -> None:
    """At least once: the first mail was taken, its acknowledgement was lost."""
    lozere.invite(guest, Role.TENANT_ADMIN)
    post.inbox.on_message = lambda _: "keep, then drop"
    carry(post)
    post.inbox.on_message = lambda _: None
    post.later(RETRY_AFTER[0])
    post.sweep()
    post.work()
    first, second = post.inbox.messages()
    assert first["Message-ID"] == second["Message-ID"]
    tokens = [token_of(first), token_of(second)]
    assert len(set(tokens)) == 2
    assert [opens(post, token) for token in tokens] == [guest, guest]


def test_who_is_invited_again_or_by_another_link_is_written_to_again(
    post: Post, lozere: Departement, guest: UUID
) -> None:
    lozere.invite(guest, Role.TENANT_ADMIN)
    carry(post)
    lozere.invite_again(guest, Role.AUDITOR)
    carry(post)
    lozere.renew_invitation(guest)
    carry(post)
    messages = post.inbox.messages()
    assert len({token_of(message) for message in messages}) == 3
    first, again, renewed = map(text, messages)
    assert "administrateur des comptes" in first
    assert "auditeur" in again
    assert "remplace les précédents" in " ".join(renewed.split())
    standing = [stands(post, lozere, token_of(message)) for message in messages]
    assert standing == [False, False, True]


def test_who_has_another_address_is_written_to_there_and_the_first_link_is_dead(
    post: Post, lozere: Departement, guest: UUID
) -> None:
    lozere.invite(guest, Role.TENANT_ADMIN)
    carry(post)
    ask = operator(post.wiring, PLATFORM, "test")
    ask = replace(ask, caller=replace(ask.caller, tenant="48", role=Role.TENANT_ADMIN))
    elsewhere = CorrectPerson(
        person_id=guest, display_name="Camille Durand", email="durand@48.test"
    )
    correct(post.wiring, ask, elsewhere)
    carry(post)
    first, second = post.inbox.messages()
    assert (first["Delivered-To"], second["Delivered-To"]) == ("camille@48.test", "durand@48.test")
    standing = [stands(post, lozere, token_of(message)) for message in (first, second)]
    assert standing == [False, True]


def stands(post: Post, lozere: Departement, token: str) -> bool:
    with post.wiring.pool.checkout(roles_of(post.wiring.pool.database, "48").web) as connection:
        found = invitations.look(connection, "t_48", token, now())
    assert found
    return found == guest_of(lozere.member(found.person_id))


def test_a_mail_that_is_late_says_nothing_of_an_invitation_of_before(
    post: Post, lozere: Departement, guest: UUID
) -> None:
    lozere.invite(guest, Role.TENANT_ADMIN)
    post.follow()
    lozere.invite_again(guest, Role.AUDITOR)
    carry(post)
    (message,) = post.inbox.messages()
    assert "auditeur" in text(message)
    assert stands(post, lozere, token_of(message))


def test_who_came_in_meanwhile_gets_no_link(post: Post, lozere: Departement, guest: UUID) -> None:
    lozere.invite(guest, Role.TENANT_ADMIN)
    post.follow()
    lozere.come_in(guest)
    post.work()
    assert (post.messages(), post.outbox()) == ({}, [("given_up", 1)])
    with psycopg.connect(str(post.wiring.settings.database_owner_url)) as connection:
        assert connection.execute("SELECT count(*) FROM t_48.invitation").fetchone() == (0,)


def test_a_machine_and_an_import_are_written_to_by_nobody(post: Post, guest: UUID) -> None:
    lozere = Departement(post.wiring).found()
    organization_id = lozere.organizations[PREFET]
    lozere.invite(uuid4(), Role.STATE_MACHINE, organization_id=organization_id)
    imported = Departement(post.wiring, kind=ProvenanceKind.IMPORT)
    imported.invite(guest, Role.TENANT_ADMIN)
    carry(post)
    assert (post.messages(), post.outbox()) == ({}, [])
