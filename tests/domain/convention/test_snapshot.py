"""The state of a convention can be stored as JSON and come back typed."""

from typing import Any, get_type_hints

import msgspec

from domain.convention.action import Unit
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.convention.writing import measures
from tests.domain.convention.given import (
    ANNE,
    CALPAE,
    IDS_OF_MEASURES,
    PREFET,
    action,
    imported,
    matched,
    sign,
    to_signing,
    with_avenant,
    with_parties,
)

LIBRARY = {"_id", "_version", "_created_on", "_modified_on", "_pending_events"}


def through_json(convention: Convention) -> dict[str, Any]:
    hints = get_type_hints(Convention)
    held = {name: value for name, value in vars(convention).items() if name not in LIBRARY}
    assert held.keys() <= hints.keys()
    stored = {name: msgspec.json.encode(value) for name, value in held.items()}
    return {name: msgspec.json.decode(text, type=hints[name]) for name, text in stored.items()}


def rich() -> Convention:
    convention = with_parties()
    action_id = action(convention)
    objective_id, indicator_id = IDS_OF_MEASURES
    measures.add_objective(
        convention, objective_id=objective_id, action_id=action_id, wording="Aller vers"
    )
    measures.define_indicator(
        convention,
        indicator_id=indicator_id,
        objective_id=objective_id,
        name="Personnes",
        unit=Unit.PERSON,
    )
    measures.set_target(convention, indicator_id=indicator_id, exercice=2025, value=3)
    matched(convention, 500, action_id=action_id)
    to_signing(convention)
    sign(convention, PREFET, ANNE)
    return convention


def test_every_attribute_comes_back_as_it_was() -> None:
    for convention in (rich(), imported(CALPAE), with_avenant(imported())):
        back = through_json(convention)
        assert back == {name: getattr(convention, name) for name in back}
        hashed = content_hash(convention)
        convention.terms = back["terms"]
        assert content_hash(convention) == hashed
