"""What a convention says: the part that is agreed, frozen, signed, compared and restored."""

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.convention.action import Action, Indicator, Objective
from domain.convention.funding_line import FundingLine
from domain.convention.signature import Side, Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Volet:
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    title: str
    text: str


@dataclass(kw_only=True)
class Terms:
    """Volets by code, articles by number, ceilings (cents) by exercice, all else by identity."""

    title: str
    starts_on: date
    ends_on: date
    territory_codes: tuple[str, ...]
    axes: tuple[int, ...]
    parties: dict[UUID, Side] = field(default_factory=dict)
    signatories: dict[UUID, Slot] = field(default_factory=dict)
    volets: dict[str, Volet] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    ceilings: dict[str, int] = field(default_factory=dict)
    actions: dict[UUID, Action] = field(default_factory=dict)
    objectives: dict[UUID, Objective] = field(default_factory=dict)
    indicators: dict[UUID, Indicator] = field(default_factory=dict)
    funding: dict[UUID, FundingLine] = field(default_factory=dict)

    def copy(self) -> "Terms":
        """Independent of this one: the dictionaries are new, the values are never changed."""
        held = {item.name: getattr(self, item.name) for item in fields(self)}
        copies: dict[str, Any] = {k: dict(v) for k, v in held.items() if isinstance(v, dict)}
        return replace(self, **copies)
