"""`pacte person`, as an operator types it."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.access.membership import remove
from domain.dates import BusinessDate
from domain.envelope import Envelope, Provenance, ProvenanceKind
from infra.clock import today
from infra.mail.inbox import FOLDER
from infra.sso.identity import Identity, SeenClaims
from infra.store.connections.names import PLATFORM, in_schema, roles_of
from infra.store.persons import logins
from infra.wiring import Wiring
from tests.infra.cli.terminal import Terminal
from tests.infra.cli.test_member import ADMIN, member, rows
from tests.ports import own_port

ISSUER, SUB = "https://idp.exemple.test", "camille"
WRITTEN = (
    "INSERT INTO {schema}.outbox (outbox_id, event_position, event_id, notice, recipient, channel,"
    " status, next_attempt_at) VALUES (%s, 1, %s, 'x', %s, 'mail', 'sent', now())"
)


@pytest.fixture
def camille(terminal: Terminal, wiring: Wiring) -> str:
    """Was a member, came in once, was written to once; the session is still open."""
    person_id = UUID(terminal.said("member", "invite", "48", *ADMIN)["person_id"])
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").web) as connection:
        logins.bind(connection, "t_48", ISSUER, SUB, person_id)
    wiring.door.sessions.begin(
        Identity(
            issuer=ISSUER,
            sub=SUB,
            provider="p",
            acr=None,
            auth_time=None,
            sid=None,
            claims=SeenClaims(),
            id_token="",
        )
    )
    outbox_id = uuid4()
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").follow) as connection:
        connection.execute(in_schema(WRITTEN, "t_48"), [outbox_id, uuid4(), person_id])
    copy = copy_of(wiring)
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(f"Message-ID: <{outbox_id}@pacte.exemple.test>\r\n\r\nBonjour.\r\n")
    return str(person_id)


def copy_of(wiring: Wiring) -> Path:
    return wiring.settings.home / FOLDER / "camille.eml"


def removed(wiring: Wiring, person_id: str) -> None:
    who = member(wiring, "48", person_id)
    remove(who, motive="5f" * 32, by=uuid4())
    context = Envelope(
        effective_on=BusinessDate(today()),
        provenance=Provenance(ProvenanceKind.UI),
        correlation_id=uuid4(),
    )
    wiring.pactes("48").save(who, context=context)


def test_a_person_is_erased_once(terminal: Terminal, wiring: Wiring, camille: str) -> None:
    erase = ("person", "erase", "--tenant", "48", camille)
    refused = terminal.refused(*erase)
    assert "encore membre, ou invitée" in refused
    assert "L’administration du département la retire" in refused
    removed(wiring, camille)
    found = terminal.said(*erase)
    assert found.pop("isolation")["tenants"] == ["48", PLATFORM]
    counts = {"logins": 1, "sessions": 1, "mails": 1}
    assert found == {"tenant": "48", "person_id": camille, "erased": True} | counts
    assert not copy_of(wiring).exists()
    assert wiring.people("48").many([UUID(camille)]) == {}
    assert terminal.said(*erase) == {"tenant": "48", "person_id": camille, "erased": False}
    assert "était déjà effacée" in terminal.told(*erase)


def test_people_read_what_went_and_what_is_out_of_reach(
    terminal: Terminal, wiring: Wiring, camille: str
) -> None:
    removed(wiring, camille)
    told = terminal.told("person", "erase", "--tenant", "48", camille)
    assert told.startswith(
        "Effacée. Identités oubliées : 1 ; sessions closes : 1 ; copies de courriers détruites : 1."
    )
    assert "Les sauvegardes et les courriers déjà reçus ailleurs ne sont pas atteints." in told
    assert "Aucun journal n’a été changé" in told


def test_without_the_sessions_nothing_is_erased(
    terminal: Terminal, wiring: Wiring, camille: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed(wiring, camille)
    erase = ("person", "erase", "--tenant", "48", camille)
    with monkeypatch.context() as away:
        away.setenv("REDIS_URL", f"redis://127.0.0.1:{own_port()}")
        assert "Rien n’est effacé" in terminal.refused(*erase)
    assert wiring.people("48").many([UUID(camille)])
    assert copy_of(wiring).exists()
    assert terminal.said(*erase)["erased"]


def test_nobody_of_that_identifier(terminal: Terminal) -> None:
    refused = terminal.refused("person", "erase", "--tenant", "48", str(uuid4()))
    assert "« person_id » du journal" in refused
    terminal.refused("person", "erase", "--tenant", "48", "camille", code=2)


def test_a_text_is_erased_once(terminal: Terminal, wiring: Wiring) -> None:
    terminal.said("tenant", "suspend", "48", "--reason", "Un motif qui cite Camille.")
    ((seal,),) = rows(wiring, PLATFORM, "SELECT seal FROM {schema}.free_text")
    erase = ("person", "erase-text", "--tenant", PLATFORM, seal)
    found = terminal.said(*erase)
    assert found.pop("isolation")["tenants"] == [PLATFORM]
    assert found == {"tenant": PLATFORM, "seal": seal, "erased": True}
    assert rows(wiring, PLATFORM, "SELECT seal FROM {schema}.free_text") == []
    assert terminal.said(*erase) == found | {"erased": False, "isolation": None}
    assert "ou plus aucun" in terminal.told(*erase)


def test_what_is_no_seal_is_refused(terminal: Terminal) -> None:
    refused = terminal.refused("person", "erase-text", "--tenant", "48", "5f", code=2)
    assert "64 chiffres hexadécimaux" in refused
