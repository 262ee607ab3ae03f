"""The kinds of convention, and what a published set of rules says about one of them."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    CLS = "CLS"
    CDIE = "CDIE"
    CPT = "CPT"
    UNIQUE = "UNIQUE"
    CALPAE = "CALPAE"


class ShareScope(StrEnum):
    """Over what the State's share is judged, exercice by exercice."""

    ACTION = "action"
    CONVENTION = "convention"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRules:
    """Data of the national framework, never constants: a convention records its `rules_version`.

    `allowed_axes` empty: the kind has volets instead. `max_state_share_bp` (basis points) is
    judged over what `share_scope` names: `action` (each action and exercice), `convention` (each
    exercice of the whole convention) or `none`. Money may move between `fungible_volets` only.
    """

    kind: Kind
    rules_version: str
    allowed_axes: tuple[int, ...]
    max_state_share_bp: int
    share_scope: str
    required_offices: tuple[str, ...]
    fungible_volets: tuple[str, ...]
    allowed_natures: tuple[str, ...]
