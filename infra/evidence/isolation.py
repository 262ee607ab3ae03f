"""The isolation oracle: around an administrative act, every log is proved to be as it was.

Inside each transaction of the act, before it commits, the logs that it may have changed; after the
act all of them. Whoever activates something does it after the `with`.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256

import click
from eventsourcing.persistence import IntegrityError, PersistenceError

from domain import isolation
from domain.errors import NotFound
from domain.isolation import ISOLATION, Act, Altered, Isolation
from infra.evidence.house import by_the_house
from infra.store.connections.names import PLATFORM, roles_of
from infra.store.evidence.isolation import Log, Noted, note, root_of
from infra.store.evidence.trees import Tree
from infra.store.recording.save import Connection
from infra.typography import french
from infra.wiring import Wiring
from projections.trail.evidence import ACTS, of
from services.pactes import Pactes

logger = logging.getLogger(__name__)

REFUSED = (
    "{act} : cette opération a changé {what} {of}{where}. Elle ne doit toucher à rien de ce "
    "qui est enregistré. "
)
UNDONE = (
    "La transaction a été annulée : ce journal est tel qu’avant ; ce que la commande a fini avant "
    "elle reste. Ne relancez pas sans en avoir la cause"
)
HARMED = (
    "Le changement est resté : arrêtez Pacte, et remettez ce journal depuis la sauvegarde. "
    "« pacte doctor » le rappelle jusque-là"
)
WHAT = {Tree.LOG: "le journal", Tree.ACCESS: "le journal des consultations"}


class IsolationBroken(click.ClickException):
    """An act changed what it may not touch; in a transaction, it is rolled back."""

    def __init__(self, act: Act, altered: Altered, *, undone: bool = True) -> None:
        self.altered = altered
        where = f" (position {altered.position})" if altered.position else ""
        told = REFUSED.format(
            act=ACTS[act], what=WHAT[Tree(altered.tree)], of=of(altered.tenant), where=where
        )
        super().__init__(french(told + (UNDONE if undone else HARMED) + "."))


@dataclass(frozen=True, slots=True)
class Proof:
    """What the receipt says, and where it stands in the log of the platform."""

    tenants: tuple[str, ...]
    roots_digest: str
    position: int


@dataclass(slots=True)
class Oracle:
    """`proof`: there once the act is over and nothing was changed by it."""

    wiring: Wiring
    act: Act
    noted: Noted
    proof: Proof = field(init=False)

    def leave_out(self, tenant: str) -> None:
        """A log that this very act replaces, and compares by itself with the one that left."""
        for log in [log for log in self.noted.heads if log.tenant == tenant]:
            del self.noted.heads[log]

    def before_commit(self, connection: Connection, *, appended: str = "") -> None:
        """In the open transaction of the act. Raises IsolationBroken.

        `appended`: a tenant to which this transaction wrote an event, so that nobody waits for its
        log to be read; it is looked at after the act, like all.
        """
        reached = [log for log in self.noted.reached(connection) if log.tenant != appended]
        if altered := self.noted.altered(connection, reached):
            raise IsolationBroken(self.act, altered)


@contextmanager
def isolated(wiring: Wiring, act: Act) -> Iterator[Oracle]:
    """Raises IsolationBroken, and states it in the log of the platform; else states the receipt.

    Raises MigrationRefused without the owner's address.
    """
    oracle = Oracle(wiring, act, note(wiring.settings))
    try:
        yield oracle
    except IsolationBroken as broken:
        still = oracle.noted.first_altered(wiring.settings)
        raise _stated(oracle, still or broken.altered, undone=still is None) from broken
    except Exception as error:
        # What was committed before it failed stays: it is looked at all the same.
        if altered := oracle.noted.first_altered(wiring.settings):
            raise _stated(oracle, altered, undone=False) from error
        raise
    if altered := oracle.noted.first_altered(wiring.settings):
        raise _stated(oracle, altered, undone=False)
    oracle.proof = _receipt(oracle)


def harmed(wiring: Wiring) -> list[Altered]:
    """Logs that an act left changed, and that nobody has put back since."""
    found = _kept(wiring.platform()).harmed
    away = {left.code for left in wiring.gone.by_name()} if found else set()
    return [one for one in found if one.tenant not in away and not _put_back(wiring, one)]


def failing(wiring: Wiring) -> tuple[Act, ...]:
    """Acts that changed a log when they were done last, undone or not."""
    return _kept(wiring.platform()).failing


def _put_back(wiring: Wiring, altered: Altered) -> bool:
    role = roles_of(wiring.pool.database, altered.tenant).web
    with wiring.pool.checkout(role) as connection:
        root = root_of(connection, Log(altered.tenant, Tree(altered.tree)), altered.size)
    return root.hex() == altered.expected


def _stated(oracle: Oracle, altered: Altered, *, undone: bool) -> IsolationBroken:
    """What broke goes first: a log that cannot be written hides nothing."""
    found = {"act": oracle.act, "tenant": altered.tenant, "position": altered.position}
    logger.error("isolation", extra=found | {"undone": undone})
    with suppress(PersistenceError):
        _recorded(
            oracle.wiring,
            lambda kept: isolation.broken(kept, act=oracle.act, altered=altered, undone=undone),
        )
    return IsolationBroken(oracle.act, altered, undone=undone)


def _receipt(oracle: Oracle) -> Proof:
    heads = oracle.noted.heads
    tenants = tuple(dict.fromkeys(log.tenant for log in heads))
    lines = "".join(
        f"{log.tenant} {log.tree} {h.size} {h.root.hex()}\n" for log, h in heads.items()
    )
    digest = sha256(lines.encode()).hexdigest()
    events, looks = (
        tuple(heads[log].size if log in heads else 0 for log in (Log(t, tree) for t in tenants))
        for tree in (Tree.LOG, Tree.ACCESS)
    )
    position = _recorded(
        oracle.wiring,
        lambda kept: isolation.checked(
            kept, act=oracle.act, tenants=tenants, events=events, looks=looks, roots_digest=digest
        ),
    )
    return Proof(tenants, digest, position)


def _recorded(wiring: Wiring, state: Callable[[Isolation], None]) -> int:
    """Its position; 0: it was stated before. Two acts at once state one after the other."""
    platform = wiring.platform()
    while True:
        kept = _kept(platform)
        state(kept)
        try:
            saved = platform.save(kept, context=by_the_house("isolation"))
        except IntegrityError:
            continue
        wiring.wake(PLATFORM)
        return int(saved[-1].notification.id) if saved else 0


def _kept(platform: Pactes) -> Isolation:
    try:
        return platform.load_short(Isolation, ISOLATION)
    except NotFound:
        return isolation.begun()
