"""`pacte member` and `pacte mandate`, as an operator types them."""

from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.access.member import Member, member_id
from domain.access.membership import activate, remove
from domain.dates import BusinessDate
from domain.envelope import Envelope, Provenance, ProvenanceKind
from infra.cli import main
from infra.clock import now, today
from infra.store.connections.names import PLATFORM, in_schema, roles_of, schema_of
from infra.store.persons import invitations
from infra.wiring import Wiring
from services.ports import Person
from tests.infra.cli.conftest import SIRET
from tests.infra.cli.terminal import Terminal

ADMIN = ("--name", "Camille Durand", "--email", "camille@48.test", "--role", "tenant_admin")
BASE = "https://pacte.exemple.test/invitation/"


def rows(wiring: Wiring, tenant: str, statement: str) -> list[tuple[Any, ...]]:
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        return connection.execute(in_schema(statement, schema_of(tenant))).fetchall()


def topics(wiring: Wiring, tenant: str) -> list[str]:
    found = rows(wiring, tenant, "SELECT topic FROM {schema}.events ORDER BY notification_id")
    return [topic for (topic,) in found if topic.startswith("member.")]


def member(wiring: Wiring, tenant: str, person_id: str) -> Member:
    return wiring.pactes(tenant).load(Member, member_id(tenant, UUID(person_id)))


def come_in(wiring: Wiring, tenant: str, person_id: str) -> None:
    who = member(wiring, tenant, person_id)
    activate(who)
    context = Envelope(
        effective_on=BusinessDate(today()),
        provenance=Provenance(ProvenanceKind.UI),
        correlation_id=uuid4(),
    )
    wiring.pactes(tenant).save(who, context=context)


def test_the_first_administrator_gets_a_link_that_opens(terminal: Terminal, wiring: Wiring) -> None:
    found = terminal.said("member", "invite", "48", *ADMIN)
    assert (found["tenant"], found["role"], found["invited"]) == ("48", "tenant_admin", True)
    token = found["link"].removeprefix(f"{BASE}48/")
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").web) as connection:
        opened = invitations.look(connection, "t_48", token, now())
        late = invitations.look(connection, "t_48", token, now() + invitations.LIFE)
    assert opened
    assert (str(opened.person_id), late) == (found["person_id"], None)
    kept = rows(wiring, "48", "SELECT token_sha256 FROM {schema}.invitation")
    assert kept == [(sha256(token.encode()).digest(),)]
    assert topics(wiring, "48") == ["member.member_invited.1"]
    assert member(wiring, "48", found["person_id"]).grants[0].role == "tenant_admin"


def test_who_acted_is_known_in_the_log_of_the_tenant(terminal: Terminal, wiring: Wiring) -> None:
    terminal.said("member", "invite", "48", *ADMIN)
    asked = (
        "SELECT p.display_name, convert_from(e.envelope, 'utf8')::json #>> '{{provenance,ref}}'"
        " FROM {schema}.events e JOIN {schema}.person p ON p.person_id ="
        " (convert_from(e.envelope, 'utf8')::json #>> '{{actor,person_id}}')::uuid"
    )
    assert rows(wiring, "48", asked) == [("Exploitation de Pacte", "pacte member invite")]


def test_people_read_the_link_once_on_a_line_of_its_own(terminal: Terminal) -> None:
    told = terminal.told("member", "invite", "2a", *ADMIN, code=1)
    assert told == ""
    told = terminal.told("member", "invite", "48", *ADMIN)
    assert told.splitlines()[0].startswith("Camille Durand est invitée, dans 48 (personne ")
    assert told.splitlines()[-1].startswith(f"{BASE}48/")
    assert told.count("/invitation/") == 1


def test_twice_is_one_person_and_another_link(terminal: Terminal, wiring: Wiring) -> None:
    first = terminal.said("member", "invite", "48", *ADMIN)
    again = terminal.said("member", "invite", "48", *ADMIN)
    assert (again["person_id"], again["invited"]) == (first["person_id"], False)
    assert again["link"] != first["link"]
    assert topics(wiring, "48") == ["member.member_invited.1"]
    come_in(wiring, "48", first["person_id"])
    refused = terminal.refused("member", "invite", "48", *ADMIN)
    assert "déjà invitée ou membre" in refused
    assert "pacte member grant" in refused


def test_who_was_removed_comes_back_as_the_same_person(terminal: Terminal, wiring: Wiring) -> None:
    """Their login is bound to that person for ever (ADR 5)."""
    first = terminal.said("member", "invite", "48", *ADMIN)
    who = member(wiring, "48", first["person_id"])
    remove(who, motive="5f" * 32, by=uuid4())
    context = Envelope(
        effective_on=BusinessDate(today()),
        provenance=Provenance(ProvenanceKind.UI),
        correlation_id=uuid4(),
    )
    wiring.pactes("48").save(who, context=context)
    again = terminal.said("member", "invite", "48", *ADMIN)
    assert (again["person_id"], again["invited"]) == (first["person_id"], True)
    assert topics(wiring, "48")[-1] == "member.member_invited_again.1"


def test_who_stands_beside_the_log_is_not_written_there_again(
    terminal: Terminal, wiring: Wiring
) -> None:
    known = Person(person_id=uuid4(), display_name="Camille Durand", email="Camille@48.test")
    wiring.people("48").create(known)
    found = terminal.said("member", "invite", "48", *ADMIN)
    assert found["person_id"] == str(known.person_id)
    other = terminal.said("member", "invite", "48", "--name", "Claude Petit", *ADMIN[2:])
    assert other["person_id"] != str(known.person_id)


def test_in_a_departement_the_others_are_invited_by_their_administrator(
    terminal: Terminal, wiring: Wiring
) -> None:
    wrong = ("--name", "X", "--email", "x@48.test", "--role", "dept_agent")
    refused = terminal.refused("member", "invite", "48", *wrong)
    assert "--role tenant_admin" in refused
    assert "elle invitera les autres dans Pacte" in refused
    assert rows(wiring, "48", "SELECT display_name FROM {schema}.person") == [
        ("Exploitation de Pacte",)
    ]
    assert topics(wiring, "48") == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("05", *ADMIN), 1, "Aucun département « 05 » n’est déclaré ici"),
        (("99", *ADMIN), 2, "n’est pas un code de département"),
        (("48", *ADMIN[:4], "--role", "roi"), 2, "'roi' n’est pas l’un de"),
        (("48", *ADMIN[:4]), 2, "Il manque l’option '--role'"),
        (("48", *ADMIN[:2], "--email", "ailleurs", *ADMIN[4:]), 1, "adresse de courriel"),
        (("48", *ADMIN, "--organization", "x"), 2, "'x' n’est pas un identifiant"),
        (("48", *ADMIN, "--organization", str(uuid4())), 1, "Vérifiez --organization"),
        (("48", *ADMIN, "--office", "Préfet"), 1, "minuscules"),
        (("platform", *ADMIN), 1, "Sur la plateforme : commissioner"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    terminal: Terminal, wiring: Wiring, arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert words in terminal.refused("member", "invite", *arguments, code=code)
    for tenant in ("48", PLATFORM):
        assert topics(wiring, tenant) == []
        assert rows(wiring, tenant, "SELECT token_sha256 FROM {schema}.invitation") == []
        people = rows(wiring, tenant, "SELECT email FROM {schema}.person WHERE email IS NOT NULL")
        assert people == []


def test_nobody_is_invited_where_nothing_may_be_written(terminal: Terminal) -> None:
    terminal.said("tenant", "suspend", "48", "--reason", "Essai")
    refused = terminal.refused("member", "invite", "48", *ADMIN)
    assert "pacte tenant reactivate" in refused


def test_nobody_is_invited_into_what_is_not_open_yet(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr("infra.tenants.tenancy.activate_tenant", broken)
        assert main.run(["tenant", "declare", "05", "--siret", SIRET]) == 130
    terminal.capsys.readouterr()
    refused = terminal.refused("member", "invite", "05", *ADMIN)
    assert "« pacte tenant declare », lancé de nouveau, achève de l’ouvrir" in refused


def test_without_servers_the_error_says_what_to_check(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:x@127.0.0.1:9/pacte")
    assert "DATABASE_URL" in terminal.refused("member", "invite", "48", *ADMIN)
    assert "DATABASE_URL" in terminal.refused("mandate", "revoke", "x", "--national", "--reason=x")
    assert "DATABASE_URL" in terminal.refused("sso", "test", "proconnect")
    assert "DATABASE_URL" in terminal.refused("tenant", "export", "48")


def test_roles_are_given_and_taken_back_by_address_or_identifier(
    terminal: Terminal, wiring: Wiring
) -> None:
    who = ("--name", "Sacha Martin", "--email", "sacha@etat.test", "--role", "commissioner")
    invited = terminal.said("member", "invite", "platform", *who)
    assert invited["link"].startswith(f"{BASE}platform/")
    viewer = ("--role", "national_viewer")
    terminal.said("member", "grant", "platform", "SACHA@etat.test", *viewer)
    refused = terminal.refused("member", "grant", "platform", invited["person_id"], *viewer)
    assert "tient déjà ce rôle" in refused
    why = ("--reason", "Fin de mission")
    assert "Rôle retiré : lecteur national." in terminal.told(
        "member", "revoke", "platform", "sacha@etat.test", *viewer, *why
    )
    refused = terminal.refused("member", "revoke", "platform", "sacha@etat.test", *viewer, *why)
    assert "Ses rôles : commissioner." in refused
    assert topics(wiring, PLATFORM) == [
        "member.member_invited.1",
        "member.role_granted.1",
        "member.role_revoked.1",
    ]


def test_who_is_no_member_is_given_nothing(terminal: Terminal) -> None:
    role = ("--role", "national_viewer")
    assert "Aucun membre n’a l’adresse « x@y.test »" in terminal.refused(
        "member", "grant", "platform", "x@y.test", *role
    )
    assert "n’est membre de rien sur la plateforme" in terminal.refused(
        "member", "grant", "platform", str(uuid4()), *role
    )
    for name in ("Un", "Deux"):
        terminal.said("member", "invite", "platform", "--name", name, "--email", "x@y.test", *role)
    assert "Plusieurs membres ont l’adresse" in terminal.refused(
        "member", "grant", "platform", "x@y.test", "--role", "commissioner"
    )


@pytest.fixture
def commissioner(terminal: Terminal) -> str:
    who = ("--name", "Sacha Martin", "--email", "sacha@etat.test", "--role", "commissioner")
    return str(terminal.said("member", "invite", "platform", *who)["person_id"])


def test_a_mandate_is_given_once_and_taken_back(
    terminal: Terminal, wiring: Wiring, commissioner: str
) -> None:
    grant = ("mandate", "grant", "sacha@etat.test", "--region", "76", "--until", "2099-12-31")
    first, again = terminal.said(*grant), terminal.said(*grant)
    assert (first["granted"], again["granted"]) == (True, False)
    assert first["since"] == today().isoformat()
    (held,) = member(wiring, PLATFORM, commissioner).mandates
    assert (held.region_code, held.until.isoformat()) == ("76", "2099-12-31")
    revoke = ("mandate", "revoke", commissioner, "--region", "76", "--reason", "Départ")
    assert "Mandats retirés : 1, Occitanie." in terminal.told(*revoke)
    assert member(wiring, PLATFORM, commissioner).mandates == ()
    assert "n’a pas ce mandat. Elle n’en a aucun." in terminal.refused(*revoke)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--region", "76", "--national", "--until", "2099-12-31"), 2, "soit --national"),
        (("--until", "2099-12-31"), 2, "soit --national"),
        (("--region", "00", "--until", "2099-12-31"), 2, "'00' n’est pas l’un de"),
        (("--region", "76", "--until", "demain"), 2, "'demain' n’est pas un jour"),
        (("--region", "76"), 2, "Il manque l’option '--until'"),
        (("--region", "76", "--until", "2020-01-01"), 1, "finit après avoir commencé"),
        (("--national", "--until", "2099-12-31"), 1, "pacte member grant platform"),
    ],
)
def test_a_mandate_that_cannot_be_is_refused(
    terminal: Terminal, commissioner: str, arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert words in terminal.refused("mandate", "grant", commissioner, *arguments, code=code)
