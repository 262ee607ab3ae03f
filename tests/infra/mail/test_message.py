import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

from infra.mail.message import Sender, build
from tests.mailbox import LETTER, OUTBOX_ID, mail
from workers.notify.mail import Mail, Way

NB, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


LEADING = replace(
    mail(),
    platform="https://pacte.exemple.test/",
    letter=replace(LETTER, way=Way("Lire la convention et la signer", "/t/48/a-signer/x")),
)
PAGE = "https://pacte.exemple.test/t/48/a-signer/x"


def built(given: Mail | None = None) -> EmailMessage:
    return build(given or mail(), Sender.of("https://pacte.exemple.test:8443/x"))


def body(kind: str, given: Mail | None = None) -> str:
    part = built(given).get_body((kind,))
    assert part is not None
    return str(part.get_content())


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_headers_are_those_of_an_automatic_service_mail() -> None:
    message = built()
    assert message["Message-ID"] == f"<{OUTBOX_ID}@pacte.exemple.test>"
    assert message["Subject"] == f"À signer au plus tard le 14 juin 2024{NB}: CLS Lozère, version 5"
    assert message["To"] == "prefet@exemple.test"
    assert message["Date"] == "Sat, 01 Jun 2024 08:30:00 +0000"
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "fr")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_long_subject_keeps_every_space_on_its_way() -> None:
    subject = f"Signature reçue (préfet, pour l’État), échéance le 18{NB}décembre{NB}2026, suite"
    changed = replace(mail(), letter=replace(mail().letter, subject=subject))
    data = bytes(build(changed, Sender.of("https://pacte.exemple.test")))
    assert message_from_bytes(data, policy=default)["Subject"] == subject
    assert max(len(line) for line in data.splitlines()) <= 78


def test_the_same_mail_keeps_its_message_id_at_each_attempt() -> None:
    assert built()["Message-ID"] == built()["Message-ID"]


def test_both_twins_say_the_same_and_what_a_platform_signature_is() -> None:
    for text in (body("plain"), Tags(body("html")).text):
        words = " ".join(text.split())
        assert "5f" * 32 in words
        assert "« Contrat <local> & « solidaire » » est prête ; lisez-la." in words
        assert "signature électronique simple" in words
        assert f"Connectez-vous à la plateforme : {mail().platform}" in words


def test_the_html_twin_is_french_has_headings_and_asks_nobody_else() -> None:
    html = body("html")
    tags = Tags(html)
    by_name = dict(reversed(tags.seen))
    assert by_name["html"]["lang"] == "fr"
    assert [tag for tag, _ in tags.seen if re.fullmatch("h[1-6]", tag)] == ["h1", "h2"]
    assert {"caption", "th"} <= by_name.keys()
    assert not {"img", "link", "script"} & by_name.keys()
    assert "a" not in by_name
    assert "\\u{" not in html


def test_spaces_of_french_print_are_in_the_text_twin() -> None:
    assert "« Contrat <local>".replace("« ", f"«{NB}") in body("plain")
    assert f"est prête{THIN}; lisez-la." in body("plain")


def test_a_letter_that_leads_to_a_page_names_it_in_both_twins() -> None:
    assert f"Lire la convention et la signer{NB}:\n{PAGE}\n" in body("plain", LEADING)
    html = body("html", LEADING)
    (link,) = [attrs for tag, attrs in Tags(html).seen if tag == "a"]
    assert link["href"] == PAGE
    words = " ".join(Tags(html).text.split())
    assert "Lire la convention et la signer" in words
    assert f"Adresse de ce lien : {PAGE}" in words
    assert "Connectez-vous" not in words


def test_no_page_is_shown_by_accident() -> None:
    assert "a-signer" not in repr(LEADING)
