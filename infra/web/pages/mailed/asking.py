"""Who asks for a code: by the link of an invitation, by one that was asked for, or signed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from infra.access.mailed import LinkGone, Recipient, of_identity, of_invitation, of_login
from infra.sso.mailed.codes import Wanted
from infra.web.callers import browser
from infra.web.context import wiring
from infra.web.pages.ways import Elsewhere, local, person, with_next

INVITATION = "/invitation"
GONE = (
    "Ce lien n’est plus valable, ou n’ouvre pas la connexion par un code : demandez-en un autre, "
    "ou identifiez-vous avec un compte professionnel."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """`session` and `link`: as of `Wanted`."""

    recipient: Recipient
    target: str
    session: str | None = None
    link: str | None = None

    def wanted(self) -> Wanted:
        return Wanted(
            tenant=self.recipient.to.tenant,
            person_id=self.recipient.to.person_id,
            sub=self.recipient.sub,
            target=self.target,
            session=self.session,
            link=self.link,
        )


def asking(given: Mapping[str, str]) -> Asking:
    """The same refusal for a link that is unknown, used, past, or of somebody who may not.

    Raises LinkGone, or Elsewhere for those who have no link.
    """
    target = local(given.get("next"))
    if given.get("confirm") == "1":
        return _confirming(target)
    return _invited() if target == INVITATION else _by_link(target)


def _confirming(target: str) -> Asking:
    held = person()
    found = of_identity(wiring(), held.identity)
    if found is None:
        raise LinkGone(GONE)
    return Asking(recipient=found, target=target, session=held.key)


def _invited() -> Asking:
    given = request.cookies.get(browser.INVITED, "")
    found = of_invitation(wiring(), given, wiring().clock())
    if found is None:
        raise LinkGone(GONE)
    return Asking(recipient=found, target=INVITATION)


def _by_link(target: str) -> Asking:
    token = request.cookies.get(browser.LINK, "")
    if not token:
        raise Elsewhere(with_next("/connexion/lien", target))
    links = wiring().door.links
    link = links.look(token)
    found = of_login(wiring(), link.tenant, link.person_id) if link else None
    if link is None or found is None:
        raise Elsewhere(with_next("/connexion/lien", target), forget=browser.LINK)
    return Asking(recipient=found, target=link.target, link=links.named(token))
