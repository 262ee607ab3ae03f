"""From a link, or a session that is to be confirmed, to a code; from the code to a session."""

import structlog
from flask import Blueprint, Response, request

from infra.access.mailed import Recipient, of_invitation, of_login
from infra.sso.mailed import codes, letters
from infra.sso.mailed.codes import Wanted
from infra.sso.mailed.identity import identity
from infra.sso.refusals import SignInRefused
from infra.web import limits
from infra.web.callers import browser
from infra.web.callers.opening import pseudonym, session_for
from infra.web.context import wiring
from infra.web.pages.mailed.asking import asking
from infra.web.pages.mailed.form import form, later
from infra.web.pages.spaces import settled
from infra.web.pages.ways import to

pages = Blueprint("page_code", __name__)
log = structlog.get_logger("sign-in")
FORBIDDEN = 403


@pages.get("/connexion/code")
def offer() -> Response:
    """A GET sends nothing, whoever follows the link."""
    found = asking(request.args)
    return form("code.html", confirms=found.session is not None, target=found.target)


@pages.post("/connexion/code")
def send() -> Response:
    found, here = asking(request.form), wiring()
    who = found.recipient
    limits.by_account(limits.MAIL_CODE, who.to.tenant, str(who.to.person_id))
    cookie, digits = here.door.codes.begin(found.wanted())
    letter = letters.code(who.to, digits)
    later(lambda: [letters.mail(who.to, letter, here.settings.url, here.clock())])
    answer = to(letters.ENTER)
    browser.give(answer, browser.CODE, cookie, codes.SECONDS)
    return answer


@pages.get(letters.ENTER)
def enter() -> Response:
    return _typing(_cookie())


@pages.post(letters.ENTER)
def verify() -> Response:
    """A new session under a new name; after a confirmation, in the same space."""
    cookie = ""
    try:
        cookie = _cookie()
        wanted = wiring().door.codes.look(cookie)
        limits.by_account(limits.MAIL_TRY, wanted.tenant, str(wanted.person_id))
        wiring().door.codes.take(cookie, request.form.get("code", "")[: browser.LONGEST])
        answer = _let_in(wanted)
    except SignInRefused as refusal:
        log.warning("sign-in refused", provider="mail", code=refusal.code, cause=refusal.cause)
        if refusal.code != "mail-code-wrong":
            raise
        return _typing(cookie, refusal)
    browser.take_back(answer, browser.CODE)
    browser.take_back(answer, browser.LINK)
    return answer


def _typing(cookie: str, refusal: SignInRefused | None = None) -> Response:
    wanted = wiring().door.codes.look(cookie)
    again = {"next": wanted.target} | ({"confirm": "1"} if wanted.session else {})
    return form("code_saisie.html", FORBIDDEN if refusal else 200, again=again, refusal=refusal)


def _let_in(wanted: Wanted) -> Response:
    """Raises SignInRefused for whom the door was shut while they looked for the code."""
    door, now = wiring().door, wiring().clock()
    who = _recipient(wanted)
    if who is None or who.sub != wanted.sub:
        raise SignInRefused("mail-code-past", "gone")
    if wanted.link and not door.links.use(wanted.link):
        raise SignInRefused("mail-code-past", "link")
    found = identity(wanted.tenant, wanted.sub, who.name, now)
    limits.by_account(limits.SIGN_IN, *limits.of_identity(found))
    confirmed = wanted.session is not None
    held = browser.session()
    if confirmed and (held is None or held.key != wanted.session):
        raise SignInRefused("answer-too-late", "session")
    cookie, session = session_for(found, confirmed=confirmed)
    log.info("signed in", provider="mail", who=pseudonym(found), confirmed=confirmed)
    answer = to(wanted.target if confirmed else settled(session, wanted.target))
    browser.give(answer, browser.SESSION, cookie)
    return answer


def _recipient(wanted: Wanted) -> Recipient | None:
    """As the log says it now."""
    if wanted.link is None and wanted.session is None:
        given = request.cookies.get(browser.INVITED, "")
        return of_invitation(wiring(), given, wiring().clock())
    return of_login(wiring(), wanted.tenant, wanted.person_id)


def _cookie() -> str:
    """Raises SignInRefused."""
    cookie = request.cookies.get(browser.CODE, "")
    if not 0 < len(cookie) <= browser.LONGEST:
        raise SignInRefused("mail-code-past", "cookie")
    return cookie
