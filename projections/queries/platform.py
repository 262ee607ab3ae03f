"""The tenants and the national framework."""

from typing import Any

from projections.platform.framework import FRAMEWORKS, KIND_RULES, MEASURES
from projections.platform.providers import PROVIDERS
from projections.platform.tenants import TENANTS
from projections.queries.query import Query, Rows
from projections.trail.audit import TRAIL

TENANT_LIST = """
SELECT code, name, kind, territory_codes, region_code, siret, status,
  closing, mail_sign_in, moved_to,
  (SELECT max(t.version) FROM {trail} AS t WHERE t.stream = tenant_id) AS stream_version
FROM {tenants} ORDER BY code
"""
PROVIDER_LIST = """
SELECT slug, name, issuer, tenants, ended,
  (SELECT max(t.version) FROM {trail} AS t WHERE t.stream = provider_id) AS stream_version
FROM {identity_providers} ORDER BY slug
"""
FRAMEWORK = """
SELECT framework_id, name, starts_on, ends_on, axes, predecessor FROM {frameworks}
ORDER BY starts_on, framework_id
"""
MEASURE_LIST = """
SELECT measure_id, axe, text FROM {national_measures} ORDER BY axe, text, measure_id
"""
RULES = """
SELECT kind, rules_version, allowed_axes, max_state_share_bp, share_scope, required_offices,
       fungible_volets, allowed_natures
FROM {kind_rules} ORDER BY kind, rules_version
"""


def tenants(rows: Rows) -> list[dict[str, Any]]:
    return rows.all(TENANT_LIST)


def providers(rows: Rows, *, serving: str | None = None) -> list[dict[str, Any]]:
    """`serving`: those by whom people of that tenant come in now; None: all that ever were."""
    found = rows.all(PROVIDER_LIST)
    if serving is None:
        return found
    return [row for row in found if not row["ended"] and serving in (row["tenants"] or [serving])]


def framework(rows: Rows) -> dict[str, Any]:
    return {
        "frameworks": rows.all(FRAMEWORK),
        "measures": rows.all(MEASURE_LIST),
        "kind_rules": rows.all(RULES),
    }


TENANTS_LIST = Query("read_tenants", (TENANTS, TRAIL), tenants)
PROVIDERS_LIST = Query("read_providers", (PROVIDERS, TRAIL), providers)
NATIONAL_FRAMEWORK = Query("read_framework", (FRAMEWORKS, MEASURES, KIND_RULES), framework)
