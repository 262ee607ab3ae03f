"""What all départements agree, and for how much: the same rows side by side, tenant by tenant.

They are what each département's own projections say, in fewer columns. Amounts are read as of a
signed version (`content_position`), so that a working copy is seen by its own département alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from projections.change import Change, Projection, Recorded, Restore, Table
from projections.national import tables
from projections.tenant import actions, content, conventions, funding, versions

# What restores rows stands first, as it must.
SOURCES = tuple(part.PROJECTION for part in (content, actions, funding, versions, conventions))
COUNTERPARTS: Mapping[Table, Table] = {
    content.PARTIES: tables.PARTIES,
    actions.ACTIONS: tables.ACTIONS,
    funding.FUNDING_LINES: tables.FUNDING,
    versions.VERSIONS: tables.VERSIONS,
    conventions.CONVENTIONS: tables.CONVENTIONS,
}


def rows(recorded: Recorded) -> list[Change | Restore]:
    return [
        national
        for source in SOURCES
        for said in source.rows(recorded)
        for national in _national(recorded.tenant, said)
    ]


def _national(tenant: str, said: Change | Restore) -> Iterator[Change | Restore]:
    """Nothing when no column is concerned that stands here too."""
    table = COUNTERPARTS.get(said.table)
    if table is None:
        return
    if isinstance(said, Restore):
        yield replace(said, table=table, group={"tenant": tenant, **said.group})
        return
    values = said.values
    kept = values and {name: values[name] for name in table.values if name in values}
    if kept != {}:
        yield Change(table, {"tenant": tenant, **said.key}, kept, said.fresh)


PROJECTION = Projection("national", 4, tables.TABLES, rows)
