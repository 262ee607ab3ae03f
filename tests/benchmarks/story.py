"""What the contenders write: amounts of a convention, adjusted again and again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count, cycle
from uuid import UUID, uuid4

from domain.convention.convention import Convention
from domain.convention.writing import funding
from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from services.ask import Ask, Caller, Key
from tests.domain.convention import given

ACTIONS = 9  # the CLS of Hautes-Alpes
FUNDERS = (given.PREFECTURE, given.DEPARTEMENT)
MOTIVE = given.SEAL
PERSON = UUID("8a3b3c38-3f0e-4d59-9b0b-0d9b7a1f0001")
TODAY = date(2024, 9, 2)
NOW = datetime(2024, 9, 2, 8, 30, tzinfo=UTC)


def convention(actions: int = ACTIONS) -> Convention:
    """A draft with both parties and for each action a line of the State and of the Département."""
    made = given.with_parties()
    for _ in range(actions):
        action_id = given.action(made)
        for funder_id in FUNDERS:
            given.line(made, 100_000_00, action_id=action_id, funder_id=funder_id)
    return made


def adjustments(made: Convention) -> Iterator[None]:
    """At each step one line more gets another amount, in memory."""
    lines = cycle(list(made.terms.funding))
    for cents, line_id in zip(count(100_001_00, 100), lines, strict=False):
        funding.adjust_funding(made, line_id=line_id, new_cents=cents, motive=MOTIVE)
        yield


def key() -> Key:
    command_id = uuid4()
    request = sha256(command_id.bytes).digest()
    return Key(command_id=command_id, request_sha256=request, status=200)


def ask(tenant: str, used: Key | None = None) -> Ask:
    """A new request of the Département's agent."""
    return Ask(
        caller=Caller(
            tenant=tenant,
            person_id=PERSON,
            role="dept_agent",
            side="departement",
            auth_method="oidc",
            office="charge_de_mission",
            organization_id=given.DEPARTEMENT,
        ),
        provenance=Provenance(ProvenanceKind.API),
        correlation_id=uuid4(),
        now=NOW,
        today=TODAY,
        effective_on=BusinessDate(TODAY),
        key=used,
    )


def turns(index: int, tenants: int) -> Iterator[int]:
    """Numbers of tenants for ever; writers begin at different ones."""
    start = index * 7 % tenants
    return cycle([*range(start, tenants), *range(start)])
