"""What the catalogue of a migrated database grants to whom: nothing across tenants."""

from collections import Counter

import pytest

from infra.store.connections.names import compose, roles_of
from infra.store.readmodels.place import Place
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas.migrate import migrate
from infra.store.schemas.tables import create
from projections.catalogue import SHARED, projections_of
from tests.isolation.three import CODES, PLATFORM, SCHEMAS, Three
from workers.rebuild import rebuild

# The functions that run with the owner's rights. Each one is a door: it is named here, or refused.
DEFINERS = {"append": 2, "remember": 1, "look": 1, "person_of": 1}
# The one role that reaches into every tenant: what it sees of each, column by column.
SWEPT = {
    "events": {"notification_id", "recorded_at"},
    "outbox": {
        "outbox_id",
        "event_position",
        "notice",
        "status",
        "next_attempt_at",
        "held_up",
    },
    "positions": {"projection", "version", "position", "status", "error", "updated_at"},
    # Which logs have grown since they were sealed.
    "access_log": {"position"},
    "tree": {"tree", "size", "signed"},
    "time_stamp": {"tree", "size", "status", "queued_at", "next_attempt_at", "cause"},
    "migrations": {"number", "name", "sha256", "applied_at"},
}
# At sign-in `person_of` tells in which tenants one identity is somebody (ADR 5): it lists nobody.
SWEPT_FUNCTIONS = {"position_at", "person_of"}
SWEPT_WHOLE = {"positions", "migrations", "tree"}
OWNER, LOGIN = "pacte_owner", "pacte_app"

# What is not said is the default, which for functions is everybody: it counts as said.
GRANTS = r"""
WITH objects (kind, schema, object, part, acl) AS (
  SELECT 'schema', nspname, nspname, NULL, coalesce(nspacl, acldefault('n', nspowner))
    FROM pg_namespace
  UNION ALL
  SELECT 'relation', nspname, relname, NULL,
    coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
    FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT 'column', nspname, relname, attname, attacl
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    JOIN pg_namespace n ON n.oid = relnamespace WHERE attacl IS NOT NULL
  UNION ALL
  SELECT 'function', nspname, proname, p.oid::regprocedure::text,
    coalesce(proacl, acldefault('f', proowner))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
)
SELECT kind, schema, object, part,
  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type, is_grantable
FROM objects, aclexplode(acl) WHERE schema LIKE 't\_%' OR schema = 'public'
ORDER BY 1, 2, 3, 4, 5, 6
"""
EFFECTIVE = r"""
SELECT rolname, nspname, relname, right_
FROM pg_roles, pg_class c JOIN pg_namespace n ON n.oid = relnamespace,
  unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS right_
WHERE nspname LIKE 't\_%%' AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND (starts_with(rolname, %(prefix)s) OR rolname = 'pacte_app')
  AND has_any_column_privilege(rolname, c.oid, right_)
UNION ALL
SELECT rolname, nspname, relname, right_
FROM pg_roles, pg_class c JOIN pg_namespace n ON n.oid = relnamespace,
  unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) AS right_
WHERE nspname LIKE 't\_%%' AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND (starts_with(rolname, %(prefix)s) OR rolname = 'pacte_app')
  AND has_table_privilege(rolname, c.oid, right_)
UNION ALL
SELECT rolname, nspname, proname, 'EXECUTE'
FROM pg_roles, pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname LIKE 't\_%%' AND has_function_privilege(rolname, p.oid, 'EXECUTE')
  AND (starts_with(rolname, %(prefix)s) OR rolname = 'pacte_app')
UNION ALL
SELECT rolname, nspname, nspname, right_
FROM pg_roles, pg_namespace n, unnest(ARRAY['USAGE', 'CREATE']) AS right_
WHERE nspname LIKE 't\_%%' AND has_schema_privilege(rolname, n.oid, right_)
  AND (starts_with(rolname, %(prefix)s) OR rolname = 'pacte_app')
"""


def grants(three: Three) -> list[tuple[str, ...]]:
    return [tuple(row) for row in three.ask(GRANTS)]


def at_home(three: Three, schema: str) -> set[str]:
    """The roles of the tenant of that schema."""
    roles = roles_of(three.database, schema.removeprefix("t_"))
    return {roles.web, roles.follow}


def shared() -> set[str]:
    return {table.name for table in SHARED}


def is_known(three: Three, row: tuple[str, ...]) -> bool:
    """Of the tenant itself, of the sweep as listed, or of a follower on the shared tables."""
    kind, schema, thing, part, grantee, right, _ = row
    if grantee in at_home(three, schema):
        return True
    if grantee == three.sweep:
        return (
            (kind == "schema" and right == "USAGE")
            or (kind == "function" and thing in SWEPT_FUNCTIONS)
            or (kind == "column" and right == "SELECT" and part in SWEPT.get(thing, ()))
            or (kind == "relation" and right == "SELECT" and thing in SWEPT_WHOLE)
        )
    followers = {three.roles(code).follow for code in CODES}
    let_in = (kind == "schema" and right == "USAGE") or thing in shared()
    return schema == PLATFORM and grantee in followers and let_in


def crossing(three: Three) -> list[tuple[str, ...]]:
    return [row for row in of_tenants(three) if not is_known(three, row)]


def of_tenants(three: Three) -> list[tuple[str, ...]]:
    return [row for row in grants(three) if row[1].startswith("t_") and row[4] != OWNER]


def differing(three: Three) -> set[tuple[str, ...]]:
    """What roles may and the catalogue does not say, or the other way round."""
    said = {
        (grantee, schema, thing, right)
        for _, schema, thing, _, grantee, right, _ in of_tenants(three)
    }
    may = {tuple(row) for row in three.ask(EFFECTIVE, prefix=f"{three.database}_")}
    return may ^ said


def test_no_grant_of_one_tenant_goes_to_a_role_of_another(three: Three) -> None:
    checked = len(of_tenants(three))
    assert crossing(three) == [], f"{checked} grants checked"
    assert checked > 500, f"{checked} grants checked"


@pytest.mark.parametrize(
    "statement",
    [
        "GRANT SELECT ON t_05.person TO {t_48}",
        "GRANT SELECT (email) ON t_05.person TO {t_48_follow}",
        "GRANT USAGE ON SCHEMA t_2a TO {t_48}",
        "GRANT USAGE ON SCHEMA t_platform TO {t_48}",
        "GRANT EXECUTE ON FUNCTION t_05.remember TO {t_48}",
        "GRANT SELECT ON t_platform.events TO {t_05_follow}",
        "GRANT SELECT (state) ON t_05.events TO {sweep}",
        "GRANT SELECT ON t_05.invitation TO {sweep}",
        "GRANT SELECT (sub) ON t_05.person_login TO {sweep}",
        "GRANT EXECUTE ON FUNCTION t_05.person_of TO {t_48}",
        "GRANT SELECT ON t_05.events TO PUBLIC",
        "CREATE FUNCTION t_05.peek() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "GRANT {t_05} TO {t_48} WITH INHERIT TRUE",
        "GRANT {t_05} TO pacte_app WITH INHERIT TRUE",
    ],
)
def test_a_right_too_many_is_seen(three: Three, statement: str) -> None:
    roles = {role.removeprefix(f"{three.database}_"): role for role in three.own_roles}
    with three.owned.transaction(force_rollback=True):
        three.owned.execute(compose(statement, **roles))
        assert crossing(three) or differing(three)
    assert crossing(three) == []


def test_what_the_catalogue_grants_is_all_that_the_roles_may(three: Three) -> None:
    """Asked role by role: membership, defaults and ownership would give more than is written."""
    assert differing(three) == set()
    assert not [row for row in three.ask(EFFECTIVE, prefix=three.database) if row[0] == LOGIN]


def test_nothing_is_granted_to_everybody_or_may_be_passed_on(three: Three) -> None:
    rows = [row for row in grants(three) if row[4] != OWNER]
    assert [row for row in rows if row[4] == "PUBLIC" and row[1] != "public"] == []
    assert [row for row in rows if row[6]] == []
    defaults = three.ask("SELECT FROM pg_default_acl")
    assert defaults == []


def test_nothing_stands_in_the_schema_of_everybody(three: Three) -> None:
    for catalogue, column in (
        ("pg_class", "relnamespace"),
        ("pg_proc", "pronamespace"),
        ("pg_type", "typnamespace"),
        ("pg_operator", "oprnamespace"),
    ):
        found = three.ask(f"SELECT FROM {catalogue} WHERE {column} = 'public'::regnamespace")
        assert found == [], catalogue
    assert [row[4:6] for row in grants(three) if row[1] == "public" and row[4] == "PUBLIC"] == [
        ("PUBLIC", "USAGE")
    ]


def test_the_database_is_closed_to_those_who_are_not_let_in(three: Three) -> None:
    found = three.ask(
        "SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type"
        " FROM pg_database, aclexplode(datacl) WHERE datname = current_database()"
    )
    assert {row for row in found if row[0] != OWNER} == {(LOGIN, "CONNECT")}


def test_events_are_read_by_their_tenant_and_written_by_nobody(three: Three) -> None:
    for schema in (*SCHEMAS, PLATFORM):
        found = {
            (kind, part, grantee, right)
            for kind, where, thing, part, grantee, right, _ in grants(three)
            if (where, thing) == (schema, "events") and grantee != OWNER
        }
        readers = {("relation", None, role, "SELECT") for role in at_home(three, schema)}
        swept = {("column", part, three.sweep, "SELECT") for part in SWEPT["events"]}
        assert found == readers | swept


def test_the_sweep_sees_of_every_tenant_what_is_listed_here_and_no_more(three: Three) -> None:
    found = three.ask(
        r"SELECT nspname, relname, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        r" JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname LIKE 't\_%%' AND attnum > 0"
        " AND relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT attisdropped"
        " AND has_column_privilege(%(role)s, c.oid, attnum, 'SELECT')",
        role=three.sweep,
    )
    listed = [
        (schema, table, column)
        for schema in (*SCHEMAS, PLATFORM)
        for table, columns in SWEPT.items()
        for column in columns
    ]
    assert sorted(found) == sorted(listed)


def test_functions_with_the_owners_rights_are_the_known_ones_and_each_tenants_own(
    three: Three,
) -> None:
    found = three.ask(
        "SELECT nspname, proname, proowner::regrole::text, proconfig FROM pg_proc"
        " JOIN pg_namespace n ON n.oid = pronamespace WHERE prosecdef AND nspname <> 'pg_catalog'"
    )
    assert Counter((schema, name) for schema, name, _, _ in found) == {
        (schema, name): count for schema in (*SCHEMAS, PLATFORM) for name, count in DEFINERS.items()
    }
    assert {owner for _, _, owner, _ in found} == {OWNER}
    for kind, schema, thing, _, grantee, right, _ in grants(three):
        if kind == "function" and thing in DEFINERS and grantee != OWNER:
            asked_by = {three.sweep} if thing == "person_of" else at_home(three, schema)
            assert (grantee in asked_by, right) == (True, "EXECUTE")


def test_no_function_looks_names_up_where_somebody_else_could_put_one(three: Three) -> None:
    found = three.ask(
        r"SELECT proname, proconfig FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
        r" WHERE nspname LIKE 't\_%'"
    )
    assert found
    for name, settings in found:
        assert settings == ["search_path=pg_catalog, pg_temp"], name


def test_the_roles_of_tenants_have_no_power_and_own_nothing(three: Three) -> None:
    found = three.ask(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,"
        " rolinherit, rolreplication FROM pg_roles WHERE starts_with(rolname, %(prefix)s)",
        prefix=f"{three.database}_",
    )
    assert {row[0] for row in found} == set(three.own_roles)
    assert {row[1:] for row in found} == {(False,) * 7}
    assert owned_by(three, *three.own_roles) == []
    memberships = three.ask(
        "SELECT FROM pg_auth_members WHERE member::regrole::text = ANY (%(roles)s)",
        roles=three.own_roles,
    )
    assert memberships == []
    settings = three.ask(
        "SELECT FROM pg_db_role_setting WHERE setrole::regrole::text = ANY (%(roles)s)",
        roles=[*three.own_roles, LOGIN],
    )
    assert settings == []


def test_the_application_owns_nothing_and_has_no_power_before_it_takes_a_role(
    three: Three,
) -> None:
    found = three.ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit, rolreplication,"
        " rolcanlogin FROM pg_roles WHERE rolname = %(login)s",
        login=LOGIN,
    )
    assert found == [(False,) * 6 + (True,)]
    assert owned_by(three, LOGIN) == []
    roles = three.ask(
        "SELECT roleid::regrole::text, inherit_option, set_option, admin_option"
        " FROM pg_auth_members WHERE member = %(login)s::regrole"
        " AND (starts_with(roleid::regrole::text, %(prefix)s)"
        " OR NOT roleid::regrole::text ~ '^p[0-9a-f]{10}_')",
        login=LOGIN,
        prefix=f"{three.database}_",
    )
    assert sorted(roles) == sorted((role, False, True, False) for role in three.own_roles)


def test_nobody_but_the_application_may_take_a_role_of_a_tenant(three: Three) -> None:
    """The owner, who made them, may grant them, and neither holds nor inherits what they may."""
    found = three.ask(
        "SELECT DISTINCT member::regrole::text FROM pg_auth_members"
        " WHERE roleid::regrole::text = ANY (%(roles)s) AND (set_option OR inherit_option)",
        roles=three.own_roles,
    )
    assert found == [(LOGIN,)]


def test_the_owner_of_the_schemas_is_subject_to_the_database(three: Three) -> None:
    found = three.ask(
        "SELECT rolsuper, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = %(owner)s",
        owner=OWNER,
    )
    assert found == [(False, False, False)]


def test_no_view_of_any_kind_and_no_door_to_elsewhere(three: Three) -> None:
    """A materialised view ignores who asks; a view asks as its owner."""
    odd = three.ask(
        "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN"
        " ('m', 'v', 'f', 'S') AND nspname NOT IN ('pg_catalog', 'information_schema')"
    )
    assert odd == []
    for catalogue in (
        "pg_foreign_server",
        "pg_publication",
        "pg_event_trigger",
        "pg_largeobject_metadata",
        "pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE relkind IN ('r', 'p')",
    ):
        assert three.ask(f"SELECT FROM {catalogue}") == [], catalogue
    extensions = three.ask("SELECT extname FROM pg_extension")
    assert extensions == [("plpgsql",)]


def test_no_table_refers_to_one_of_another_schema(three: Three) -> None:
    found = three.ask(
        "SELECT conname FROM pg_constraint JOIN pg_class c ON c.oid = conrelid"
        " JOIN pg_class f ON f.oid = confrelid"
        " WHERE contype = 'f' AND c.relnamespace <> f.relnamespace"
    )
    assert found == []


def test_every_table_has_a_primary_key_and_those_that_are_shared_begin_with_the_tenant(
    three: Three,
) -> None:
    found = three.ask(
        "SELECT nspname, relname, (SELECT attname FROM pg_index JOIN pg_attribute"
        " ON attrelid = indrelid AND attnum = indkey[0] WHERE indrelid = c.oid AND indisprimary)"
        r" FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname LIKE 't\_%'"
        " AND relkind IN ('r', 'p')"
    )
    assert len(found) > 60
    assert [row for row in found if row[2] is None] == []
    first = {table: column for schema, table, column in found if schema == PLATFORM}
    assert {first[name] for name in shared()} == {"tenant"}
    unique = three.ask(
        "SELECT relname FROM pg_index JOIN pg_class c ON c.oid = indrelid JOIN pg_attribute"
        " ON attrelid = indrelid AND attnum = indkey[0] WHERE indisunique"
        " AND relnamespace = 't_platform'::regnamespace AND attname <> 'tenant'"
    )
    assert not {name for (name,) in unique} & shared()


def test_rows_that_are_shared_are_guarded_row_by_row(three: Three) -> None:
    guarded = three.ask(
        "SELECT nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE relrowsecurity"
    )
    assert sorted(guarded) == sorted((PLATFORM, name) for name in shared())
    policies = three.ask("SELECT tablename, policyname, roles, cmd, qual FROM pg_policies")
    reader = three.roles("platform").web
    assert sorted(row[:4] for row in policies) == sorted(
        row
        for name in shared()
        for row in (
            (name, "own_rows", ["public"], "ALL"),
            (name, "read_all", [reader], "SELECT"),
        )
    )
    for _, policy, _, _, condition in policies:
        own = "CURRENT_USER" in condition and "lower(tenant)" in condition
        assert own == (policy == "own_rows")


@pytest.mark.parametrize("code", [CODES[0], "platform"])
def test_a_rebuild_grants_what_was_granted_and_no_more(three: Three, code: str) -> None:
    before = grants(three)
    guards = three.ask("SELECT * FROM pg_policies ORDER BY tablename, policyname")
    for projection in projections_of(code):
        receipt = rebuild(OwnerWorkshop(three.owned, code, projection), accept=False)
        assert receipt.swapped, projection.name
    assert grants(three) == before
    assert three.ask("SELECT * FROM pg_policies ORDER BY tablename, policyname") == guards


def test_what_a_rebuild_makes_beside_is_nobodys_but_the_owners(three: Three) -> None:
    with three.owned.cursor() as cursor:
        place = Place(SCHEMAS[0], "__rebuild")
        table = projections_of(CODES[0])[0].tables[0]
        create(cursor, place, table)
        try:
            found = {
                row[4]
                for row in grants(three)
                if (row[1], row[2]) == (SCHEMAS[0], f"{table.name}__rebuild")
            }
        finally:
            cursor.execute(b"DROP TABLE t_05.%s__rebuild" % table.name.encode())
    assert found == {OWNER}


def test_migrating_again_changes_no_right(three: Three) -> None:
    before = grants(three)
    migrate(three.settings)
    assert grants(three) == before


def owned_by(three: Three, *roles: str) -> list[tuple[object, ...]]:
    """In every database of the server."""
    return three.ask(
        "SELECT classid::regclass::text, objid FROM pg_shdepend WHERE deptype = 'o'"
        " AND refclassid = 'pg_authid'::regclass AND refobjid::regrole::text = ANY (%(roles)s)",
        roles=list(roles),
    )
