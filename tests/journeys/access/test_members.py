"""A département lets people, auditors and machines in, and out again, without the hoster."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from domain.access.tokens import digest
from domain.roles import Role
from infra.clock import today
from infra.store.watch import looks
from infra.store.watch.looks import Look
from services.ports import Person as Beside
from tests.journeys.access.membership import (
    MOTIVE,
    accept,
    invite,
    listed,
    organization,
    person,
    stream,
    told,
)
from tests.journeys.test_bad_input import problem
from tests.journeys.world import Person, World

MANDATE = {
    "auditor_body": "Chambre régionale des comptes",
    "legal_basis": "CJF, art. L. 211-3",
    "since": "2026-01-01",
    "until": "2027-12-31",
}


@pytest.fixture
def admin(here: World) -> Person:
    return here.person(Role.TENANT_ADMIN)


@pytest.fixture
def state(here: World) -> Person:
    return here.person(Role.STATE_AGENT)


@pytest.fixture(scope="module")
def departement_id(here: World) -> str:
    return organization(here, "departement")


@pytest.fixture(scope="module")
def prefecture_id(here: World) -> str:
    return organization(here, "state_prefecture")


def test_from_the_invitation_to_the_removal(
    here: World, admin: Person, departement_id: str
) -> None:
    who = invite(admin, Role.DEPT_AGENT, departement_id, office="dgas")
    accept(here, who)
    path = f"/members/{who}"
    role = {"role": "dept_manager", "organization_id": departement_id}
    made = told(admin.post(f"{path}/roles", role, match=2), 201)
    assert made["version"] == 3
    seen = listed(admin, who, made["position"])
    assert (seen["status"], seen["kind"], seen["stream_version"]) == ("active", "human", 3)
    assert [(each["role"], each["office"]) for each in seen["grants"]] == [
        ("dept_agent", "dgas"),
        ("dept_manager", None),
    ]
    assert made["created"] in [each["grant_id"] for each in seen["grants"]]
    assert seen["people"][who] == "Camille Martin"
    revoked = admin.post(
        f"{path}/role-revocations", {"grant_id": made["created"]} | MOTIVE, match=3
    )
    assert told(revoked, 200)["version"] == 4
    removed = told(admin.post(f"{path}/removal", MOTIVE, match=4), 200)
    seen = listed(admin, who, removed["position"])
    assert (seen["status"], seen["grants"]) == ("removed", [])
    trail = here.person(Role.DEPT_AGENT).get("/trail", min_position=removed["position"])
    sentences = [each["sentence"] for each in told(trail, 200)["items"][:5]]
    assert sentences[0] == "Personne retirée, avec tous ses droits."
    assert sentences[3] == "Invitation acceptée."


def test_who_was_removed_is_invited_again_as_the_same_person(
    here: World, admin: Person, departement_id: str
) -> None:
    who = invite(admin, Role.DEPT_AGENT, departement_id)
    body = {"person_id": who, "role": "dept_manager", "organization_id": departement_id}
    problem(admin.post("/members", body), 409, "already-member")
    told(admin.post(f"/members/{who}/removal", MOTIVE, match=1), 200)
    again = told(admin.post("/members", body), 201)
    assert again["version"] == 3
    accept(here, who)
    assert [each.role for each in stream(here, who).grants] == [Role.DEPT_MANAGER]


def test_another_link_is_for_who_is_still_expected(
    here: World, admin: Person, manager: Person, state: Person, departement_id: str
) -> None:
    who = invite(admin, Role.DEPT_AGENT, departement_id)
    path, first = f"/members/{who}/invitations", stream(here, who).invitation_id
    problem(state.post(path, {}, match=1), 403, "forbidden")
    made = told(manager.post(path, {}, match=1), 201)
    assert stream(here, who).invitation_id == UUID(made["created"]) != first
    assert "link" not in made
    problem(admin.post(path, {}, match=1), 412, "stale-version")
    accept(here, who)
    problem(admin.post(path, {}, match=3), 409, "not-invited")
    unknown = f"/members/{uuid4()}/invitations"
    problem(admin.post(unknown, {}, match=1), 404, "not-found")
    auditor = invite(admin, Role.AUDITOR)
    problem(manager.post(f"/members/{auditor}/invitations", {}, match=1), 403, "forbidden")
    held = {"grant_id": str(stream(here, auditor).grants[0].grant_id)} | MOTIVE
    told(admin.post(f"/members/{auditor}/role-revocations", held, match=1), 200)
    problem(admin.post(f"/members/{auditor}/invitations", {}, match=2), 409, "not-invited")


def test_a_repeated_invitation_is_answered_as_the_first(admin: Person, departement_id: str) -> None:
    body = {
        "person_id": person(admin),
        "role": "dept_agent",
        "organization_id": departement_id,
    }
    once = str(uuid4())
    first, again = (admin.post("/members", body, key=once) for _ in range(2))
    assert told(again, 201) == told(first, 201)


# Who asks, for whom, and the kind of organization if there is one.
SIDES: list[tuple[Role, Role, str | None]] = [
    (Role.DEPT_MANAGER, Role.STATE_AGENT, "state_prefecture"),
    (Role.DEPT_MANAGER, Role.PREFET_SIGNATORY, "state_prefecture"),
    (Role.DEPT_MANAGER, Role.TENANT_ADMIN, None),
    (Role.DEPT_MANAGER, Role.AUDITOR, None),
    (Role.STATE_AGENT, Role.DEPT_AGENT, "departement"),
    (Role.STATE_AGENT, Role.DEPT_SIGNATORY, "departement"),
    (Role.STATE_AGENT, Role.TENANT_ADMIN, None),
]


@pytest.mark.parametrize(("by", "role", "of"), SIDES)
def test_no_side_lets_in_the_people_of_the_other(
    here: World, by: Role, role: Role, of: str | None
) -> None:
    asker, organization_id = here.person(by), organization(here, of) if of else None
    grant = {"role": role, "organization_id": organization_id}
    body: dict[str, Any] = {"person_id": person(asker)} | grant
    problem(asker.post("/members", body), 403, "forbidden")
    who = invite(here.person(Role.TENANT_ADMIN), role, organization_id)
    problem(asker.post(f"/members/{who}/roles", grant, match=1), 403, "forbidden")
    held = {"grant_id": str(stream(here, who).grants[0].grant_id)} | MOTIVE
    problem(asker.post(f"/members/{who}/role-revocations", held, match=1), 403, "forbidden")
    problem(asker.post(f"/members/{who}/removal", MOTIVE, match=1), 403, "forbidden")


def test_each_side_lets_its_own_people_in(
    here: World, manager: Person, state: Person, departement_id: str, prefecture_id: str
) -> None:
    for asker, role, of in (
        (manager, Role.DEPT_SIGNATORY, departement_id),
        (manager, Role.PARTNER_AGENT, organization(here, "ars")),
        (state, Role.PREFET_SIGNATORY, prefecture_id),
    ):
        who = invite(asker, role, of)
        held = {"grant_id": str(stream(here, who).grants[0].grant_id)} | MOTIVE
        told(asker.post(f"/members/{who}/role-revocations", held, match=1), 200)


def test_a_role_is_of_the_side_of_its_organization(
    manager: Person, prefecture_id: str, departement_id: str
) -> None:
    body = {
        "person_id": person(manager),
        "role": "dept_agent",
        "organization_id": prefecture_id,
    }
    wrong = problem(manager.post("/members", body), 422, "invalid-role")
    assert wrong["errors"][0]["pointer"] == "/organization_id"
    problem(manager.post("/members", body | {"organization_id": str(uuid4())}), 404, "not-found")
    platform = {"person_id": body["person_id"], "role": "platform_admin"}
    problem(manager.post("/members", platform), 403, "forbidden")


def test_nobody_changes_their_own_rights(here: World, admin: Person) -> None:
    own = invite(admin, Role.TENANT_ADMIN)
    accept(here, own)
    token = f"48/{own}"
    here.callers[token] = replace(admin.caller, person_id=UUID(own))
    another = Person(admin.client, "48", token, here.callers[token])
    path, held = f"/members/{own}", {"grant_id": str(stream(here, own).grants[0].grant_id)}
    for part, body in (
        ("roles", {"role": "auditor"}),
        ("role-revocations", held | MOTIVE),
        ("removal", MOTIVE),
    ):
        problem(another.post(f"{path}/{part}", body, match=2), 409, "own-rights")


def test_nobody_administers_and_signs(admin: Person, departement_id: str) -> None:
    who = invite(admin, Role.TENANT_ADMIN)
    grant = {"role": "dept_signatory", "organization_id": departement_id}
    problem(admin.post(f"/members/{who}/roles", grant, match=1), 409, "incompatible-roles")


def test_who_is_unknown_is_not_found(admin: Person, departement_id: str) -> None:
    stranger = str(uuid4())
    role = {"role": "dept_agent", "organization_id": departement_id}
    faults = problem(admin.post("/members", role | {"person_id": stranger}), 404, "not-found")
    assert faults["errors"][0]["pointer"] == "/person_id"
    path = f"/members/{stranger}"
    problem(admin.post(f"{path}/roles", role, match=1), 404, "not-found")
    problem(admin.post(f"{path}/removal", MOTIVE, match=1), 404, "not-found")
    problem(admin.post(f"{path}/audit-mandates", MANDATE, match=1), 404, "not-found")
    known_not_invited = person(admin)
    problem(admin.post(f"/members/{known_not_invited}/roles", role, match=1), 404, "not-found")


def test_who_saw_an_older_version_is_told(admin: Person, departement_id: str) -> None:
    who = invite(admin, Role.DEPT_AGENT, departement_id)
    role = {"role": "dept_manager", "organization_id": departement_id}
    problem(admin.post(f"/members/{who}/roles", role), 428, "if-match-missing")
    problem(admin.post(f"/members/{who}/roles", role, match=2), 412, "stale-version")
    told(admin.post(f"/members/{who}/roles", role, match=1), 201)


def test_an_auditor_is_given_a_mandate_and_loses_it(here: World, admin: Person, draft: str) -> None:
    who = invite(admin, Role.AUDITOR)
    path = f"/members/{who}"
    unknown = MANDATE | {"convention_ids": [str(uuid4())]}
    problem(admin.post(f"{path}/audit-mandates", unknown, match=1), 404, "not-found")
    too_long = MANDATE | {"until": "2028-01-01"}
    refused = admin.post(f"{path}/audit-mandates", too_long, match=1)
    assert problem(refused, 422, "invalid-mandate")["errors"][0]["pointer"] == "/until"
    given = told(
        admin.post(f"{path}/audit-mandates", MANDATE | {"convention_ids": [draft]}, match=1), 201
    )
    (mandate,) = listed(admin, who, given["position"])["mandates"]
    assert (mandate["mandate_id"], mandate["convention_ids"]) == (given["created"], [draft])
    end = {"mandate_id": given["created"]} | MOTIVE
    ended = told(admin.post(f"{path}/audit-mandate-revocations", end, match=2), 200)
    assert listed(admin, who, ended["position"])["mandates"] == []
    problem(
        here.person(Role.DEPT_MANAGER).post(f"{path}/audit-mandates", MANDATE, match=3),
        403,
        "forbidden",
    )


def registered(admin: Person, departement_id: str) -> dict[str, Any]:
    body = {"label": "Paie", "role": "dept_machine", "organization_id": departement_id}
    return told(admin.post("/machines", body), 201)


def test_a_machine_is_registered_once_for_a_key(
    here: World, admin: Person, departement_id: str
) -> None:
    body = {"label": "Paie", "role": "dept_machine", "organization_id": departement_id}
    once = str(uuid4())
    first, again = (told(admin.post("/machines", body, key=once), 201) for _ in range(2))
    assert first == again
    renamed = admin.post("/machines", body | {"label": "Budget"}, key=once)
    problem(renamed, 422, "idempotency-key-reused")
    who = UUID(first["created"])
    assert here.wiring.people("48").many([who])[who].display_name == "Paie"


def test_a_token_is_shown_once_and_the_log_holds_its_hash_alone(
    here: World, admin: Person, manager: Person, departement_id: str
) -> None:
    machine = registered(admin, departement_id)
    who, path, once = machine["created"], f"/members/{machine['created']}", str(uuid4())
    body = {"scopes": ["read", "write"], "expires_on": today().isoformat()}
    first = told(manager.post(f"{path}/api-tokens", body, match=2, key=once), 201)
    word, tenant, named, secret = first["token"].split("_", 3)
    assert (word, tenant, UUID(named), len(secret)) == ("pacte", "48", UUID(who), 43)
    again = told(manager.post(f"{path}/api-tokens", body, match=2, key=once), 201)
    assert again["token"] is None
    assert again["notice"] != first["notice"]
    assert "\N{NO-BREAK SPACE}: il ne sera plus jamais" in first["notice"]
    same = ("id", "version", "position", "created")
    assert [again[name] for name in same] == [first[name] for name in same]
    (held,) = stream(here, who).tokens
    assert held.secret_sha256 == digest(secret)
    assert secret not in everything_stored(here)
    seen = listed(admin, who, first["position"])
    assert (seen["kind"], seen["status"], seen["people"][who]) == ("machine", "active", "Paie")
    assert [each["token_id"] for each in seen["tokens"]] == [first["created"]]
    assert held.secret_sha256 not in str(seen)
    revoke = {"token_id": first["created"]} | MOTIVE
    revoked = told(admin.post(f"{path}/api-token-revocations", revoke, match=3), 200)
    assert listed(admin, who, revoked["position"])["tokens"] == []


def everything_stored(here: World) -> str:
    """Every row of every table of the tenant, as the web process can read it."""
    found = []
    schema, role = "t_48", f"{here.wiring.pool.database}_t_48"
    with here.wiring.pool.checkout(role) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'"
            " AND has_table_privilege(oid, 'SELECT')",
            [schema],
        ).fetchall()
        for (name,) in tables:
            select = sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(schema, name))
            found += [str(row) for row in connection.execute(select)]
        events = connection.execute(b"SELECT convert_from(state, 'UTF8') FROM t_48.events")
        found += [str(row) for row in events]
    assert len(tables) > 10
    return "\n".join(found)


def test_a_machine_is_recognised_as_a_client(
    admin: Person, manager: Person, departement_id: str
) -> None:
    who = registered(admin, departement_id)["created"]
    body = {"issuer": "https://sso.lozere.test", "client_id": "paie", "scopes": ["read"]}
    made = told(manager.post(f"/members/{who}/clients", body, match=2), 200)
    assert listed(admin, who, made["position"])["clients"] == [body]
    again = manager.post(f"/members/{who}/clients", body, match=3)
    problem(again, 409, "client-already-registered")
    problem(admin.post(f"/members/{who}/clients", body, match=3), 403, "forbidden")
    end = {name: body[name] for name in ("issuer", "client_id")} | MOTIVE
    ended = told(admin.post(f"/members/{who}/client-ends", end, match=3), 200)
    assert listed(admin, who, ended["position"])["clients"] == []


def test_a_person_has_no_token(admin: Person, manager: Person, departement_id: str) -> None:
    who = invite(admin, Role.DEPT_AGENT, departement_id)
    body = {"scopes": ["read"], "expires_on": today().isoformat()}
    problem(manager.post(f"/members/{who}/api-tokens", body, match=1), 422, "invalid-token")


def looked(here: World, by: UUID, home: str, query: str = "read_convention") -> int:
    look = Look(
        person_id=by,
        home=home,
        role="commissioner",
        grant_id=None,
        query=query,
        subject=None,
        moment=None,
        purpose=None,
        correlation_id=uuid4(),
    )
    looks.record(here.wiring.pool, ["48"], look)
    return int(looks.page(here.wiring.pool, "48", limit=1)[0]["position"])


def test_who_looked_is_told_page_by_page_with_names_apart(
    here: World, admin: Person, agent: Person
) -> None:
    near, far, nobody = uuid4(), uuid4(), uuid4()
    here.wiring.people("48").create(Beside(person_id=near, display_name="Auditrice"))
    here.wiring.people("platform").create(Beside(person_id=far, display_name="Commissaire"))
    last = [looked(here, near, "48"), looked(here, far, "platform"), looked(here, nobody, "48")][-1]
    first = told(admin.get("/access-log", limit=2), 200)
    assert [each["position"] for each in first["items"]] == [last, last - 1]
    assert first["people"] == {str(nobody): "effacé", str(far): "Commissaire"}
    rest = told(admin.get("/access-log", limit=2, cursor=first["next"]), 200)
    assert rest["items"][0]["position"] == last - 2
    assert rest["people"][str(near)] == "Auditrice"
    assert rest["items"][0]["query"] == "read_convention"
    problem(admin.get("/access-log", cursor=first["next"] + "x"), 400, "invalid-parameter")
    problem(admin.get("/access-log", as_of=1), 400, "invalid-parameter")
    problem(agent.get("/access-log"), 403, "forbidden")
    other = here.person(Role.TENANT_ADMIN, "05")
    assert told(other.get("/access-log"), 200) == {"items": [], "next": None}
    problem(other.get("/access-log", cursor=first["next"]), 400, "invalid-parameter")


def test_a_tenant_knows_by_whom_its_people_are_recognised(here: World, admin: Person) -> None:
    found = told(admin.get("/providers"), 200)
    assert all(set(each) == {"slug", "name", "issuer"} for each in found["items"])
    problem(here.person(Role.DEPT_AGENT).get("/providers"), 403, "forbidden")
