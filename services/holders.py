"""Who holds which rights together: the columns of the rights table that several rows share."""

from domain.roles import Role
from services.target import (
    Predicate,
    always,
    grants_departement_or_partner,
    grants_first_administrator,
    grants_own_side,
    invited,
    of_no_state_side,
    own_side,
    own_slot,
    signed,
    submitted,
    with_organization,
    within_mandate,
)

Holders = dict[Role, Predicate]


def held(*roles: Role, on: Predicate = always) -> Holders:
    return dict.fromkeys(roles, on)


PARTNERS = (Role.PARTNER_AGENT, Role.PARTNER_SIGNATORY, Role.PARTNER_MACHINE)
DRAFTING = held(Role.DEPT_AGENT, Role.DEPT_MANAGER, Role.DEPT_MACHINE)
FOR_THE_STATE = held(Role.STATE_AGENT, Role.STATE_MACHINE, on=own_side)
DEALING: Holders = {Role.DEPT_MANAGER: always, Role.STATE_AGENT: always}
SIGNING: Holders = {
    Role.DEPT_SIGNATORY: own_slot,
    Role.PREFET_SIGNATORY: own_slot,
    Role.PARTNER_SIGNATORY: own_slot,
}
KEEPING: Holders = {Role.TENANT_ADMIN: always, Role.DEPT_MANAGER: always}
OFFICES: Holders = {
    Role.TENANT_ADMIN: always,
    Role.DEPT_MANAGER: of_no_state_side,
    Role.STATE_AGENT: own_side,
}
# Who administers accounts has no content rights: a token of a machine would give them some.
ENTRUSTING: Holders = {
    Role.DEPT_MANAGER: grants_departement_or_partner,
    Role.STATE_AGENT: grants_own_side,
}
ADMINISTERING: Holders = {Role.TENANT_ADMIN: always}
HOSTING: Holders = {Role.PLATFORM_ADMIN: always}
INVITING: Holders = {
    Role.TENANT_ADMIN: always,
    Role.DEPT_MANAGER: grants_departement_or_partner,
    Role.STATE_AGENT: grants_own_side,
    Role.PLATFORM_ADMIN: grants_first_administrator,
}
WITHIN = held(
    Role.DEPT_AGENT,
    Role.DEPT_MANAGER,
    Role.DEPT_SIGNATORY,
    Role.STATE_AGENT,
    Role.PREFET_SIGNATORY,
    Role.DEPT_MACHINE,
    Role.STATE_MACHINE,
)
# The hoster reads a tenant under break-glass alone: nothing else makes it a caller there.
BREAKING: Holders = {Role.PLATFORM_ADMIN: always}
ONE = (
    WITHIN
    | held(*PARTNERS, on=invited)
    | BREAKING
    | {
        Role.AUDITOR: within_mandate,
        Role.COMMISSIONER: submitted,
    }
)
# The national centre reads what is signed, and nothing of who is asked to join or to sign.
SIGNED_TOO: Holders = {Role.NATIONAL_VIEWER: signed}
# A list shows a partner only what `only_of` names, and those above what `seen_by` says.
LISTING = (
    WITHIN
    | held(*PARTNERS, on=with_organization)
    | BREAKING
    | {
        Role.AUDITOR: always,
        Role.COMMISSIONER: always,
    }
)
NATIONAL: Holders = {Role.NATIONAL_VIEWER: always}
TRAIL = WITHIN | BREAKING | {Role.AUDITOR: within_mandate}
# An auditor whose mandate names conventions is shown their events alone.
FOLLOWING = WITHIN | BREAKING | {Role.AUDITOR: always}
STATES_CENTRE = held(Role.NATIONAL_VIEWER, Role.COMMISSIONER)
