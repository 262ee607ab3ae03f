"""Shown 3: the laws of a comparison, for acts of every shape."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import encode
from domain.comparison.applying import apply
from domain.comparison.comparing import compare
from domain.comparison.comparison import Comparison
from domain.comparison.lines import Content
from domain.comparison.money import Amount
from domain.comparison.totals import By, key
from domain.convention.terms import Terms
from tests.domain.comparison.acts import contents, reordered, said, terms


def of_totals(found: Comparison) -> Counter[Any]:
    """By what, of which exercice, for whom: the cents by which it differs, where it does."""
    return Counter(
        {
            (total.by, total.exercice, total.key): total.delta_cents
            for total in found.totals
            if total.delta_cents
        }
    )


def of_amounts(amounts: Iterable[Amount], by: By) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for amount in amounts:
        found[by, amount.place.exercice, key(amount.place, by)] += amount.delta_cents
    return Counter({where: cents for where, cents in found.items() if cents})


def plus(one: Counter[Any], other: Counter[Any]) -> Counter[Any]:
    """With what is negative too, which `+` leaves out."""
    found = one.copy()
    found.update(other)
    return Counter({where: cents for where, cents in found.items() if cents})


@given(contents, contents)
def test_the_lines_applied_to_the_old_content_give_the_new_one(old: Content, new: Content) -> None:
    found = apply(compare(old, new).lines, old)
    assert encode(found) == encode(new)
    assert encode(apply(compare(new, old).lines, new)) == encode(old)


@given(contents)
def test_a_content_and_itself_differ_in_nothing(content: Content) -> None:
    found = compare(content, content)
    assert found.empty
    assert (found.lines, found.amounts) == ((), ())


@given(st.data(), terms)
def test_another_order_is_no_change(data: st.DataObject, act: Terms) -> None:
    found = compare(said(act), said(data.draw(reordered(act))))
    assert found.empty
    assert (found.lines, found.amounts) == ((), ())


@given(contents, contents, contents)
def test_two_steps_make_one_way(a: Content, b: Content, c: Content) -> None:
    both = plus(of_totals(compare(a, b)), of_totals(compare(b, c)))
    assert both == of_totals(compare(a, c))


@given(contents, contents)
def test_the_amounts_add_up_to_every_total(old: Content, new: Content) -> None:
    found = compare(old, new)
    for by in {total.by for total in found.totals}:
        wanted = {where: cents for where, cents in of_totals(found).items() if where[0] is by}
        assert of_amounts(found.amounts, by) == wanted


@given(contents, contents)
def test_a_line_has_one_identity_and_one_place(old: Content, new: Content) -> None:
    found = compare(old, new)
    paths = [line.path for line in found.lines]
    assert len(set(paths)) == len(paths)
    assert all(line.old != line.new for line in found.lines)
    assert all(amount.old_cents != amount.new_cents for amount in found.amounts)
