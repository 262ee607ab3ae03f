import pytest

from domain.cog import NAMES, REGION_OF, REGIONS
from domain.departement import (
    DEPARTEMENT,
    SPECIAL,
    TerritoryNotCovered,
    UnknownTenantCode,
    UnknownTerritory,
    covered_by,
    name_of,
    region_of,
    tenant_code,
    territories,
)


def test_there_are_101_departements_each_in_a_region() -> None:
    assert len(NAMES) == 101
    assert all(DEPARTEMENT.fullmatch(code) for code in NAMES)
    assert set(REGION_OF.values()) == set(REGIONS)


def test_occitanie_has_its_thirteen() -> None:
    found = {code for code, region in REGION_OF.items() if region == "76"}
    assert " ".join(sorted(found)) == "09 11 12 30 31 32 34 46 48 65 66 81 82"


@pytest.mark.parametrize(("typed", "code"), [("2a", "2A"), (" 05", "05"), ("6ae", "6AE")])
def test_a_code_is_read_as_published(typed: str, code: str) -> None:
    assert tenant_code(typed) == code


@pytest.mark.parametrize("wrong", ["20", "96", "975", "5", "", "platform", "48; DROP", "4８"])
def test_other_codes_are_refused(wrong: str) -> None:
    with pytest.raises(UnknownTenantCode):
        tenant_code(wrong)


def test_alsace_stands_for_two_departements() -> None:
    assert covered_by("6AE") == ("67", "68")
    assert (region_of("6AE"), name_of("6AE")) == ("44", "Collectivité européenne d’Alsace")
    assert (region_of("48"), name_of("48"), covered_by("48")) == ("76", "Lozère", ("48",))
    assert all(territories(covered, code) for code, (_, covered) in SPECIAL.items())


@pytest.mark.parametrize("wrong", [[], ["48", "48"], ["6AE"], ["20"]])
def test_a_territory_is_made_of_departements(wrong: list[str]) -> None:
    with pytest.raises(UnknownTerritory):
        territories(wrong, "48")


def test_a_territory_lies_within_that_of_the_tenant() -> None:
    assert territories(["68"], "6AE") == ("68",)
    for codes, tenant in ((["05"], "48"), (["67", "05"], "6AE"), (["67"], "48")):
        with pytest.raises(TerritoryNotCovered) as refused:
            territories(codes, tenant)
        assert refused.value.field == "/territory_codes"
