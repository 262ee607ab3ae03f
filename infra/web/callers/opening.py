"""A session begun or confirmed, by whichever door somebody came."""

from hashlib import sha256

from infra.sso.identity import Identity
from infra.sso.refusals import SignInRefused
from infra.sso.sessions import Session
from infra.web.callers import browser
from infra.web.context import wiring


def session_for(identity: Identity, *, confirmed: bool) -> tuple[str, Session]:
    """The value of the new cookie, and the session that it names. Raises SignInRefused."""
    sessions, held = wiring().door.sessions, browser.session()
    if confirmed:
        if held is None:
            raise SignInRefused("answer-too-late", "session")
        return sessions.refresh(held, identity)
    begun = sessions.begin(identity)
    if held is not None:
        sessions.end(held)
    return begun


def pseudonym(identity: Identity) -> str:
    """Tells two sign-ins of one person together in a log, and nobody who it is."""
    return sha256(f"{identity.issuer} {identity.sub}".encode()).hexdigest()[:12]
