"""Who signs for the holder of an office is written to as the holder is, while they may sign."""

from datetime import date, timedelta
from email.message import EmailMessage
from uuid import UUID, uuid4

import pytest

from domain.registry import offices
from services.ports import Person
from tests.departement import ARS, PREFET, PRESIDENTE, TODAY, Departement
from tests.post import Post

SECRETARY = UUID("7b1f9a34-7c1e-4c55-8d2a-000000000008")
LONG = date(2099, 12, 31)
TO_SIGN = "À signer au plus tard le 18 décembre 2026 : CLS Lozère, version 1"


@pytest.fixture(autouse=True)
def secretary(post: Post) -> None:
    post.wiring.people("48").create(
        Person(person_id=SECRETARY, display_name="X", email="secretaire@48.test")
    )


def carry(post: Post) -> dict[str, list[str]]:
    post.follow()
    post.work()
    return post.messages()


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def test_a_delegate_is_told_of_the_round_with_the_holder(post: Post, lozere: Departement) -> None:
    lozere.delegate("prefet", PREFET, SECRETARY, LONG)
    lozere.open_round()
    told = carry(post)
    assert told == {name: [TO_SIGN] for name in ("prefet", "presidente", "secretaire")}
    for message in post.inbox.messages():
        text, delegated = plain(message), message["Delivered-To"] == "secretaire@48.test"
        assert ("préfet, Préfecture (par délégation de signature)" in text) is delegated
        assert ("La personne titulaire de la fonction le reçoit aussi." in text) is delegated
        assert f"https://pacte.exemple.test/t/48/a-signer/{lozere.convention_id}" in text
    lozere.sign(PREFET)
    told = carry(post)
    assert told["secretaire"] == told["prefet"]
    assert len(told["secretaire"]) == 2


def test_nobody_is_told_by_a_delegation_that_holds_no_more(post: Post, lozere: Departement) -> None:
    """It is over, or was given by somebody who has left the office since."""
    over = lozere.organization(PRESIDENTE)
    over.signing_delegation_granted(
        delegation_id=uuid4(),
        office="president",
        holder_person_id=PRESIDENTE,
        delegate_person_id=SECRETARY,
        since=TODAY - timedelta(days=9),
        until=TODAY - timedelta(days=1),
        act_ref="Arrêté n° 11",
    )
    lozere._save(over)
    lozere.delegate("prefet", PREFET, SECRETARY, LONG)
    left = lozere.organization(PREFET)
    offices.end(left, office="prefet", person_id=PREFET, until=TODAY)
    offices.appoint(left, office="prefet", person_id=ARS, since=TODAY + timedelta(days=1))
    lozere._save(left)
    lozere.open_round()
    assert carry(post).keys() == {"presidente", "ars"}


def test_the_delegate_of_a_partner_is_told_as_its_holder_is(
    post: Post, lozere: Departement
) -> None:
    lozere.delegate("directeur_general", ARS, SECRETARY, LONG)
    lozere.join()
    lozere.open_round()
    told = carry(post)
    assert told["secretaire"] == told["ars"]
    assert len(told["ars"]) == 2


def test_who_holds_an_office_and_signs_for_another_is_told_once(
    post: Post, lozere: Departement
) -> None:
    lozere.delegate("prefet", PREFET, PRESIDENTE, LONG)
    lozere.open_round()
    assert carry(post)["presidente"] == [TO_SIGN]
    (message,) = [
        each for each in post.inbox.messages() if each["Delivered-To"] == "presidente@48.test"
    ]
    assert "président, Conseil départemental" in plain(message)
