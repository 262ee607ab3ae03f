from dataclasses import replace
from datetime import date

import pytest

from domain.convention.kind import Kind
from domain.errors import NotFound
from domain.platform.facts import TenantKind
from domain.platform.framework import FRAMEWORK, NationalFramework
from domain.platform.publishing import rules_of
from domain.platform.tenancy import TenantAlreadyActive
from domain.platform.tenant import Tenant, TenantStatus
from domain.roles import Role
from domain.sso.configuring import InvalidProvider, ProviderEnded
from domain.sso.provider import IdentityProvider
from services.pactes import Pactes
from services.platform.commands import (
    ActivateTenant,
    ConfigureSso,
    DeclareTenant,
    EndSso,
    PublishFramework,
    PublishKindRules,
    RegisterMeasure,
    SuspendTenant,
)
from services.platform.frameworks import (
    FrameworkAlreadyPublished,
    publish_framework,
    publish_kind_rules,
    register_measure,
)
from services.platform.providers import configure_sso, end_sso
from services.platform.tenants import (
    TenantAlreadyDeclared,
    activate_tenant,
    declare_tenant,
    suspend_tenant,
)
from services.policy import Forbidden
from tests.domain.platform.rules import RULES
from tests.examples.access import CONFIGURATION
from tests.services.conftest import asks

LOZERE = DeclareTenant(
    code="48",
    name="Lozère",
    kind=TenantKind.DEPARTEMENT,
    territory_codes=("48",),
    region_code="76",
    siret="22480001100013",
)


def test_a_tenant_is_declared_once_and_activated_once(platform: Pactes) -> None:
    stream = declare_tenant(platform, asks(Role.PLATFORM_ADMIN), LOZERE).stream
    with pytest.raises(TenantAlreadyDeclared):
        declare_tenant(platform, asks(Role.PLATFORM_ADMIN), replace(LOZERE, name="Gévaudan"))
    activate_tenant(platform, asks(Role.PLATFORM_ADMIN), ActivateTenant(code="48"))
    assert platform.load(Tenant, stream).status is TenantStatus.ACTIVE
    with pytest.raises(TenantAlreadyActive):
        activate_tenant(platform, asks(Role.PLATFORM_ADMIN), ActivateTenant(code="48"))
    with pytest.raises(NotFound):
        activate_tenant(platform, asks(Role.PLATFORM_ADMIN), ActivateTenant(code="2A"))


def test_the_framework_is_published_once_and_its_rules_can_be_asked(platform: Pactes) -> None:
    ask = asks(Role.PLATFORM_ADMIN)
    command = PublishFramework(
        name="Pacte des solidarités",
        starts_on=date(2024, 1, 1),
        ends_on=date(2027, 12, 31),
        axes={1: "Prévention", 2: "Emploi", 3: "Droits", 4: "Transition"},
    )
    publish_framework(platform, ask, command)
    with pytest.raises(FrameworkAlreadyPublished):
        publish_framework(platform, ask, command)
    register_measure(platform, ask, RegisterMeasure(axe=4, text="Aider à la mobilité"))
    for rules in RULES.values():
        publish_kind_rules(platform, ask, PublishKindRules(rules=rules))
    stored = platform.load(NationalFramework, FRAMEWORK)
    assert rules_of(stored, Kind.CLS) == RULES[Kind.CLS]
    assert stored.axes["4"] == "Transition"
    assert [measure.axe for measure in stored.measures.values()] == [4]


def test_a_tenant_admin_is_not_at_home_in_the_platform(platform: Pactes) -> None:
    with pytest.raises(NotFound):
        declare_tenant(platform, asks(Role.TENANT_ADMIN), LOZERE)


def test_a_platform_admin_has_no_business_in_a_tenant(pactes: Pactes) -> None:
    ask = asks(Role.PLATFORM_ADMIN)
    lost = replace(ask, caller=replace(ask.caller, tenant="48", role=Role.TENANT_ADMIN))
    with pytest.raises(Forbidden):
        declare_tenant(pactes, lost, LOZERE)


def test_a_provider_is_configured_once_and_keeps_its_issuer(platform: Pactes) -> None:
    ask = asks(Role.PLATFORM_ADMIN)
    command = ConfigureSso(
        slug="lozere", issuer="https://sso.lozere.test", configuration=CONFIGURATION
    )
    stream = configure_sso(platform, ask, command).stream
    again = replace(CONFIGURATION, name="Annuaire", tenants=("05", "2a"))
    assert configure_sso(platform, ask, replace(command, configuration=again)).version == 2
    stored = platform.load(IdentityProvider, stream)
    assert (stored.configuration.name, stored.configuration.tenants) == ("Annuaire", ("05", "2A"))
    with pytest.raises(InvalidProvider) as refused:
        configure_sso(platform, ask, replace(command, issuer="https://sso.lozere.test/"))
    assert refused.value.field == "/issuer"
    end_sso(platform, ask, EndSso(slug="lozere"))
    with pytest.raises(ProviderEnded):
        end_sso(platform, ask, EndSso(slug="lozere"))
    configure_sso(platform, ask, command)
    assert not platform.load(IdentityProvider, stream).ended
    with pytest.raises(NotFound):
        end_sso(platform, ask, EndSso(slug="nobody"))


@pytest.mark.parametrize("code", ["42", "platform", "", "t_48", "é"])
def test_what_was_never_declared_is_not_found(platform: Pactes, code: str) -> None:
    with pytest.raises(NotFound):
        suspend_tenant(platform, asks(Role.PLATFORM_ADMIN), SuspendTenant(code=code, reason="R"))
