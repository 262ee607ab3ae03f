"""Every role × every command and query has one answer; what the table does not say is refused."""

from dataclasses import replace
from itertools import product
from uuid import UUID, uuid4

import pytest

from domain.errors import NotFound
from services.ask import Caller
from services.policy import LINES, RIGHTS, Forbidden, admit, allow, only_of
from services.roles import SIDES, Role
from services.target import Target

OWN, OTHER = uuid4(), uuid4()
NAMES = [name for name, _ in LINES]
WRITES = {
    Role.DEPT_AGENT: (
        "draft_convention add_party designate_signatory define_volet set_article set_ceiling "
        "add_action carry_over_action justify_reinforcement retitle_action withdraw_action "
        "add_objective define_indicator set_target plan_funding adjust_funding "
        "request_partner_joining"
    ),
    Role.DEPT_MANAGER: (
        "draft_convention add_party designate_signatory define_volet set_article set_ceiling "
        "add_action carry_over_action justify_reinforcement retitle_action withdraw_action "
        "add_objective define_indicator set_target plan_funding adjust_funding "
        "submit_convention agree_convention abandon_convention freeze_version enter_execution "
        "open_avenant abandon_avenant open_round cancel_round "
        "request_partner_joining agree_partner_joining refuse_partner_joining "
        "register_organization appoint_office_holder end_office_holder create_person "
        "correct_person import_conventions"
    ),
    Role.DEPT_SIGNATORY: "sign refuse_signature",
    Role.STATE_AGENT: (
        "add_party designate_signatory set_ceiling plan_funding adjust_funding "
        "submit_convention agree_convention freeze_version enter_execution "
        "open_avenant abandon_avenant open_round cancel_round "
        "agree_partner_joining refuse_partner_joining"
    ),
    Role.PREFET_SIGNATORY: "sign refuse_signature",
    Role.COMMISSIONER: "",
    Role.PARTNER_AGENT: "request_partner_joining",
    Role.PARTNER_SIGNATORY: "sign refuse_signature",
    Role.AUDITOR: "",
    Role.NATIONAL_VIEWER: "",
    Role.TENANT_ADMIN: (
        "register_organization appoint_office_holder end_office_holder create_person correct_person"
    ),
    Role.PLATFORM_ADMIN: (
        "declare_tenant activate_tenant publish_framework register_measure publish_kind_rules"
    ),
}
ONE = "read_convention read_versions read_actions read_funding read_partners read_signatures "
ALL = ONE + "read_conventions read_organizations read_audit_trail read_persons read_framework"
SOME = ONE + "read_conventions read_organizations read_framework"
READS = {
    Role.DEPT_AGENT: ALL,
    Role.DEPT_MANAGER: ALL,
    Role.DEPT_SIGNATORY: ALL,
    Role.STATE_AGENT: ALL,
    Role.PREFET_SIGNATORY: ALL,
    Role.AUDITOR: ALL,
    Role.COMMISSIONER: "read_overview read_framework",
    Role.PARTNER_AGENT: SOME,
    Role.PARTNER_SIGNATORY: SOME,
    Role.NATIONAL_VIEWER: "read_overview read_framework read_tenants",
    Role.TENANT_ADMIN: "read_organizations read_persons read_framework",
    Role.PLATFORM_ADMIN: "read_framework read_tenants",
}
# What a role may only do on a condition, and which targets miss it.
NOT_OWN = Target(tenant="48", side="nobody", organization_id=OTHER, partners=frozenset({OTHER}))
CONDITIONAL = {
    Role.DEPT_SIGNATORY: "sign refuse_signature",
    Role.STATE_AGENT: "add_party designate_signatory set_ceiling plan_funding adjust_funding",
    Role.PREFET_SIGNATORY: "sign refuse_signature",
    Role.PARTNER_AGENT: ONE + "request_partner_joining",
    Role.PARTNER_SIGNATORY: ONE + "sign refuse_signature",
}


def someone(role: Role, organization_id: UUID | None = OWN) -> Caller:
    return Caller(
        tenant="48",
        person_id=uuid4(),
        role=role,
        side=SIDES[role],
        auth_method="demo",
        organization_id=organization_id,
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
    )


def test_the_matrix_speaks_of_every_name() -> None:
    said = " ".join((*WRITES.values(), *READS.values())).split()
    assert set(said) == set(NAMES)
    assert len(NAMES) == len(set(NAMES))
    assert set(WRITES) == set(READS) == set(Role) == set(SIDES)


@pytest.mark.parametrize(("role", "name"), list(product(Role, NAMES)))
def test_each_role_may_what_the_matrix_says(role: Role, name: str) -> None:
    said = (WRITES[role] + " " + READS[role]).split()
    assert may(someone(role), name, own(role)) is (name in said)
    missed = name in CONDITIONAL.get(role, "").split()
    assert may(someone(role), name, NOT_OWN) is (name in said and not missed)


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
@pytest.mark.parametrize("name", ["read_conventions", "read_signatures"])
def test_a_partner_of_no_organization_lists_nothing(role: Role, name: str) -> None:
    assert not may(someone(role, organization_id=None), name, Target(tenant="48"))
    assert may(someone(role), name, Target(tenant="48", partners=frozenset({OWN})))


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.NATIONAL_VIEWER])
def test_the_states_centre_reads_no_tenant_from_within(role: Role) -> None:
    for name in ALL.split():
        assert may(someone(role), name, own(role)) is (name == "read_framework")


@pytest.mark.parametrize(("role", "name"), list(product(Role, NAMES)))
def test_who_may_under_no_condition_is_refused_before_anything_is_read(
    role: Role, name: str
) -> None:
    caller = someone(role)
    if (role.value, name) in RIGHTS:
        admit(caller, name, "48")
    else:
        with pytest.raises(Forbidden):
            admit(caller, name, "48")
    with pytest.raises(NotFound):
        admit(caller, name, "42")


def test_a_partner_lists_the_conventions_of_its_own_organization_only() -> None:
    assert only_of(someone(Role.PARTNER_AGENT)) == OWN
    assert only_of(someone(Role.STATE_AGENT)) is None
