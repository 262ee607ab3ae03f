"""One call of every service, about things that do not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from domain.access.facts import Scope
from domain.convention.action import Dimension, Unit
from domain.convention.kind import Kind
from domain.convention.signature import Side
from domain.platform.facts import TenantKind
from domain.registry.facts import OrganizationKind
from domain.roles import Role
from infra.store.persons.sides import TenantSides
from infra.store.persons.tenant_people import TenantPeople
from services import erasing
from services import people as persons
from services.access import commands as a
from services.access import machines, mandates, members
from services.ask import Ask
from services.conventions import actions, avenants, drafting, funding, review, trying
from services.conventions import commands as c
from services.imports.conventions import import_conventions
from services.imports.plan import PaperPlan
from services.joining import commands as j
from services.joining import joinings
from services.pactes import Pactes
from services.platform import commands as p
from services.platform import frameworks, moving, providers, tenants
from services.registry import commands as r
from services.registry import delegations, organizations
from services.signing import commands as s
from services.signing import rounds
from tests.domain.platform.rules import RULES
from tests.examples.access import CONFIGURATION

DAY, NOBODY = date(2024, 1, 1), uuid4()
OF: dict[str, Any] = {"convention_id": NOBODY}
PERSON: dict[str, Any] = {"person_id": NOBODY}
PLAN = PaperPlan(
    tenant="48", source="test", territory_codes=("48",), organizations=(), conventions=()
)


@dataclass(frozen=True)
class Here:
    pactes: Pactes
    platform: Pactes
    people: TenantPeople
    sides: TenantSides


Call = Callable[[Here, Ask], object]


def on(service: Callable[..., object], command: object) -> Call:
    return lambda here, ask: service(here.pactes, ask, command)


def above(service: Callable[..., object], command: object) -> Call:
    return lambda here, ask: service(here.platform, ask, command)


DRAFT = c.DraftConvention(
    kind=Kind.CLS, title="T", starts_on=DAY, ends_on=DAY, territory_codes=("48",), axes=(1,)
)
APPOINT = r.AppointOfficeHolder(organization_id=NOBODY, office="o", person_id=NOBODY, since=DAY)
CALLS: dict[str, Call] = {
    "request_erasing": lambda here, ask: erasing.request_erasing(
        here.pactes, here.people, ask, erasing.RequestErasing(**PERSON, motive="M")
    ),
    "erase_person": on(erasing.erase_person, NOBODY),
    "erase_text": on(erasing.erase_text, "5f" * 32),
    "draft_convention": lambda here, ask: drafting.draft_convention(
        here.pactes, here.platform, ask, DRAFT
    ),
    "add_party": on(drafting.add_party, c.AddParty(**OF, organization_id=NOBODY, side=Side.STATE)),
    "designate_signatory": on(
        drafting.designate_signatory,
        c.DesignateSignatory(**OF, office="o", side=Side.STATE, organization_id=NOBODY),
    ),
    "define_volet": on(
        drafting.define_volet,
        c.DefineVolet(**OF, code="v", title="T", starts_on=DAY, ends_on=DAY),
    ),
    "set_article": on(drafting.set_article, c.SetArticle(**OF, no=1, title="T", text="T")),
    "set_ceiling": on(drafting.set_ceiling, c.SetCeiling(**OF, exercice=2024, amount_cents=1)),
    "add_action": on(actions.add_action, c.AddAction(**OF, title="T")),
    "carry_over_action": on(
        actions.carry_over_action,
        c.CarryOverAction(**OF, action_id=NOBODY, from_convention_id=NOBODY, from_action_id=NOBODY),
    ),
    "justify_reinforcement": on(
        actions.justify_reinforcement,
        c.JustifyReinforcement(**OF, action_id=NOBODY, dimension=Dimension.AREA, text="T"),
    ),
    "retitle_action": on(
        actions.retitle_action, c.RetitleAction(**OF, action_id=NOBODY, title="T")
    ),
    "withdraw_action": on(
        actions.withdraw_action, c.WithdrawAction(**OF, action_id=NOBODY, motive="M")
    ),
    "add_objective": on(actions.add_objective, c.AddObjective(**OF, action_id=None, text="T")),
    "define_indicator": on(
        actions.define_indicator,
        c.DefineIndicator(**OF, objective_id=NOBODY, name="N", unit=Unit.PERSON),
    ),
    "set_target": on(
        actions.set_target, c.SetTarget(**OF, indicator_id=NOBODY, exercice=2024, value=1)
    ),
    "plan_funding": on(
        funding.plan_funding,
        c.PlanFunding(**OF, funder_id=NOBODY, exercice=2024, amount_cents=1),
    ),
    "adjust_funding": on(
        funding.adjust_funding,
        c.AdjustFunding(**OF, line_id=NOBODY, amount_cents=1, motive="M"),
    ),
    "submit_convention": on(review.submit_convention, c.SubmitConvention(**OF)),
    "return_review": on(review.return_review, c.ReturnReview(**OF, motive="M")),
    "agree_convention": lambda here, ask: review.agree_convention(
        here.pactes, here.sides, ask, c.AgreeConvention(**OF)
    ),
    "abandon_convention": on(review.abandon_convention, c.AbandonConvention(**OF, motive="M")),
    "freeze_version": on(review.freeze_version, c.FreezeVersion(**OF)),
    "enter_execution": on(review.enter_execution, c.EnterExecution(**OF, on=DAY)),
    "open_avenant": on(avenants.open_avenant, c.OpenAvenant(**OF, motive="M")),
    "abandon_avenant": on(avenants.abandon_avenant, c.AbandonAvenant(**OF)),
    "try_avenant": on(trying.try_avenant, trying.TryAvenant(**OF, changes=())),
    "open_round": on(rounds.open_round, s.OpenRound(**OF, deadline=DAY)),
    "cancel_round": on(rounds.cancel_round, s.CancelRound(**OF, motive="M")),
    "sign": on(rounds.sign, s.Sign(**OF, signatory_id=NOBODY, content_hash="0" * 64)),
    "refuse_signature": on(
        rounds.refuse_signature, s.RefuseSignature(**OF, signatory_id=NOBODY, motive="M")
    ),
    "request_partner_joining": on(
        joinings.request_partner_joining,
        j.RequestPartnerJoining(
            **OF, organization_id=NOBODY, contribution_text="T", signatory_office="o"
        ),
    ),
    "agree_partner_joining": on(
        joinings.agree_partner_joining, j.AgreePartnerJoining(joining_id=NOBODY)
    ),
    "refuse_partner_joining": on(
        joinings.refuse_partner_joining, j.RefusePartnerJoining(joining_id=NOBODY, motive="M")
    ),
    "register_organization": on(
        organizations.register_organization,
        r.RegisterOrganization(legal_name="N", kind=OrganizationKind.ARS),
    ),
    "appoint_office_holder": lambda here, ask: organizations.appoint_office_holder(
        here.pactes, here.people, ask, APPOINT
    ),
    "end_office_holder": on(
        organizations.end_office_holder,
        r.EndOfficeHolder(organization_id=NOBODY, office="o", person_id=NOBODY, until=DAY),
    ),
    "grant_signing_delegation": lambda here, ask: delegations.grant_signing_delegation(
        here.pactes,
        here.people,
        ask,
        r.GrantSigningDelegation(
            organization_id=NOBODY,
            office="o",
            delegate_person_id=NOBODY,
            since=DAY,
            until=DAY,
            act_ref="A",
        ),
    ),
    "end_signing_delegation": on(
        delegations.end_signing_delegation,
        r.EndSigningDelegation(organization_id=NOBODY, delegation_id=NOBODY, until=DAY),
    ),
    "create_person": lambda here, ask: persons.create_person(
        here.people, ask, persons.CreatePerson(display_name="N")
    ),
    "correct_person": lambda here, ask: persons.correct_person(
        here.pactes, here.people, ask, persons.CorrectPerson(person_id=NOBODY, display_name="N")
    ),
    "import_conventions": lambda here, ask: import_conventions(
        here.pactes, here.platform, here.people, ask, PLAN
    ),
    "invite_member": lambda here, ask: members.invite_member(
        here.pactes, here.people, ask, a.InviteMember(**PERSON, role=Role.DEPT_AGENT)
    ),
    "renew_invitation": on(members.renew_invitation, a.RenewInvitation(**PERSON)),
    "accept_invitation": lambda here, ask: members.accept_invitation(here.pactes, ask),
    "grant_role": on(members.grant_role, a.GrantRole(**PERSON, role=Role.DEPT_AGENT)),
    "revoke_role": on(members.revoke_role, a.RevokeRole(**PERSON, grant_id=NOBODY, motive="M")),
    "end_sessions": lambda here, ask: members.end_sessions(
        here.pactes, ask, a.EndSessions(**PERSON, motive="M"), lambda: None
    ),
    "remove_member": on(members.remove_member, a.RemoveMember(**PERSON, motive="M")),
    "register_machine": lambda here, ask: machines.register_machine(
        here.pactes,
        here.people,
        ask,
        a.RegisterMachine(label="L", role=Role.DEPT_MACHINE, organization_id=NOBODY),
    ),
    "register_client": on(
        machines.register_client,
        a.RegisterClient(**PERSON, issuer="i", client_id="c", scopes=(Scope.READ,)),
    ),
    "end_client": on(
        machines.end_client, a.EndClient(**PERSON, issuer="i", client_id="c", motive="M")
    ),
    "issue_api_token": lambda here, ask: machines.issue_api_token(
        here.pactes,
        ask,
        a.IssueApiToken(**PERSON, scopes=(Scope.READ,), expires_on=DAY),
        "s" * 43,
    ),
    "revoke_api_token": on(
        machines.revoke_api_token, a.RevokeApiToken(**PERSON, token_id=NOBODY, motive="M")
    ),
    "grant_audit_mandate": on(
        mandates.grant_audit_mandate,
        a.GrantAuditMandate(**PERSON, auditor_body="B", since=DAY, until=DAY, legal_basis="L"),
    ),
    "revoke_audit_mandate": on(
        mandates.revoke_audit_mandate,
        a.RevokeAuditMandate(**PERSON, mandate_id=NOBODY, motive="M"),
    ),
}
DECLARATION = p.DeclareTenant(
    code="48",
    name="N",
    kind=TenantKind.DEPARTEMENT,
    territory_codes=("48",),
    region_code="76",
    siret="22480001100013",
)
OF_THE_PLATFORM: dict[str, Call] = {
    "declare_tenant": above(tenants.declare_tenant, DECLARATION),
    "activate_tenant": above(tenants.activate_tenant, p.ActivateTenant(code="48")),
    "suspend_tenant": above(tenants.suspend_tenant, p.SuspendTenant(code="48", reason="R")),
    "reactivate_tenant": above(tenants.reactivate_tenant, p.ReactivateTenant(code="48")),
    "request_tenant_closing": above(
        tenants.request_tenant_closing, p.RequestTenantClosing(code="48", reason="R")
    ),
    "open_mail_sign_in": above(tenants.open_mail_sign_in, p.OpenMailSignIn(code="48")),
    "close_mail_sign_in": above(tenants.close_mail_sign_in, p.CloseMailSignIn(code="48")),
    "close_tenant": above(
        tenants.close_tenant, p.CloseTenant(code="48", reason="R", export_sha256="0" * 64)
    ),
    "export_tenant": above(tenants.export_tenant, p.ExportTenant(code="48")),
    "move_tenant": above(
        moving.move_tenant,
        p.MoveTenant(code="48", position=1, root="0" * 64, to="https://n.test"),
    ),
    "receive_tenant": above(
        moving.receive_tenant, p.ReceiveTenant(declaration=DECLARATION, reason="R")
    ),
    "export_audit": above(tenants.export_audit, p.ExportAudit(code="48")),
    "configure_sso": above(
        providers.configure_sso,
        p.ConfigureSso(slug="s", issuer="https://i.test", configuration=CONFIGURATION),
    ),
    "end_sso": above(providers.end_sso, p.EndSso(slug="s")),
    "grant_regional_mandate": above(
        mandates.grant_regional_mandate,
        a.GrantRegionalMandate(**PERSON, region_code="76", since=DAY, until=DAY),
    ),
    "grant_national_mandate": above(
        mandates.grant_national_mandate, a.GrantNationalMandate(**PERSON, since=DAY, until=DAY)
    ),
    "revoke_mandate": above(
        mandates.revoke_mandate, a.RevokeMandate(**PERSON, mandate_id=NOBODY, reason="R")
    ),
    "open_break_glass": above(
        lambda platform, ask, asked: mandates.open_break_glass(
            platform, ask, asked, lambda *_: None
        ),
        a.OpenBreakGlass(tenant="48", reason="R", until=datetime(2024, 1, 1, tzinfo=UTC)),
    ),
    "close_break_glass": above(mandates.close_break_glass, a.CloseBreakGlass(opening_id=NOBODY)),
    "publish_framework": above(
        frameworks.publish_framework,
        p.PublishFramework(name="N", starts_on=DAY, ends_on=DAY, axes={1: "A"}),
    ),
    "register_measure": above(frameworks.register_measure, p.RegisterMeasure(axe=1, text="T")),
    "publish_kind_rules": above(
        frameworks.publish_kind_rules, p.PublishKindRules(rules=RULES[Kind.CLS])
    ),
}
COMMANDS = CALLS | OF_THE_PLATFORM
