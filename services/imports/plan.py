"""What a source says of the conventions of one tenant, in order to take it over.

A `key` names a thing within the tenant: identities are derived from it, so the same plan read
again finds what it made. Amounts are cents.
"""

from dataclasses import dataclass
from datetime import date

from domain.convention.action import Direction, Nature, Unit
from domain.convention.kind import Kind
from domain.convention.version import Act
from domain.dates import BusinessDate
from domain.registry.facts import OrganizationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrganization:
    key: str
    legal_name: str
    kind: OrganizationKind
    short_name: str | None = None
    siret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHolder:
    """`since`: the first day on which the source shows the person in the office."""

    key: str
    display_name: str
    office: str
    organization: str
    since: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperVolet:
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAction:
    """`carried_over_from`: the keys of an earlier convention and of its action."""

    key: str
    title: str
    axe: int | None = None
    volet: str | None = None
    nature: Nature | None = None
    description: str = ""
    carried_over_from: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperObjective:
    """`action` None: an objective of the whole convention."""

    key: str
    text: str
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperIndicator:
    key: str
    objective: str
    name: str
    unit: Unit
    direction: Direction = Direction.UP


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """`exercice` None: the source gives no year; `action` None: for the whole convention."""

    key: str
    funder: str
    amount_cents: int
    exercice: int | None = None
    action: str | None = None
    volet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperVersion:
    """What a version adds to the one before it.

    `act` None: a draft that nobody has signed. `on`: the day, month or year of the signature, or
    of the publication of a draft.
    """

    act: Act | None
    on: BusinessDate
    source: str
    offices: tuple[str, ...] = ()
    actions: tuple[PaperAction, ...] = ()
    objectives: tuple[PaperObjective, ...] = ()
    indicators: tuple[PaperIndicator, ...] = ()
    lines: tuple[PaperLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperConvention:
    """The State's and the Département's organizations are the two parties.

    `versions`: those signed, in order, or one draft.
    """

    key: str
    kind: Kind
    title: str
    starts_on: date
    ends_on: date
    state: str
    departement: str
    versions: tuple[PaperVersion, ...]
    axes: tuple[int, ...] = ()
    volets: tuple[PaperVolet, ...] = ()
    predecessor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlan:
    """`source`: where the organizations come from, an address or the name of a file."""

    tenant: str
    source: str
    territory_codes: tuple[str, ...]
    organizations: tuple[PaperOrganization, ...]
    conventions: tuple[PaperConvention, ...]
    holders: tuple[PaperHolder, ...] = ()
