"""People who sign in by a link and a code, and the mailbox in which both arrive."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from domain.roles import Role
from infra.mail.inbox import FOLDER, Inbox
from infra.web.callers.browser import form_token
from services.platform import tenants
from services.platform.commands import CloseMailSignIn, OpenMailSignIn
from services.ports import Person
from tests.journeys.house import CSRF, PUBLIC, House, Visitor, house
from tests.mailbox import open_inbox
from tests.post import wait_until
from tests.servers import Database

CODE = re.compile(r"Votre code\s*: (\d{3})\s(\d{3})")
LINK = re.compile(rf"{PUBLIC}(/connexion/lien/[A-Za-z0-9_-]{{43}})")
SEND, ENTER, ASK = "/connexion/code", "/connexion/code/saisie", "/connexion/lien"
INVITED = "/invitation"


@dataclass
class MailHouse:
    home: House
    inbox: Inbox

    def open(self, tenant: str = "48") -> None:
        tenants.open_mail_sign_in(
            self.home.wiring.platform(), self.home.hoster(), OpenMailSignIn(code=tenant)
        )
        self.home.wiring.door.by_mail._known = 0.0, []

    def close(self, tenant: str = "48") -> None:
        tenants.close_mail_sign_in(
            self.home.wiring.platform(), self.home.hoster(), CloseMailSignIn(code=tenant)
        )
        self.home.wiring.door.by_mail._known = 0.0, []

    def partner(
        self,
        role: Role = Role.PARTNER_SIGNATORY,
        tenant: str = "48",
        address: str | None = None,
        organization: UUID | None = None,
    ) -> "Partner":
        """Invited, and nothing else yet."""
        person_id = uuid4()
        address = address or f"p{person_id.hex}@association.test"
        beside = Person(person_id=person_id, display_name="Dominique Roche", email=address)
        self.home.wiring.people(tenant).create(beside)
        self.home.invite(role, tenant, organization, person_id)
        return Partner(self, tenant, person_id, address)

    def letters(self, address: str) -> list[str]:
        """The texts that came to that address, oldest first."""
        bodies = [
            each.get_body(("plain",))
            for each in self.inbox.messages()
            if each["Delivered-To"] == address
        ]
        return [body.get_content() for body in bodies if body]

    def settled(self) -> None:
        """Nothing is on its way any more."""
        post = self.home.wiring.door.post
        wait_until(lambda: post._places._value == 50)


@dataclass
class Partner:
    at: MailHouse
    tenant: str
    person_id: UUID
    address: str

    def invited(self, visitor: Visitor) -> None:
        visitor.get(self.at.home.link(self.tenant, self.person_id))

    def code(self, visitor: Visitor, **given: str) -> str:
        """Asked for and received."""
        answer = sent(visitor, SEND, given)
        assert (answer.status_code, answer.location) == (303, ENTER), answer.text
        return self.newest(CODE)

    def newest(self, wanted: re.Pattern[str]) -> str:
        self.at.settled()
        found = [each for text in self.at.letters(self.address) for each in wanted.finditer(text)]
        return "".join(found[-1].groups())

    def come_in(self, visitor: Visitor) -> None:
        """From the invitation to the only space."""
        self.invited(visitor)
        entered = typed(visitor, self.code(visitor, next=INVITED))
        assert (entered.status_code, entered.location) == (303, INVITED), entered.text
        assert visitor.post(INVITED, {}).location == "/espaces"

    def link(self, visitor: Visitor, target: str = "/espaces") -> str:
        """Asked for and received, by somebody who came in before."""
        form = {"tenant": self.tenant, "email": self.address, "next": target}
        answer = sent(visitor, ASK, form)
        assert (answer.status_code, answer.location) == (303, f"{ASK}/demande"), answer.text
        return self.newest(LINK)


def sent(visitor: Visitor, path: str, form: dict[str, str], **given: str) -> TestResponse:
    """As the page sends it that has the form."""
    return visitor.post(path, {"csrf": token(visitor)} | form, headers=given)


def token(visitor: Visitor) -> str:
    """That of the forms that this browser is given, whether a page has one for it or not."""
    page = visitor.get(ASK).text.partition("<main")[2]
    found = form_token(str(visitor.cookie("__Host-pacte-form")))
    assert CSRF.findall(page) in ([], [found])
    return found


def typed(visitor: Visitor, code: str) -> TestResponse:
    return sent(visitor, ENTER, {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@contextmanager
def mail_house(database: Database, redis_url: str, folder: Path) -> Iterator[MailHouse]:
    with (
        open_inbox(folder / FOLDER) as inbox,
        house(database, redis_url, folder, smtp_url=inbox.url) as made,
    ):
        yield MailHouse(made, inbox)
