"""From the log to the mailbox, on real servers."""

from email.message import EmailMessage
from uuid import uuid4

from domain.convention.content import content_hash
from domain.envelope import ProvenanceKind
from domain.roles import Role
from infra.mail import job
from infra.store.following.unit import PostgresLog
from infra.store.notices.roster import PROJECTIONS
from infra.store.watch.standings import followed
from projections.catalogue import projections_of
from services.ports import Person
from tests.departement import ARS, PREFET, PRESIDENTE, Departement
from tests.post import Post
from workers.feeding import Projecting
from workers.turn import Turn


def carry(post: Post) -> None:
    post.follow()
    post.work()


def test_a_round_is_announced_to_signatories_and_joined_partners(
    post: Post, lozere: Departement
) -> None:
    lozere.join()
    lozere.open_round()
    carry(post)
    assert post.messages() == {
        "prefet": ["À signer au plus tard le 18 décembre 2026 : CLS Lozère, version 1"],
        "presidente": ["À signer au plus tard le 18 décembre 2026 : CLS Lozère, version 1"],
        "ars": [
            "Adhésion acceptée à compter du 22 novembre 2026 : CLS Lozère, version 1",
            "En signature jusqu’au 18 décembre 2026 : CLS Lozère, version 1",
        ],
    }
    assert post.outcomes() == ["notification_sent"] * 4


def test_each_signature_and_the_last_one_are_told_to_all(post: Post, lozere: Departement) -> None:
    lozere.join()
    lozere.open_round()
    carry(post)
    lozere.sign(PREFET)
    lozere.sign(PRESIDENTE)
    carry(post)
    by_state = "Signature reçue (préfet, pour l’État), échéance le 18 décembre 2026"
    by_departement = by_state.replace("préfet, pour l’État", "président, pour le Département")
    told = [
        f"{by_state} : CLS Lozère, version 1",
        f"{by_departement} : CLS Lozère, version 1",
        "Signée le 22 novembre 2026 : CLS Lozère, version 1",
    ]
    assert {name: subjects[-3:] for name, subjects in post.messages().items()} == {
        "prefet": told,
        "presidente": told,
        "ars": told,
    }


def test_a_signed_avenant_is_told_with_its_number_and_version(
    post: Post, lozere: Departement
) -> None:
    lozere.open_round()
    lozere.sign(PREFET)
    lozere.sign(PRESIDENTE)
    lozere.open_avenant()
    lozere.open_round(2)
    lozere.sign(PREFET)
    lozere.sign(PRESIDENTE)
    carry(post)
    signed = "Avenant n° 1 signé le 22 novembre 2026 : CLS Lozère, version 2"
    assert [subjects[-1] for subjects in post.messages().values()] == [signed, signed]


def test_a_refused_partner_is_told_and_nobody_else(post: Post, lozere: Departement) -> None:
    lozere.refuse()
    carry(post)
    assert post.messages() == {"ars": ["Adhésion refusée par l’État : CLS Lozère, version 1"]}


def test_every_mail_names_version_and_content_and_no_person(
    post: Post, lozere: Departement
) -> None:
    lozere.join()
    lozere.open_round()
    carry(post)
    digest = content_hash(lozere.convention())
    for message in post.inbox.messages():
        for kind in ("plain", "html"):
            text = _text(message, kind)
            assert digest in text
            assert "Madame" in text
            assert "https://pacte.exemple.test" in text
            assert not {"presidente", "ars@", "prefet@"} & set(text.split())
        assert "version 1" in str(message["Subject"])
        [evidence] = message.iter_attachments()
        assert evidence.get_filename() == "point-de-controle.txt"


def test_who_signs_is_led_to_the_page_of_that_act(post: Post, lozere: Departement) -> None:
    lozere.join()
    lozere.open_round()
    lozere.sign(PREFET)
    carry(post)
    page = f"https://pacte.exemple.test/t/48/a-signer/{lozere.convention_id}"
    for message in post.inbox.messages():
        signing = "sign" in str(message["Subject"]).lower()
        led = signing and not str(message["Delivered-To"]).startswith("ars")
        assert (page in _text(message, "plain").splitlines()) is led
        assert (f'href="{page}"' in _text(message, "html")) is led
    lozere.sign(PRESIDENTE)
    carry(post)
    last = [message for message in post.inbox.messages() if "Signée" in str(message["Subject"])]
    assert len(last) == 3
    assert not [message for message in last if "a-signer" in _text(message, "plain")]


def test_an_import_tells_nobody(post: Post) -> None:
    imported = Departement(post.wiring, kind=ProvenanceKind.IMPORT).found()
    imported.open_round()
    carry(post)
    assert (post.messages(), post.outbox()) == ({}, [])


def test_who_is_signatory_and_partner_is_told_once(post: Post, lozere: Departement) -> None:
    lozere.organizations[ARS] = lozere.organizations[PREFET]
    lozere.join()
    lozere.open_round()
    carry(post)
    assert post.messages()["prefet"][1:] == [
        "À signer au plus tard le 18 décembre 2026 : CLS Lozère, version 1"
    ]


def test_who_took_office_after_the_event_is_not_told_of_it(post: Post, lozere: Departement) -> None:
    lozere.join()
    lozere.open_round()
    lozere.appoint("directeur", ARS, uuid4(), "directeur")
    carry(post)
    assert "directeur" not in post.messages()
    lozere.sign(PREFET)
    carry(post)
    assert len(post.messages()["directeur"]) == 1


def test_the_mails_of_one_event_share_one_connection(post: Post, lozere: Departement) -> None:
    lozere.open_round()
    carry(post)
    assert (len(post.inbox.messages()), post.inbox.connections) == (2, 1)


def test_the_log_followed_again_from_its_beginning_sends_nothing(
    post: Post, lozere: Departement
) -> None:
    lozere.open_round()
    carry(post)
    before = post.outbox()
    post.sql(
        "UPDATE {schema}.positions SET position = 0 WHERE projection = 'outbox' RETURNING position",
        "48",
    )
    carry(post)
    assert (len(post.inbox.messages()), post.outbox()) == (2, before)


def test_what_was_recorded_before_the_outbox_began_is_never_sent(
    post: Post, lozere: Departement
) -> None:
    lozere.open_round()
    (head,) = post.sql("SELECT max(notification_id) FROM {schema}.events", "48")[0]
    post.sql(
        "UPDATE {schema}.positions SET position = %s WHERE projection = 'outbox'"
        " RETURNING position",
        "48",
        head,
    )
    carry(post)
    lozere.sign(PREFET)
    carry(post)
    assert [len(subjects) for subjects in post.messages().values()] == [1, 1]


def test_who_asked_for_a_joining_is_told_in_no_office(post: Post, lozere: Departement) -> None:
    asker = uuid4()
    post.wiring.people("48").create(
        Person(person_id=asker, display_name="X", email="chargee@48.test")
    )
    lozere.refuse(asked_by=asker)
    carry(post)
    subject = "Adhésion refusée par l’État : CLS Lozère, version 1"
    assert post.messages() == {"ars": [subject], "chargee": [subject]}
    (message,) = [
        each for each in post.inbox.messages() if each["Delivered-To"] == "chargee@48.test"
    ]
    assert "auteur de la demande, ARS" in _text(message, "plain")


def test_members_of_a_partner_without_offices_are_told_what_became_of_it(
    post: Post, lozere: Departement
) -> None:
    organization_id, member, expected = lozere.register("Toit solidaire"), uuid4(), uuid4()
    for person, name in ((member, "membre"), (expected, "attendue")):
        post.wiring.people("48").create(
            Person(person_id=person, display_name="X", email=f"{name}@48.test")
        )
        lozere.invite(person, Role.PARTNER_AGENT, organization_id=organization_id)
    lozere.come_in(member)
    carry(post)
    before = len(post.inbox.messages())
    lozere.propose(organization_id)
    carry(post)
    (message,) = post.inbox.messages()[before:]
    assert message["Delivered-To"] == "membre@48.test"
    assert "membre, Toit solidaire" in _text(message, "plain")


def test_without_a_start_nobody_is_told_until_one_is_given(post: Post, lozere: Departement) -> None:
    post.sql("DELETE FROM {schema}.positions RETURNING projection", "48")
    lozere.open_round()
    with PostgresLog(post.wiring.pool).unit("48") as unit:
        live = [Projecting(each) for each in projections_of("48") if each.name in PROJECTIONS]
        turn = Turn(unit, 1000, retry=True)
        turn.play([*live, post.notifying])
    error = turn.now["outbox"].error
    assert error
    assert [turn.now[name].error for name in PROJECTIONS] == [None] * len(PROJECTIONS)
    assert post.outbox() == []
    (shown,) = [each for each in followed(post.wiring.pool) if each.projection == "outbox"]
    assert (shown.status, shown.error, shown.version) == ("stopped", error, None)
    advice = error.partition('"')[2].rstrip('"').replace("POSITION", "0")
    post.sql(f"{advice} RETURNING position", "48")
    carry(post)
    assert len(post.outbox()) == 2


def test_an_outcome_is_an_event_of_the_system_caused_by_what_was_told(
    post: Post, lozere: Departement
) -> None:
    lozere.open_round()
    carry(post)
    rows = post.sql(
        "SELECT convert_from(n.envelope, 'utf8')::json -> 'provenance' ->> 'kind',"
        " (convert_from(n.envelope, 'utf8')::json ->> 'causation_id')::uuid = o.event_id,"
        " n.notification_id = o.outcome_position"
        " FROM {schema}.outbox o JOIN {schema}.events n ON n.originator_id = o.outbox_id",
        "48",
    )
    assert rows == [("system", True, True)] * 2


def test_without_a_mail_server_everything_stays_due(post: Post, lozere: Departement) -> None:
    position = lozere.open_round()
    post.follow()
    job.serve(post.without_mail_server())
    assert job.deliver("48", position) == 0
    assert post.outbox() == [("due", 0)] * 2


def _text(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
