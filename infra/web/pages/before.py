"""The texts of an act that came before the one to sign, and which of them this person knows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.convention.facts import procedure
from domain.convention.signature import Slot
from infra.store.events.stored import LogRow

BEGUN = (procedure.VersionFrozen, procedure.VersionImported)
SHOWN = (procedure.SignatureRoundOpened, procedure.VersionImported)
IN_FORCE = "in_force"
ENDS = {
    procedure.VersionImported: IN_FORCE,
    procedure.ConventionSigned: IN_FORCE,
    procedure.AvenantSigned: IN_FORCE,
    procedure.SignatureRefused: "refused",
    procedure.SignatureRoundCancelled: "cancelled",
    procedure.SignatureRoundExpired: "expired",
}
Happened = tuple[LogRow, Any]
Actor = Callable[[int], UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What was put to signature, or signed on paper: its number may be given again.

    `version`: that of the stream. `mine`: `signed` or `refused`, what this person did with it;
    `moment`: when they did, or when it was shown. `ended`: one of `ENDS`; `refused_in`: the slot.
    """

    version_no: int
    version: int
    position: int
    mine: str | None
    moment: datetime
    ended: str
    refused_in: Slot | None

    @property
    def in_force(self) -> bool:
        return self.ended == IN_FORCE

    @property
    def point(self) -> str:
        """As a comparison is asked for it: what was given up is found by its moment alone."""
        return str(self.version_no) if self.in_force else f"@{self.position}"


def known(events: Sequence[Happened], person: UUID, actor: Actor) -> Text | None:
    """What this person signed or refused last, else was in force last, else was shown last.

    The last text of `events` is the one to sign. `actor`: who acted at a position.
    """
    shown = [part for part in _parts(events) if any(isinstance(one, SHOWN) for _, one in part)]
    found = [_text(part, person, actor) for part in reversed(shown[:-1])]
    mine = (one for one in found if one.mine)
    in_force = (one for one in found if one.in_force)
    return next(mine, None) or next(in_force, None) or next(iter(found), None)


def _parts(events: Sequence[Happened]) -> Iterator[Sequence[Happened]]:
    """What happened from one text to the next."""
    begun = [index for index, (_, event) in enumerate(events) if isinstance(event, BEGUN)]
    for start, end in zip(begun, [*begun[1:], len(events)], strict=True):
        yield events[start:end]


def _text(part: Sequence[Happened], person: UUID, actor: Actor) -> Text:
    first, begun = part[0]
    last, end = next(one for one in part if isinstance(one[1], tuple(ENDS)))
    shown = next(row for row, event in part if isinstance(event, SHOWN))
    signed = next((row for row, event in part if _signed_by(event, person)), None)
    ended = next(word for kind, word in ENDS.items() if isinstance(end, kind))
    refused = ended == "refused" and actor(last.position) == person
    acted = last if refused else signed
    return Text(
        version_no=begun.version_no,
        version=first.originator_version,
        position=first.position,
        mine="refused" if refused else "signed" if signed else None,
        moment=(acted or shown).recorded_at,
        ended=ended,
        refused_in=_slot(part, end.signatory_id) if ended == "refused" else None,
    )


def _signed_by(event: Any, person: UUID) -> bool:
    return isinstance(event, procedure.ConventionSignedBy) and event.person_id == person


def _slot(part: Sequence[Happened], signatory_id: UUID) -> Slot:
    (opened,) = (one for _, one in part if isinstance(one, procedure.SignatureRoundOpened))
    return next(slot for slot in opened.slots if slot.signatory_id == signatory_id)
