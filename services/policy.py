"""Who may do or read what: one table, and nothing that is not in it.

A command has the name of its class in snake case, a query begins with `read_`. Imports run as a
`dept_manager` of the tenant with provenance `import`: no role of their own. A commissioner or a
national viewer reads no tenant from within: only the overview. Reading across tenants, and only
what was signed, comes with mandates.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from uuid import UUID

from domain.errors import NotFound, RuleBroken
from services.ask import Ask, Caller
from services.roles import Role
from services.target import (
    Predicate,
    Target,
    always,
    invited,
    own_organization,
    own_side,
    own_slot,
    with_organization,
)

REFUSAL = "Votre rôle ne permet pas cette action."


class Forbidden(RuleBroken):
    """The person belongs to this tenant, but this is not theirs to do."""

    code = "forbidden"


def allow(who: Ask | Caller, name: str, target: Target) -> None:
    """Raises Forbidden, or NotFound for another tenant: a guess learns nothing."""
    caller = who.caller if isinstance(who, Ask) else who
    if not _held(caller, name, target.tenant)(caller, target):
        raise Forbidden(REFUSAL)


def admit(caller: Caller, name: str, tenant: str) -> None:
    """Asked before anything is loaded: whether there is a condition under which the role may.

    Raises as `allow`, which still has to be asked once the target is known.
    """
    _held(caller, name, tenant)


def _held(caller: Caller, name: str, tenant: str) -> Predicate:
    if tenant != caller.tenant:
        raise NotFound("Cet élément n’existe pas.")
    predicate = RIGHTS.get((caller.role, name))
    if predicate is None:
        raise Forbidden(REFUSAL)
    return predicate


def only_of(caller: Caller) -> UUID | None:
    """The organization to whose conventions the lists of this caller are limited, if any.

    A partner without organization is allowed no list at all.
    """
    return caller.organization_id if caller.side == "partner" else None


PARTNERS = (Role.PARTNER_AGENT, Role.PARTNER_SIGNATORY)
DRAFTING = {Role.DEPT_AGENT: always, Role.DEPT_MANAGER: always}
DEALING = {Role.DEPT_MANAGER: always, Role.STATE_AGENT: always}
SIGNING = {
    Role.DEPT_SIGNATORY: own_slot,
    Role.PREFET_SIGNATORY: own_slot,
    Role.PARTNER_SIGNATORY: own_slot,
}
KEEPING = {Role.TENANT_ADMIN: always, Role.DEPT_MANAGER: always}
INSIDE = dict.fromkeys(
    (
        Role.DEPT_AGENT,
        Role.DEPT_MANAGER,
        Role.DEPT_SIGNATORY,
        Role.STATE_AGENT,
        Role.PREFET_SIGNATORY,
        Role.AUDITOR,
    ),
    always,
)
READING = INSIDE | dict.fromkeys(PARTNERS, invited)
LISTING = INSIDE | dict.fromkeys(PARTNERS, with_organization)

# One line per command or query: its name, who may, and on what condition.
LINES: tuple[tuple[str, Mapping[Role, Predicate]], ...] = (
    ("draft_convention", DRAFTING),
    ("add_party", DRAFTING | {Role.STATE_AGENT: own_side}),
    ("designate_signatory", DRAFTING | {Role.STATE_AGENT: own_side}),
    ("define_volet", DRAFTING),
    ("set_article", DRAFTING),
    ("set_ceiling", DRAFTING | {Role.STATE_AGENT: own_side}),
    ("add_action", DRAFTING),
    ("carry_over_action", DRAFTING),
    ("justify_reinforcement", DRAFTING),
    ("retitle_action", DRAFTING),
    ("withdraw_action", DRAFTING),
    ("add_objective", DRAFTING),
    ("define_indicator", DRAFTING),
    ("set_target", DRAFTING),
    ("plan_funding", DRAFTING | {Role.STATE_AGENT: own_side}),
    ("adjust_funding", DRAFTING | {Role.STATE_AGENT: own_side}),
    ("submit_convention", DEALING),
    ("agree_convention", DEALING),
    ("abandon_convention", {Role.DEPT_MANAGER: always}),
    ("freeze_version", DEALING),
    ("enter_execution", DEALING),
    ("open_avenant", DEALING),
    ("abandon_avenant", DEALING),
    ("open_round", DEALING),
    ("cancel_round", DEALING),
    ("sign", SIGNING),
    ("refuse_signature", SIGNING),
    ("request_partner_joining", DRAFTING | {Role.PARTNER_AGENT: own_organization}),
    ("agree_partner_joining", DEALING),
    ("refuse_partner_joining", DEALING),
    ("register_organization", KEEPING),
    ("appoint_office_holder", KEEPING),
    ("end_office_holder", KEEPING),
    ("create_person", KEEPING),
    ("correct_person", KEEPING),
    ("import_conventions", {Role.DEPT_MANAGER: always}),
    ("declare_tenant", {Role.PLATFORM_ADMIN: always}),
    ("activate_tenant", {Role.PLATFORM_ADMIN: always}),
    ("publish_framework", {Role.PLATFORM_ADMIN: always}),
    ("register_measure", {Role.PLATFORM_ADMIN: always}),
    ("publish_kind_rules", {Role.PLATFORM_ADMIN: always}),
    # A list shows a partner only what `only_of` names.
    ("read_conventions", LISTING),
    ("read_organizations", INSIDE | dict.fromkeys((*PARTNERS, Role.TENANT_ADMIN), always)),
    ("read_convention", READING),
    ("read_versions", READING),
    ("read_actions", READING),
    ("read_funding", READING),
    ("read_partners", READING),
    ("read_signatures", READING),
    ("read_audit_trail", INSIDE),
    ("read_persons", INSIDE | {Role.TENANT_ADMIN: always}),
    ("read_overview", dict.fromkeys((Role.NATIONAL_VIEWER, Role.COMMISSIONER), always)),
    ("read_framework", dict.fromkeys(Role, always)),
    ("read_tenants", {Role.PLATFORM_ADMIN: always, Role.NATIONAL_VIEWER: always}),
)


def _rights() -> Iterator[tuple[tuple[str, str], Predicate]]:
    for name, holders in LINES:
        for role, predicate in holders.items():
            yield (role.value, name), predicate


RIGHTS: Mapping[tuple[str, str], Predicate] = MappingProxyType(dict(_rights()))
