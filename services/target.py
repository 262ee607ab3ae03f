"""What a command or query is about, and the conditions under which a role may."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from domain.roles import SIDES, Role
from services.ask import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the command or query is about.

    `side` and `organization_id`: of the funder, party, slot or partner concerned. `partners`: the
    organizations invited to the convention or joined. `standing`: how far the convention has come
    (`draft`, `submitted`, `signed`). `role`: the one that is granted or revoked. `person_id`: whom
    it is about.
    """

    tenant: str
    side: str | None = None
    organization_id: UUID | None = None
    partners: frozenset[UUID] = frozenset()
    convention_id: UUID | None = None
    standing: str | None = None
    role: Role | None = None
    person_id: UUID | None = None


Predicate = Callable[[Caller, Target], bool]


def always(_caller: Caller, _target: Target) -> bool:
    return True


def own_side(caller: Caller, target: Target) -> bool:
    return target.side == caller.side


def own_organization(caller: Caller, target: Target) -> bool:
    return target.organization_id is not None and target.organization_id == caller.organization_id


def own_slot(caller: Caller, target: Target) -> bool:
    return own_side(caller, target) and own_organization(caller, target)


def invited(caller: Caller, target: Target) -> bool:
    return caller.organization_id in target.partners


def with_organization(caller: Caller, _target: Target) -> bool:
    return caller.organization_id is not None


def of_no_state_side(_caller: Caller, target: Target) -> bool:
    """The Département keeps its own offices and those of partners, never those of the State."""
    return target.side in ("departement", "partner")


def submitted(_caller: Caller, target: Target) -> bool:
    return target.standing in ("submitted", "signed")


def signed(_caller: Caller, target: Target) -> bool:
    return target.standing == "signed"


def within_mandate(caller: Caller, target: Target) -> bool:
    """An auditor whose mandate names conventions sees these alone."""
    return caller.conventions is None or target.convention_id in caller.conventions


def whole_tenant(caller: Caller, _target: Target) -> bool:
    return caller.conventions is None


def itself(caller: Caller, target: Target) -> bool:
    return target.person_id == caller.person_id


def grants_own_side(_caller: Caller, target: Target) -> bool:
    return target.role in OF_STATE


def grants_departement_or_partner(_caller: Caller, target: Target) -> bool:
    return target.role in OF_DEPARTEMENT_AND_PARTNERS


def grants_first_administrator(caller: Caller, target: Target) -> bool:
    """The hoster lets people of its own in, and in a tenant the administrators alone."""
    return caller.tenant == "platform" or target.role is Role.TENANT_ADMIN


OF_STATE = frozenset((Role.STATE_AGENT, Role.PREFET_SIGNATORY, Role.STATE_MACHINE))
OF_DEPARTEMENT_AND_PARTNERS = frozenset(
    role for role in Role if SIDES[role] in ("departement", "partner")
)
