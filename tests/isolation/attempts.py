"""Everything that somebody with SQL may try, made from what stands in the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from tests.isolation.three import Three

COLUMNS = r"""
SELECT nspname, relname, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname LIKE 't\_%' AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
ORDER BY nspname, relname, attnum
"""
FUNCTIONS = r"""
SELECT nspname, proname, array(SELECT format_type(t, NULL) FROM unnest(proargtypes) AS t)
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname LIKE 't\_%'
"""

# By the right that each needs; `{table}`, `{column}`, `{schema}` and `{me}` are identifiers.
ON_TABLES = {
    "SELECT": (
        "SELECT count(*) FROM {table}",
        "SELECT {column} FROM {table} LIMIT 1",
        "TABLE {table} LIMIT 1",
        "COPY {table} TO STDOUT",
        "DECLARE mine CURSOR WITH HOLD FOR SELECT * FROM {table}",
        "DEALLOCATE ALL; PREPARE mine AS SELECT * FROM {table}; EXECUTE mine",
        "DO $$ BEGIN PERFORM * FROM {table}; END $$",
        "EXPLAIN ANALYZE SELECT * FROM {table}",
    ),
    # Which any right on the table allows.
    "ANY": ("LOCK TABLE {table} IN ACCESS SHARE MODE",),
    "INSERT": ("INSERT INTO {table} DEFAULT VALUES", "COPY {table} FROM STDIN"),
    "UPDATE": (
        "UPDATE {table} SET {column} = NULL",
        "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        "SELECT FROM {table} FOR UPDATE",
    ),
    "DELETE": ("DELETE FROM {table}",),
    "TRUNCATE": ("TRUNCATE {table}", "TRUNCATE {table} CASCADE"),
    # Of the owner alone.
    "OWN": (
        "DROP TABLE {table} CASCADE",
        "ALTER TABLE {table} ADD COLUMN mine int",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} OWNER TO {me}",
        "ALTER TABLE {table} RENAME TO mine",
        "ALTER TABLE {table} SET SCHEMA public",
        "CREATE INDEX ON {table} ({column})",
        "CREATE TRIGGER mine AFTER INSERT ON {table} EXECUTE FUNCTION pg_catalog.suppress()",
        "CREATE RULE mine AS ON INSERT TO {table} DO NOTHING",
        "CREATE POLICY mine ON {table}",
        "CREATE STATISTICS ON {column}, ({column} IS NULL) FROM {table}",
        "GRANT ALL ON {table} TO {me}",
        "GRANT SELECT ON {table} TO PUBLIC",
        "COMMENT ON TABLE {table} IS 'mine'",
        "CLUSTER {table}",
    ),
}
ON_SCHEMAS = (
    "CREATE TABLE {schema}.mine (id int)",
    "CREATE VIEW {schema}.mine AS SELECT 1",
    "CREATE FUNCTION {schema}.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION {schema}.append(uuid) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DROP SCHEMA {schema} CASCADE",
    "ALTER SCHEMA {schema} RENAME TO mine",
    "ALTER SCHEMA {schema} OWNER TO {me}",
    "GRANT USAGE ON SCHEMA {schema} TO {me}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {me}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE pacte_owner IN SCHEMA {schema} GRANT ALL ON TABLES TO {me}",
)
# Against the server; `{other}` is a role of another tenant.
ANYWHERE = (
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMP TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    "CREATE DATABASE mine",
    "CREATE EXTENSION pg_stat_statements",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "CREATE LANGUAGE mine HANDLER plpgsql_call_handler",
    "GRANT {other} TO {me}",
    "GRANT {owner} TO {me}",
    "GRANT {me} TO {other}",
    "ALTER ROLE {me} SUPERUSER",
    "ALTER ROLE {me} BYPASSRLS",
    "ALTER ROLE {me} LOGIN PASSWORD 'mine'",
    "ALTER ROLE {other} SET search_path TO public",
    "ALTER ROLE {owner} PASSWORD 'mine'",
    "DROP ROLE {other}",
    "DROP OWNED BY {other}",
    "REASSIGN OWNED BY {other} TO {me}",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {other}",
    "SET SESSION AUTHORIZATION {owner}",
    "SET session_replication_role = replica",
    "SET lo_compat_privileges = on",
    "ALTER SYSTEM SET log_statement = 'all'",
    "ALTER DATABASE {database} OWNER TO {me}",
    "GRANT TEMP ON DATABASE {database} TO {me}",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('postgresql.conf')",
    "SELECT lo_import('/etc/hostname')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/mine'",
    "SELECT rolpassword FROM pg_authid",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_largeobject",
    "SELECT pg_reload_conf()",
    "SELECT pg_switch_wal()",
    "SELECT pg_create_logical_replication_slot('mine', 'pgoutput')",
    "SELECT pg_log_backend_memory_contexts(pg_backend_pid())",
)


@dataclass(frozen=True)
class Attempt:
    """`right`: the one that `target` would have to grant for it to be more than an attempt."""

    statement: sql.Composed
    right: str
    schema: str
    target: str

    def __str__(self) -> str:
        return self.statement.as_string()


def attempts(three: Three, role: str, *, thorough: bool) -> Iterator[Attempt]:
    """Against every table, function and schema of every tenant, the own one too.

    `thorough`: with all statements that need a right, not just the first.
    """
    seen: set[tuple[str, str]] = set()
    for schema, table, column in three.ask(COLUMNS):
        if (schema, table) not in seen:
            seen.add((schema, table))
            most = None if thorough else 1
            yield from _on_table(schema, table, column, role, most)
    for schema, name, kinds in three.ask(FUNCTIONS):
        yield _call(schema, name, kinds)
    for schema in sorted({schema for schema, _ in seen}):
        for statement in ON_SCHEMAS:
            filled = sql.SQL(statement).format(
                schema=sql.Identifier(schema), me=sql.Identifier(role)
            )
            yield Attempt(filled, "OWN", schema, schema)


def anywhere(three: Three, role: str, other: str) -> Iterator[Attempt]:
    for statement in ANYWHERE:
        filled = sql.SQL(statement).format(
            me=sql.Identifier(role),
            other=sql.Identifier(other),
            owner=sql.Identifier("pacte_owner"),
            database=sql.Identifier(three.database),
        )
        yield Attempt(filled, "POWER", "", "")


def _on_table(
    schema: str, table: str, column: str, role: str, most: int | None
) -> Iterator[Attempt]:
    for right, statements in ON_TABLES.items():
        for statement in statements[:most]:
            filled = sql.SQL(statement).format(
                table=sql.Identifier(schema, table),
                column=sql.Identifier(column),
                me=sql.Identifier(role),
            )
            yield Attempt(filled, right, schema, table)


def _call(schema: str, name: str, kinds: list[str]) -> Attempt:
    given = [sql.SQL("NULL::{}").format(sql.SQL(kind)) for kind in kinds]
    filled = sql.SQL("SELECT {}({})").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(given)
    )
    return Attempt(filled, "EXECUTE", schema, name)
