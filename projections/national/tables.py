"""The tables that all tenants share: each row carries its tenant, each writes its own."""

from projections.change import Table

KEY = {"tenant": "text", "convention_id": "uuid"}

CONVENTIONS = Table(
    name="national_conventions",
    key=KEY,
    values={
        "kind": "text",
        "title": "text",
        "starts_on": "date",
        "ends_on": "date",
        "life": "text",
        "stage": "text",
    },
    shared=True,
)
VERSIONS = Table(
    name="national_versions",
    key=KEY | {"version_no": "bigint"},
    values={
        "content_position": "bigint",
        "signed": "boolean",
        "signed_on": "date",
        "effective_from": "date",
    },
    shared=True,
)
PARTIES = Table(
    name="national_parties",
    key=KEY | {"organization_id": "uuid"},
    values={"side": "text"},
    shared=True,
)
ACTIONS = Table(
    name="national_actions",
    key=KEY | {"action_id": "uuid"},
    values={"axe": "bigint", "volet": "text", "title": "text", "withdrawn": "boolean"},
    shared=True,
)
FUNDING = Table(
    name="national_funding",
    key=KEY | {"line_id": "uuid"},
    values={
        "action_id": "uuid",
        "exercice": "bigint",
        "funder_id": "uuid",
        "volet": "text",
        "amount_cents": "bigint",
    },
    shared=True,
)
TABLES = (CONVENTIONS, VERSIONS, PARTIES, ACTIONS, FUNDING)
