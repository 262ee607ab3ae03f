"""What a command or query is about, and the conditions under which a role may."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from services.ask import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the command or query is about.

    `side` and `organization_id`: of the funder, party, slot or partner concerned. `partners`: the
    organizations invited to the convention or joined.
    """

    tenant: str
    side: str | None = None
    organization_id: UUID | None = None
    partners: frozenset[UUID] = frozenset()


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
