"""What a signatory is shown of a convention: from its stream, as it stands at this moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, cast
from uuid import UUID

from domain.convention.convention import Convention
from domain.convention.procedure.signing import applicable
from domain.convention.signature import Round, Side, Slot
from domain.convention.version import Frozen
from domain.registry.delegations import signs_for
from domain.registry.organization import Organization
from infra.clock import day_of
from infra.store.events.actors import actor_at
from infra.store.recording.recorder import Recorder
from infra.web.pages.before import Happened, Text, known
from projections.trail.french import OF_SIDE
from projections.trail.sentence import sentence
from services.ask import Caller
from services.pactes import Pactes

# What says how the signing itself goes is no change of the text.
PROCEDURE = (
    "VersionFrozen",
    "SignatureRoundOpened",
    "SignatoryInvited",
    "ConventionSignedBy",
    "SignatureRefused",
    "SignatureRoundCancelled",
    "SignatureRoundExpired",
    "ReviewReturned",
    "ConventionSubmittedForReview",
    "ConventionAgreedBySide",
    "AgreementGivenByAuthorAlone",
    "ConventionSigned",
    "AvenantSigned",
    "ConventionEnteredExecution",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """`state`: `signed`, `awaited` or `mine`; the person stands beside, never in here."""

    slot: Slot
    organization: str
    state: str
    person_id: UUID | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`since`: the text that the changes are counted from; None: there was none before.

    `not_before`: the first day on which it can apply, where no day was agreed and that one is still
    to come.
    """

    convention: Convention
    frozen: Frozen
    signature_round: Round
    seats: tuple[Seat, ...]
    mine: Slot | None
    organizations: Mapping[UUID, str]
    since: Text | None
    changes: tuple[str, ...]
    not_before: date | None

    def exercices(self) -> list[tuple[int | None, dict[str, int]]]:
        """Per exercice what each funder plans, in cents; never added over exercices."""
        found: dict[int | None, dict[str, int]] = {}
        for line in self.convention.terms.funding.values():
            action = self.convention.terms.actions.get(line.action_id) if line.action_id else None
            if action and action.withdrawn:
                continue
            funders = found.setdefault(line.exercice, {})
            name = self.organizations[line.funder_id]
            funders[name] = funders.get(name, 0) + line.amount_cents
        return sorted(found.items(), key=lambda item: item[0] or 0)

    def alone(self) -> list[str]:
        """`de l’État`, `du Département`: whose agreement came from the author of the text alone."""
        given = self.convention.agreements.items()
        return [OF_SIDE[Side(side)] for side, each in given if each.by_author_alone]

    def actions(self) -> list[Any]:
        kept = [one for one in self.convention.terms.actions.values() if not one.withdrawn]
        return sorted(kept, key=lambda one: (one.axe or 0, one.code or "", one.title))


def sheet(pactes: Pactes, caller: Caller, convention_id: UUID, now: datetime) -> Sheet | None:
    """None when nothing is to be signed. Raises NotFound."""
    convention = pactes.load(Convention, convention_id)
    if convention.frozen is None or convention.signature_round is None:
        return None
    events = _events(pactes, convention_id)
    since = _known(pactes, events, caller.person_id)
    organizations = _organizations(pactes, convention, since)
    mine = _mine(convention, convention.signature_round, caller, organizations, now)
    return Sheet(
        convention=convention,
        frozen=convention.frozen,
        signature_round=convention.signature_round,
        seats=tuple(_seats(convention, convention.signature_round, organizations, mine)),
        mine=mine,
        organizations={key: one.legal_name for key, one in organizations.items()},
        since=since,
        changes=tuple(_changes(events, since)),
        not_before=_not_before(convention, day_of(now)),
    )


def _not_before(convention: Convention, today: date) -> date | None:
    first = applicable(convention, today)
    return first if first > today else None


def _organizations(
    pactes: Pactes, convention: Convention, since: Text | None
) -> dict[UUID, Organization]:
    terms = convention.terms
    slots = [*terms.signatories.values(), since.refused_in if since else None]
    named = {slot.organization_id for slot in slots if slot}
    named |= set(terms.parties) | {line.funder_id for line in terms.funding.values()}
    return {key: pactes.load(Organization, key) for key in sorted(named)}


def _mine(
    convention: Convention,
    signing: Round,
    caller: Caller,
    organizations: Mapping[UUID, Organization],
    now: datetime,
) -> Slot | None:
    """The slot whose office this person holds today, or signs for by delegation.

    Of several one that waits: the others are done.
    """
    own = [
        slot
        for slot in signing.slots
        if slot.organization_id == caller.organization_id
        and signs_for(
            organizations[slot.organization_id], slot.office, caller.person_id, day_of(now)
        )
    ]
    waiting = (slot for slot in own if slot.signatory_id not in convention.signatures)
    return next(waiting, own[0] if own else None)


def _seats(
    convention: Convention,
    signing: Round,
    organizations: Mapping[UUID, Organization],
    mine: Slot | None,
) -> Iterator[Seat]:
    for slot in signing.slots:
        given = convention.signatures.get(slot.signatory_id)
        own = mine is not None and mine.signatory_id == slot.signatory_id
        yield Seat(
            slot=slot,
            organization=organizations[slot.organization_id].legal_name,
            state="signed" if given else "mine" if own else "awaited",
            person_id=given.person_id if given else None,
            signed_at=given.signed_at if given else None,
        )


def _known(pactes: Pactes, events: list[Happened], person: UUID) -> Text | None:
    pool = cast("Recorder", pactes.recorder).pool
    return known(events, person, partial(actor_at, pool, pactes.tenant))


def _changes(events: list[Happened], since: Text | None) -> Iterator[str]:
    for row, event in events:
        later = since and row.originator_version > since.version
        if later and type(event).__name__ not in PROCEDURE:
            yield sentence(event)


def _events(pactes: Pactes, stream: UUID) -> list[Happened]:
    stored = cast("Recorder", pactes.recorder).select_events(stream)
    return [(row, pactes.mapper.to_domain_event(row)) for row in stored]
