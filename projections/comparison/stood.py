"""The SQL of what an act holds at two positions: each row once, with the moments it stands in."""

from projections.change import Table
from projections.tenant.actions import ACTIONS, INDICATORS, OBJECTIVES, TARGETS
from projections.tenant.content import ARTICLES, CEILINGS, PARTIES, SIGNATORIES, VOLETS
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.funding import FUNDING_LINES

SPAN = "int8range(from_position, to_position)"
WHOLE = "SELECT {parts}"
# In which of the two it stands, its key, what is said of it.
PART = """
(SELECT json_agg(json_build_array(
    {span} @> %(first)s::bigint, {span} @> %(second)s::bigint, {key}::text, {said}))
  FROM {{table}_ever} WHERE convention_id = %(convention_id)s
  AND ({span} @> %(first)s::bigint OR {span} @> %(second)s::bigint)) AS {table}"""
# Of each table the key within the act, and the members of what is said; or the one value.
SAID: dict[Table, tuple[str, str]] = {
    CONVENTIONS: (
        "convention_id",
        (
            "'kind', kind, 'title', title, 'territory_codes', territory_codes, 'axes', axes,"
            " 'period', json_build_object('starts_on', starts_on, 'ends_on', ends_on)"
        ),
    ),
    VOLETS: ("code", "'title', title, 'starts_on', starts_on, 'ends_on', ends_on"),
    PARTIES: ("organization_id", "side"),
    SIGNATORIES: (
        "signatory_id",
        (
            "'signatory_id', signatory_id, 'office', office, 'side', side,"
            " 'organization_id', organization_id, 'required', required, 'order', rank"
        ),
    ),
    ARTICLES: ("no", "'title', title, 'text', text"),
    CEILINGS: ("exercice", "amount_cents"),
    ACTIONS: (
        "action_id",
        (
            "'withdrawn', withdrawn, 'code', code, 'axe', axe, 'volet', volet, 'title', title,"
            " 'nature', nature, 'description', description, 'operator_ids', operator_ids,"
            " 'public', public, 'territory', territory, 'starts_on', starts_on, 'ends_on', ends_on,"
            " 'carried_over_from', json_build_object("
            " 'convention_id', from_convention_id, 'action_id', from_action_id),"
            " 'reinforcement', json_build_object("
            " 'dimension', reinforced_dimension, 'text', reinforced_text)"
        ),
    ),
    OBJECTIVES: ("objective_id", "'action_id', action_id, 'text', text"),
    INDICATORS: (
        "indicator_id",
        (
            "'objective_id', objective_id, 'name', name, 'unit', unit, 'direction', direction,"
            " 'definition', nullif(definition, ''), 'baseline', baseline"
        ),
    ),
    TARGETS: ("indicator_id", "'exercice', exercice, 'value', value"),
    FUNDING_LINES: (
        "line_id",
        (
            "'action_id', action_id, 'exercice', exercice, 'funder_id', funder_id, 'volet', volet,"
            " 'amount_cents', amount_cents, 'nature', nature, 'counts_as_match', counts_as_match"
        ),
    ),
}
TABLES = tuple(SAID)
TARGETS_NAME = TARGETS.name


def _part(table: Table, key: str, said: str) -> str:
    members = f"json_strip_nulls(json_build_object({said}))" if "'" in said else said
    parts = {"span": SPAN, "key": key, "said": members, "table": table.name}
    found = PART
    for name, text in parts.items():
        found = found.replace(f"{{{name}}}", text)
    return found


STOOD = WHOLE.replace("{parts}", ",".join(_part(table, *said) for table, said in SAID.items()))
