"""One title, one action, however it is typed (rule 21)."""

from uuid import UUID

import pytest

from domain.convention import errors
from domain.convention.convention import Convention
from domain.convention.writing import actions
from tests.domain.convention.given import SEAL, action, new_facts, with_parties

TITLE = "L’accès à l’emploi : aller‑vers"
ALIKE = (
    TITLE,
    "l'ACCES a l'emploi : aller-vers",
    "  L’accès  à\N{NO-BREAK SPACE}l’emploi\N{NARROW NO-BREAK SPACE}: aller‑vers ",
    "L’acce\N{COMBINING GRAVE ACCENT}s à l’emploi : aller‑vers",
)


def titled(convention: Convention, title: str, **other: bool) -> UUID:
    return action(convention, title=title, **{"force": False, **other})


@pytest.mark.parametrize("title", ALIKE)
def test_two_actions_have_two_titles(title: str) -> None:
    convention = with_parties()
    titled(convention, TITLE)
    other = titled(convention, "Une autre")
    new_facts(convention)
    with pytest.raises(errors.DuplicateTitle) as refused:
        titled(convention, title)
    assert refused.value.field == "/title"
    with pytest.raises(errors.DuplicateTitle):
        actions.retitle(convention, action_id=other, title=title)
    assert new_facts(convention) == []


def test_a_title_may_stand_twice_for_a_reason() -> None:
    convention = with_parties()
    titled(convention, TITLE)
    other = titled(convention, TITLE, force=True)
    actions.retitle(convention, action_id=other, title="Une autre")
    actions.retitle(convention, action_id=other, title=TITLE, force=True)
    assert [one.title for one in convention.terms.actions.values()] == [TITLE, TITLE]


def test_an_action_may_be_titled_as_it_was_or_as_one_that_is_gone() -> None:
    convention = with_parties()
    mine = titled(convention, TITLE)
    actions.retitle(convention, action_id=mine, title=TITLE.upper())
    actions.withdraw(convention, action_id=mine, motive=SEAL)
    titled(convention, TITLE)
