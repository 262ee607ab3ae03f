"""The rights table: role × command or query → predicate. What is not in it is refused.

A command has the name of its class in snake case, a query begins with `read_`. Imports run as a
`dept_manager` of the tenant with provenance `import`: no role of their own. Who looks in from above
(commissioner, national viewer, the hoster under break-glass) only reads.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from domain.roles import Role
from services.holders import (
    ADMINISTERING,
    BREAKING,
    DEALING,
    DRAFTING,
    ENTRUSTING,
    FOLLOWING,
    FOR_THE_STATE,
    HOSTING,
    INVITING,
    KEEPING,
    LISTING,
    NATIONAL,
    OFFICES,
    ONE,
    SIGNED_TOO,
    SIGNING,
    STATES_CENTRE,
    TRAIL,
    WITHIN,
    held,
)
from services.target import (
    Predicate,
    always,
    itself,
    own_organization,
    whole_tenant,
)

# One line per command or query: its name, who may, and on what condition.
LINES: tuple[tuple[str, Mapping[Role, Predicate]], ...] = (
    ("draft_convention", DRAFTING),
    ("add_party", DRAFTING | FOR_THE_STATE),
    ("designate_signatory", DRAFTING | FOR_THE_STATE),
    ("define_volet", DRAFTING),
    ("set_article", DRAFTING),
    ("set_ceiling", DRAFTING | FOR_THE_STATE),
    ("add_action", DRAFTING),
    ("carry_over_action", DRAFTING),
    ("justify_reinforcement", DRAFTING),
    ("retitle_action", DRAFTING),
    ("withdraw_action", DRAFTING),
    ("add_objective", DRAFTING),
    ("define_indicator", DRAFTING),
    ("set_target", DRAFTING),
    ("plan_funding", DRAFTING | FOR_THE_STATE),
    ("adjust_funding", DRAFTING | FOR_THE_STATE),
    ("submit_convention", DEALING),
    ("return_review", DEALING),
    ("agree_convention", DEALING),
    ("abandon_convention", {Role.DEPT_MANAGER: always}),
    ("freeze_version", DEALING),
    ("enter_execution", DEALING),
    ("open_avenant", DEALING),
    ("abandon_avenant", DEALING),
    ("try_avenant", DRAFTING | held(Role.STATE_AGENT, Role.STATE_MACHINE)),
    ("open_round", DEALING),
    ("cancel_round", DEALING),
    ("sign", SIGNING),
    ("refuse_signature", SIGNING),
    (
        "request_partner_joining",
        DRAFTING | held(Role.PARTNER_AGENT, Role.PARTNER_MACHINE, on=own_organization),
    ),
    ("agree_partner_joining", DEALING),
    ("refuse_partner_joining", DEALING),
    ("register_organization", KEEPING),
    ("appoint_office_holder", OFFICES),
    ("end_office_holder", OFFICES),
    ("grant_signing_delegation", OFFICES),
    ("end_signing_delegation", OFFICES),
    ("create_person", KEEPING | {Role.STATE_AGENT: always, Role.PLATFORM_ADMIN: always}),
    ("correct_person", ENTRUSTING | ADMINISTERING),
    ("import_conventions", {Role.DEPT_MANAGER: always}),
    ("invite_member", INVITING),
    ("renew_invitation", INVITING),
    ("accept_invitation", held(*Role, on=itself)),
    ("grant_role", INVITING),
    ("revoke_role", INVITING),
    ("remove_member", ADMINISTERING | HOSTING),
    ("end_sessions", ADMINISTERING | HOSTING),
    ("register_machine", ADMINISTERING),
    ("register_client", ENTRUSTING),
    ("end_client", ENTRUSTING | ADMINISTERING),
    ("issue_api_token", ENTRUSTING),
    ("revoke_api_token", ENTRUSTING | ADMINISTERING),
    ("grant_audit_mandate", ADMINISTERING),
    ("revoke_audit_mandate", ADMINISTERING),
    ("grant_regional_mandate", HOSTING),
    ("grant_national_mandate", HOSTING),
    ("revoke_mandate", HOSTING),
    ("open_break_glass", HOSTING),
    ("close_break_glass", HOSTING),
    ("declare_tenant", HOSTING),
    ("activate_tenant", HOSTING),
    ("suspend_tenant", HOSTING),
    ("reactivate_tenant", HOSTING),
    ("request_tenant_closing", HOSTING),
    ("close_tenant", HOSTING),
    ("open_mail_sign_in", HOSTING),
    ("close_mail_sign_in", HOSTING),
    ("export_tenant", HOSTING),
    ("move_tenant", HOSTING),
    ("receive_tenant", HOSTING),
    ("request_erasing", {Role.TENANT_ADMIN: always}),
    ("erase_person", HOSTING),
    ("erase_text", HOSTING),
    ("export_audit", HOSTING),
    ("configure_sso", HOSTING),
    ("end_sso", HOSTING),
    ("publish_framework", HOSTING),
    ("register_measure", HOSTING),
    ("publish_kind_rules", HOSTING),
    ("read_conventions", LISTING | NATIONAL),
    ("read_organizations", LISTING | NATIONAL | ADMINISTERING),
    ("read_convention", ONE | SIGNED_TOO),
    ("read_versions", ONE | SIGNED_TOO),
    ("read_comparison", ONE | SIGNED_TOO),
    ("read_actions", ONE | SIGNED_TOO),
    ("read_funding", ONE | SIGNED_TOO),
    ("read_partners", ONE),
    ("read_signatures", ONE),
    ("read_signatures_awaited", LISTING),
    ("read_audit_trail", TRAIL),
    ("read_event", FOLLOWING),
    ("read_evidence", LISTING),
    ("read_replay", TRAIL),
    ("read_bundle", {Role.AUDITOR: whole_tenant}),
    ("read_persons", WITHIN | BREAKING | {Role.AUDITOR: whole_tenant, Role.TENANT_ADMIN: always}),
    (
        "read_members",
        ADMINISTERING | HOSTING | {Role.DEPT_MANAGER: always, Role.STATE_AGENT: always},
    ),
    (
        "read_access_log",
        {Role.TENANT_ADMIN: always, Role.DEPT_MANAGER: always, Role.STATE_AGENT: always},
    ),
    ("read_overview", STATES_CENTRE),
    ("read_framework", held(*Role)),
    ("read_providers", ADMINISTERING | HOSTING),
    ("read_tenants", {Role.PLATFORM_ADMIN: always, Role.NATIONAL_VIEWER: always}),
)

# What runs without being asked for, and for whom it acts: no role holds it.
JOBS: Mapping[str, str] = MappingProxyType(
    {
        "deliver": "the system: tells those concerned of an event, records what became of the mail",
        "finish_closing": "the hoster, by `request_tenant_closing`",
        "finish_erasing": "the hoster, because of `request_erasing`",
        "expire_round": "the system: a round is over once its last day has gone",
        "self_audit": "the system: what stands is compared with what the log says, each night",
        "provision": "the hoster, by `activate_tenant` and what founds a platform",
    }
)


def _rights() -> Iterator[tuple[tuple[str, str], Predicate]]:
    for name, holders in LINES:
        for role, predicate in holders.items():
            yield (role.value, name), predicate


RIGHTS: Mapping[tuple[str, str], Predicate] = MappingProxyType(dict(_rights()))
