"""Every role × every command and query has one answer; what the table does not say is refused."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.errors import NotFound
from domain.roles import MACHINES, SIDES, Role
from services.ask import Caller
from services.policy import Forbidden, TenantReadOnly, admit, allow, only_of
from services.rights import LINES, RIGHTS
from services.target import Target

OWN, OTHER = uuid4(), uuid4()
NAMES = [name for name, _ in LINES]
SIGNS = "sign refuse_signature accept_invitation"
WRITES = {
    Role.DEPT_AGENT: (
        "draft_convention add_party designate_signatory define_volet set_article set_ceiling "
        "add_action carry_over_action justify_reinforcement retitle_action withdraw_action "
        "add_objective define_indicator set_target plan_funding adjust_funding try_avenant "
        "request_partner_joining accept_invitation"
    ),
    Role.DEPT_MANAGER: (
        "draft_convention add_party designate_signatory define_volet set_article set_ceiling "
        "add_action carry_over_action justify_reinforcement retitle_action withdraw_action "
        "add_objective define_indicator set_target plan_funding adjust_funding "
        "submit_convention return_review agree_convention abandon_convention freeze_version "
        "enter_execution "
        "open_avenant abandon_avenant try_avenant open_round cancel_round "
        "request_partner_joining agree_partner_joining refuse_partner_joining "
        "register_organization appoint_office_holder end_office_holder create_person "
        "grant_signing_delegation end_signing_delegation "
        "register_client end_client issue_api_token revoke_api_token "
        "correct_person import_conventions invite_member renew_invitation grant_role "
        "revoke_role accept_invitation"
    ),
    Role.DEPT_SIGNATORY: SIGNS,
    Role.STATE_AGENT: (
        "add_party designate_signatory set_ceiling plan_funding adjust_funding "
        "submit_convention return_review agree_convention freeze_version enter_execution "
        "open_avenant abandon_avenant try_avenant open_round cancel_round "
        "agree_partner_joining refuse_partner_joining create_person correct_person "
        "invite_member renew_invitation grant_role revoke_role accept_invitation "
        "grant_signing_delegation end_signing_delegation appoint_office_holder end_office_holder "
        "register_client end_client issue_api_token revoke_api_token"
    ),
    Role.PREFET_SIGNATORY: SIGNS,
    Role.COMMISSIONER: "accept_invitation",
    Role.PARTNER_AGENT: "request_partner_joining accept_invitation",
    Role.PARTNER_SIGNATORY: SIGNS,
    Role.AUDITOR: "accept_invitation",
    Role.NATIONAL_VIEWER: "accept_invitation",
    Role.TENANT_ADMIN: (
        "register_organization appoint_office_holder end_office_holder create_person "
        "grant_signing_delegation end_signing_delegation "
        "correct_person invite_member renew_invitation grant_role revoke_role remove_member "
        "end_sessions accept_invitation request_erasing "
        "register_machine end_client revoke_api_token "
        "grant_audit_mandate revoke_audit_mandate"
    ),
    Role.PLATFORM_ADMIN: (
        "declare_tenant activate_tenant suspend_tenant reactivate_tenant close_tenant "
        "request_tenant_closing open_mail_sign_in close_mail_sign_in "
        "export_tenant move_tenant receive_tenant export_audit erase_person erase_text "
        "configure_sso end_sso publish_framework register_measure publish_kind_rules "
        "create_person invite_member renew_invitation "
        "grant_role revoke_role remove_member end_sessions accept_invitation "
        "grant_regional_mandate grant_national_mandate revoke_mandate "
        "open_break_glass close_break_glass"
    ),
    Role.DEPT_MACHINE: (
        "draft_convention add_party designate_signatory define_volet set_article set_ceiling "
        "add_action carry_over_action justify_reinforcement retitle_action withdraw_action "
        "add_objective define_indicator set_target plan_funding adjust_funding try_avenant "
        "request_partner_joining accept_invitation"
    ),
    Role.STATE_MACHINE: (
        "add_party designate_signatory set_ceiling plan_funding adjust_funding try_avenant "
        "accept_invitation"
    ),
    Role.PARTNER_MACHINE: "request_partner_joining accept_invitation",
}
ONE = (
    "read_convention read_versions read_comparison read_actions read_funding read_partners "
    "read_signatures "
)
LISTS = "read_evidence read_conventions read_organizations read_signatures_awaited read_framework "
ALL = ONE + LISTS + "read_audit_trail read_event read_replay read_persons"
SOME = ONE + LISTS
SIGNED = "read_convention read_versions read_comparison read_actions read_funding"
READS = {
    Role.DEPT_AGENT: ALL,
    Role.DEPT_MANAGER: ALL + " read_members read_access_log",
    Role.DEPT_SIGNATORY: ALL,
    Role.STATE_AGENT: ALL + " read_members read_access_log",
    Role.PREFET_SIGNATORY: ALL,
    Role.AUDITOR: ALL + " read_bundle",
    Role.COMMISSIONER: SOME + "read_overview",
    Role.PARTNER_AGENT: SOME,
    Role.PARTNER_SIGNATORY: SOME,
    Role.NATIONAL_VIEWER: (
        f"{SIGNED} read_conventions read_organizations read_framework read_overview read_tenants"
    ),
    Role.TENANT_ADMIN: (
        "read_organizations read_persons read_members read_access_log read_framework read_providers"
    ),
    Role.PLATFORM_ADMIN: ALL + " read_tenants read_members read_providers",
    Role.DEPT_MACHINE: ALL,
    Role.STATE_MACHINE: ALL,
    Role.PARTNER_MACHINE: SOME,
}
# What a role may only do on a condition, and which targets miss it.
NOT_OWN = Target(
    tenant="48",
    side="nobody",
    organization_id=OTHER,
    partners=frozenset({OTHER}),
    role=Role.PLATFORM_ADMIN,
    person_id=OTHER,
    standing="draft",
)
GRANTS = "invite_member renew_invitation grant_role revoke_role "
SIDED = (
    "appoint_office_holder end_office_holder grant_signing_delegation end_signing_delegation "
    "register_client end_client issue_api_token revoke_api_token "
)
CONDITIONAL = {
    Role.DEPT_MANAGER: GRANTS + SIDED + "correct_person",
    Role.DEPT_SIGNATORY: "sign refuse_signature",
    Role.STATE_AGENT: GRANTS
    + SIDED
    + "correct_person add_party designate_signatory set_ceiling plan_funding adjust_funding",
    Role.PREFET_SIGNATORY: "sign refuse_signature",
    Role.COMMISSIONER: ONE,
    Role.NATIONAL_VIEWER: SIGNED,
    Role.PARTNER_AGENT: ONE + "request_partner_joining",
    Role.PARTNER_SIGNATORY: ONE + "sign refuse_signature",
    Role.PLATFORM_ADMIN: GRANTS,
    Role.STATE_MACHINE: "add_party designate_signatory set_ceiling plan_funding adjust_funding",
    Role.PARTNER_MACHINE: ONE + "request_partner_joining",
}
GRANTED = {
    Role.DEPT_MANAGER: Role.PARTNER_AGENT,
    Role.STATE_AGENT: Role.PREFET_SIGNATORY,
    Role.TENANT_ADMIN: Role.AUDITOR,
    Role.PLATFORM_ADMIN: Role.TENANT_ADMIN,
}


def someone(role: Role, organization_id: UUID | None = OWN) -> Caller:
    return Caller(
        tenant="48",
        person_id=uuid4(),
        role=role,
        side=SIDES[role],
        auth_method="demo",
        organization_id=organization_id,
        scopes=frozenset({"read", "write"}) if role in MACHINES else None,
    )


def may(caller: Caller, name: str, target: Target) -> bool:
    try:
        allow(caller, name, target)
    except Forbidden:
        return False
    return True


def own(role: Role) -> Target:
    return Target(
        tenant="48",
        side=SIDES[role],
        organization_id=OWN,
        partners=frozenset({OWN}),
        role=GRANTED.get(role),
        standing="signed",
    )


def test_the_matrix_speaks_of_every_name() -> None:
    said = " ".join((*WRITES.values(), *READS.values())).split()
    assert set(said) == set(NAMES)
    assert len(NAMES) == len(set(NAMES))
    assert set(WRITES) == set(READS) == set(Role) == set(SIDES)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_matrix_says(role: Role) -> None:
    said = {*WRITES[role].split(), *READS[role].split()}
    who = someone(role)
    its_own = replace(own(role), person_id=who.person_id)
    assert {name for name in NAMES if may(who, name, its_own)} == said
    missed = {*CONDITIONAL.get(role, "").split(), "accept_invitation"}
    assert {name for name in NAMES if may(who, name, NOT_OWN)} == said - missed


def test_what_the_table_does_not_name_is_refused() -> None:
    assert not any(may(someone(role), "erase_everything", own(role)) for role in Role)
    stranger = replace(someone(Role.AUDITOR), role="visitor")
    assert not may(stranger, "read_framework", own(Role.AUDITOR))


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        RIGHTS["auditor", "sign"] = lambda _caller, _target: True  # type: ignore[index]


@pytest.mark.parametrize("role", Role)
def test_another_tenant_is_not_found_rather_than_forbidden(role: Role) -> None:
    for name in NAMES:
        with pytest.raises(NotFound):
            allow(someone(role), name, Target(tenant="42", organization_id=OWN))


def test_a_person_of_no_organization_owns_nothing() -> None:
    nobody = someone(Role.PARTNER_SIGNATORY, organization_id=None)
    assert not may(nobody, "sign", Target(tenant="48", side="partner"))
    assert not may(nobody, "read_convention", Target(tenant="48"))


@pytest.mark.parametrize("role", [Role.PARTNER_AGENT, Role.PARTNER_SIGNATORY])
@pytest.mark.parametrize("name", ["read_conventions", "read_organizations", "read_signatures"])
def test_a_partner_of_no_organization_lists_nothing(role: Role, name: str) -> None:
    assert not may(someone(role, organization_id=None), name, Target(tenant="48"))
    assert may(someone(role), name, Target(tenant="48", partners=frozenset({OWN})))


@pytest.mark.parametrize(
    ("role", "seen"),
    [(Role.COMMISSIONER, ("submitted", "signed")), (Role.NATIONAL_VIEWER, ("signed",))],
)
def test_the_states_centre_reads_what_has_come_that_far(role: Role, seen: tuple[str, ...]) -> None:
    for standing in (None, "draft", "submitted", "signed"):
        target = Target(tenant="48", standing=standing)
        assert may(someone(role), "read_convention", target) is (standing in seen)


def test_an_auditor_of_some_conventions_sees_these_alone() -> None:
    auditor = replace(someone(Role.AUDITOR), conventions=frozenset({OWN}))
    assert may(auditor, "read_audit_trail", Target(tenant="48", convention_id=OWN))
    assert not may(auditor, "read_audit_trail", Target(tenant="48", convention_id=OTHER))
    assert not may(auditor, "read_audit_trail", Target(tenant="48"))
    assert not may(auditor, "read_persons", Target(tenant="48"))


def test_a_tenant_that_is_not_open_is_read_and_not_written() -> None:
    manager = replace(someone(Role.DEPT_MANAGER), read_only=True)
    assert may(manager, "read_convention", own(Role.DEPT_MANAGER))
    with pytest.raises(TenantReadOnly):
        allow(manager, "submit_convention", own(Role.DEPT_MANAGER))


def test_who_looks_from_above_is_not_told_that_the_tenant_is_closed() -> None:
    hoster = replace(someone(Role.PLATFORM_ADMIN), read_only=True, home="platform")
    with pytest.raises(TenantReadOnly, match="pas membre"):
        admit(hoster, "remove_member", "48")
    manager = replace(someone(Role.DEPT_MANAGER), read_only=True, home="48")
    with pytest.raises(TenantReadOnly, match="pas ouvert"):
        admit(manager, "draft_convention", "48")


@pytest.mark.parametrize("scopes", [{"read"}, {"write"}, set()])
def test_a_machine_may_what_its_token_says_of_what_its_role_may(scopes: set[str]) -> None:
    machine = replace(someone(Role.DEPT_MACHINE), scopes=frozenset(scopes))
    assert may(machine, "read_convention", own(Role.DEPT_MACHINE)) is ("read" in scopes)
    assert may(machine, "add_action", own(Role.DEPT_MACHINE)) is ("write" in scopes)
    assert not may(machine, "agree_convention", own(Role.DEPT_MACHINE))


def test_a_role_of_machines_without_token_may_nothing() -> None:
    nobody = replace(someone(Role.DEPT_MACHINE), scopes=None)
    assert not any(may(nobody, name, own(Role.DEPT_MACHINE)) for name in NAMES)


def admitted(role: Role, name: str) -> bool:
    with pytest.raises(NotFound):
        admit(someone(role), name, "42")
    try:
        admit(someone(role), name, "48")
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize("role", Role)
def test_who_may_under_no_condition_is_refused_before_anything_is_read(role: Role) -> None:
    rights = {name for name in NAMES if (role.value, name) in RIGHTS}
    assert {name for name in NAMES if admitted(role, name)} == rights


def test_a_partner_lists_the_conventions_of_its_own_organization_only() -> None:
    assert only_of(someone(Role.PARTNER_AGENT)) == OWN
    assert only_of(someone(Role.STATE_AGENT)) is None
