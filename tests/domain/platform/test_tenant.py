from typing import Any

import pytest

from domain.departement import TerritoryNotCovered, UnknownTenantCode, UnknownTerritory
from domain.errors import RuleBroken
from domain.identifiers import InvalidSiret
from domain.platform.facts import TenantDeclared, TenantKind
from domain.platform.tenancy import (
    RegionMismatch,
    TenantAlreadyActive,
    UnknownRegion,
    activate,
    declare,
)
from domain.platform.tenant import Tenant, TenantStatus, tenant_id

LOZERE = {
    "code": "48",
    "name": "Lozère",
    "kind": TenantKind.DEPARTEMENT,
    "territory_codes": ["48"],
    "region_code": "76",
    "siret": "224 800 011 00013",
}


def declared(**other: Any) -> Tenant:
    return declare(**{**LOZERE, **other})


def test_a_tenant_is_declared_then_activated_once() -> None:
    lozere = declared()
    assert (lozere.id, lozere.status) == (tenant_id("48"), TenantStatus.DECLARED)
    activate(lozere)
    assert lozere.status is TenantStatus.ACTIVE
    with pytest.raises(TenantAlreadyActive):
        activate(lozere)


def test_what_is_recorded_is_clean() -> None:
    (fact,) = declared(code="2a", territory_codes=["2a"], region_code="94").collect_events()
    assert isinstance(fact, TenantDeclared)
    assert (fact.code, fact.territory_codes, fact.siret) == ("2A", ("2A",), "22480001100013")


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("code", "20", UnknownTenantCode),
        ("territory_codes", [], UnknownTerritory),
        ("territory_codes", ["05"], TerritoryNotCovered),
        ("region_code", "77", UnknownRegion),
        ("region_code", "93", RegionMismatch),
        ("siret", "22050001100010", InvalidSiret),
    ],
)
def test_a_wrong_declaration_is_refused(
    field: str, value: object, refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal) as raised:
        declared(**{field: value})
    assert raised.value.field == f"/{field}"


def test_who_stands_for_two_departements_covers_both() -> None:
    alsace = {"code": "6AE", "kind": TenantKind.COLLECTIVITE, "region_code": "44"}
    with pytest.raises(TerritoryNotCovered, match="Il manque à ce territoire : 68"):
        declared(**alsace, territory_codes=["67"])
    assert declared(**alsace, territory_codes=["67", "68"]).territory_codes == ("67", "68")
