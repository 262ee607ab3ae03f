"""Machines through HTTP: tokens of ours and of providers; what is forged, gone or of elsewhere."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.test import TestResponse

from domain.access.facts import Scope
from domain.roles import MACHINES, Role
from infra.access import recognising
from infra.clock import day_of
from infra.sso.providers import listed
from infra.store.connections.held import Held
from infra.store.connections.pool import Pool
from infra.store.schemas.migrate import owner, provision
from services import rights
from services.access import commands, machines, members
from tests.infra.sso.forging import Forger, forging
from tests.infra.sso.keys import NEXT
from tests.infra.sso.test_machines import BAD, changed, claims_of
from tests.infra.sso.test_tokens import part as encoded
from tests.journeys.house import PUBLIC, SECRET, House
from tests.journeys.story import FAR, Story
from tests.journeys.test_bad_input import problem
from tests.journeys.test_every_route import routes
from tests.journeys.world import CLS

BOTH = (Scope.READ, Scope.WRITE)
URL = "/api/v1/tenants/48/conventions"


@dataclass(frozen=True, slots=True)
class Machine:
    home: House
    person_id: UUID
    token_id: UUID
    token: str

    def get(self, path: str = "/conventions", tenant: str = "48", **query: Any) -> TestResponse:
        url = f"/api/v1/tenants/{tenant}{path}"
        return self.home.app.test_client().get(
            url, base_url=PUBLIC, headers=bearer(self.token), query_string=query
        )

    def post(self, path: str, body: Any, tenant: str = "48", match: int = 1) -> TestResponse:
        headers = bearer(self.token) | {"Idempotency-Key": str(uuid4()), "If-Match": f'"v{match}"'}
        return self.home.app.test_client().post(
            f"/api/v1/tenants/{tenant}{path}", base_url=PUBLIC, json=body, headers=headers
        )


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def issued(
    home: House,
    role: Role = Role.DEPT_MACHINE,
    tenant: str = "48",
    scopes: tuple[Scope, ...] = BOTH,
    days: int = 30,
) -> Machine:
    person_id, secret = home.machine(role, tenant), uuid4().hex + "x" * 11
    ask = home.entrusting(role, tenant)
    expires_on = day_of(home.clock()) + timedelta(days=days)
    command = commands.IssueApiToken(person_id=person_id, scopes=scopes, expires_on=expires_on)
    machines.issue_api_token(home.wiring.pactes(tenant), ask, command, secret)
    token = f"pacte_{tenant.lower()}_{person_id.hex}_{secret}"
    found = members.found(home.wiring.pactes(tenant), person_id)
    return Machine(home, person_id, found.tokens[0].token_id, token)


# Tokens of ours


def test_a_token_reads_and_writes_what_its_scopes_say(home: House) -> None:
    machine = issued(home)
    made = machine.post("/conventions", CLS)
    assert made.status_code == 201, made.text
    assert machine.get(min_position=(made.json or {})["position"]).status_code == 200
    reader = issued(home, scopes=(Scope.READ,))
    assert reader.get().status_code == 200
    before = home.heads()
    problem(reader.post("/conventions", CLS), 403, "forbidden")
    writer = issued(home, scopes=(Scope.WRITE,))
    problem(writer.get(), 403, "forbidden")
    assert writer.post("/conventions", CLS).status_code == 201
    assert home.heads()["48"] > before["48"]


def uses(home: House) -> dict[str, str]:
    agent = home.person(Role.TENANT_ADMIN)
    head = home.wiring.pactes("48").recorder.max_notification_id()
    answer = agent.get("/members", limit=200, min_position=head)
    assert answer.status_code == 200, answer.text
    return dict((answer.json or {}).get("token_uses", {}))


def test_the_day_on_which_a_token_was_used_last_is_shown(home: House) -> None:
    machine, idle = issued(home), issued(home)
    heads = home.heads()
    assert machine.get().status_code == 200
    wrong = replace(machine, token=idle.token[:-3] + "yyy")
    assert wrong.get().status_code == 401
    shown = uses(home)
    assert shown[str(machine.token_id)] == str(day_of(home.clock()))
    assert str(idle.token_id) not in shown
    home.clock.ahead += timedelta(days=2)
    assert uses(home)[str(machine.token_id)] == shown[str(machine.token_id)]
    assert machine.get().status_code == 200
    assert uses(home)[str(machine.token_id)] == str(day_of(home.clock()))
    assert home.heads() == heads


def test_a_use_is_written_once_a_day(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = issued(home)
    written: list[str] = []
    monkeypatch.setattr(home.wiring.uses, "redis", Counting(home.wiring.redis, written))
    for _ in range(3):
        assert machine.get().status_code == 200
    assert len(written) == 1
    home.clock.ahead += timedelta(days=1)
    assert machine.get().status_code == 200
    assert len(written) == 2


class Counting:
    """A Valkey that counts what is set, or is not there."""

    def __init__(self, redis: Redis | None, written: list[str]) -> None:
        self.redis, self.written = redis, written

    def set(self, name: str, *given: Any, **named: Any) -> object:
        self.written.append(name)
        if self.redis is None:
            raise RedisError
        return self.redis.set(name, *given, **named)

    def mget(self, _: list[str]) -> list[bytes | None]:
        raise RedisError


def test_without_valkey_a_token_opens_and_its_use_is_not_known(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not asked again with every request either."""
    machine = issued(home)
    tried: list[str] = []
    monkeypatch.setattr(home.wiring.uses, "redis", Counting(None, tried))
    assert [machine.get().status_code for _ in range(3)] == [200, 200, 200]
    assert len(tried) == 1
    assert uses(home) == {}


@pytest.fixture(scope="module")
def lettered(one_house: House) -> House:
    """Two more tenants, with letters in their codes."""
    for code in ("2A", "6AE"):
        with owner(one_house.settings) as connection:
            provision(connection, code, one_house.settings)
        one_house.open_tenant(code)
    return one_house


@pytest.mark.parametrize("code", ["2A", "6AE"])
def test_a_token_opens_a_tenant_that_has_letters_in_its_code(lettered: House, code: str) -> None:
    """In one case on the wire, and read in both."""
    manager = lettered.inside(lettered.resident(Role.DEPT_MANAGER, code))
    machine = lettered.machine(Role.DEPT_MACHINE, code)
    body = {"scopes": ["read"], "expires_on": f"{day_of(lettered.clock()) + timedelta(days=30)}"}
    path = f"/members/{machine}/api-tokens"
    issued = manager.write(path, body, tenant=code, If_Match='"v2"')
    assert issued.status_code == 201, issued.text
    token = str((issued.json or {})["token"])
    assert token.startswith(f"pacte_{code.lower()}_")
    for given in (token, token.replace(code.lower(), code, 1)):
        one = Machine(lettered, machine, machine, given)
        assert one.get("/organizations", code).status_code == 200


def test_a_token_that_is_over_opens_nothing_from_the_next_request_on(home: House) -> None:
    machine = issued(home, days=1)
    assert machine.get().status_code == 200
    home.clock.ahead = timedelta(days=2)
    problem(machine.get(), 401, "authentication-required")


def test_a_revoked_token_opens_nothing_from_the_next_request_on(home: House) -> None:
    machine, other = issued(home), issued(home)
    assert machine.get().status_code == 200
    command = commands.RevokeApiToken(
        person_id=machine.person_id, token_id=machine.token_id, motive="Perdu."
    )
    machines.revoke_api_token(
        home.wiring.pactes("48"), home.asking(Role.TENANT_ADMIN, "48"), command
    )
    before = home.heads()
    problem(machine.get(), 401, "authentication-required")
    problem(machine.post("/conventions", CLS), 401, "authentication-required")
    assert home.heads() == before
    assert other.get().status_code == 200


def test_a_removed_machine_is_out_at_the_next_request(home: House) -> None:
    machine = issued(home)
    remove = commands.RemoveMember(person_id=machine.person_id, motive="Un motif.")
    ask = home.asking(Role.TENANT_ADMIN, "48")
    members.remove_member(home.wiring.pactes("48"), ask, remove)
    problem(machine.get(), 401, "authentication-required")


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("y" if token[-1] == "x" else "x"),
        lambda token: token + "x",
        lambda token: token[:-1],
        lambda token: token.replace("pacte_48_", "pacte_05_"),
        lambda token: token.replace("pacte_48_", "pacte_99_"),
        lambda token: token.replace("pacte_48_", "pacte_platform_"),
        lambda token: token.upper(),
        lambda token: token[:9] + uuid4().hex + token[41:],
        lambda token: f"{token} ",
        lambda token: f"{token}\u00e9",
    ],
)
def test_a_token_is_known_whole(home: House, change: Any) -> None:
    machine = issued(home)
    # Machines of one kind only: a person has no token.
    headers = {"Authorization": f"Bearer {change(machine.token)}".encode().decode("latin-1")}
    answer = home.app.test_client().get(URL, base_url=PUBLIC, headers=headers)
    if change(machine.token).strip() == machine.token:
        assert answer.status_code in (200, 401)
    else:
        problem(answer, 401, "authentication-required")


def test_another_tenant_is_one_that_is_not_there(home: House) -> None:
    machine, stranger = issued(home), issued(home, tenant="05")
    bodies = []
    for one, code in ((machine, "05"), (machine, "99"), (stranger, "48"), (stranger, "zz")):
        answers = (one.get(tenant=code), one.post("/conventions", CLS, tenant=code))
        bodies += [problem(each, 404, "unknown-tenant") for each in answers]
    bodies = [body | {"correlation_id": None} for body in bodies]
    assert all(body == bodies[0] for body in bodies)


# Tokens of providers


@pytest.fixture(scope="module")
def one_forger(one_house: House) -> Iterator[Forger]:
    with forging() as running:
        one_house.configure("forge", running.issuer, "48", signed_userinfo=False)
        yield running
        one_house.end_provider("forge")


@pytest.fixture
def forger(one_forger: Forger, home: House) -> Forger:
    one_forger.repent()
    home.wiring.redis.flushall()
    home.wiring.door.directory._known.clear()
    return one_forger


@pytest.fixture(scope="module")
def client(one_house: House, one_forger: Forger) -> UUID:
    """Our registry knows the client `machine` of the forger's issuer, in 48 alone."""
    return registered(one_house, one_forger.issuer, "machine")


def registered(home: House, issuer: str, client_id: str, tenant: str = "48") -> UUID:
    person_id = home.machine(tenant=tenant)
    command = commands.RegisterClient(
        person_id=person_id, issuer=issuer, client_id=client_id, scopes=BOTH
    )
    ask = home.entrusting(Role.DEPT_MACHINE, tenant)
    recognising.register_client(home.wiring, ask, command)
    return person_id


def good(forger: Forger, **changes: Any) -> str:
    if "client_id" in changes:
        changes["sub"] = changes["client_id"]
    return changed(**{"scope": "pacte:read pacte:write"} | changes)(forger, claims_of(forger))


def asked(home: House, token: str, tenant: str = "48", method: str = "GET") -> TestResponse:
    headers = bearer(token) | {"Idempotency-Key": str(uuid4())}
    return home.app.test_client().open(
        f"/api/v1/tenants/{tenant}/conventions",
        method=method,
        base_url=PUBLIC,
        headers=headers,
        json=CLS if method == "POST" else None,
    )


@pytest.mark.parametrize("name", BAD)
def test_a_forged_token_opens_nothing(home: House, forger: Forger, client: UUID, name: str) -> None:
    forge, _ = BAD[name]
    claims = claims_of(forger) | {"scope": "pacte:read pacte:write"}
    token = forge(forger, claims)
    before = home.heads()
    for method in ("GET", "POST"):
        problem(asked(home, token, method=method), 401, "authentication-required")
    assert home.heads() == before
    assert asked(home, good(forger)).status_code == 200


def test_the_registry_says_what_a_client_may_at_most(
    home: House, forger: Forger, client: UUID
) -> None:
    assert asked(home, good(forger), method="POST").status_code == 201
    reading = good(forger, scope="pacte:read")
    assert asked(home, reading).status_code == 200
    problem(asked(home, reading, method="POST"), 403, "forbidden")
    for scope in ("openid", "pacte:admin", "PACTE:READ", "pacte:read2"):
        problem(asked(home, good(forger, scope=scope)), 401, "authentication-required")


def administered(home: House, path: str, body: Any, match: int) -> TestResponse:
    """By a manager of 48 who is signed in, through the API."""
    visitor = home.inside(home.resident(Role.DEPT_MANAGER))
    return visitor.write(path, body, If_Match=f'"v{match}"')


def test_a_client_registered_by_the_api_comes_in(home: House, forger: Forger) -> None:
    person_id, name = home.machine(), f"paie-{uuid4()}"
    body = {"issuer": forger.issuer, "client_id": f" {name} ", "scopes": ["read", "write"]}
    path = f"/members/{person_id}/clients"
    reading = good(forger, client_id=name, scope="pacte:read")
    problem(asked(home, reading), 401, "authentication-required")
    made = administered(home, path, body, 2)
    assert made.status_code == 200, made.text
    assert asked(home, reading).status_code == 200
    problem(asked(home, reading, method="POST"), 403, "forbidden")
    assert asked(home, good(forger, client_id=name), method="POST").status_code == 201
    end = {"issuer": forger.issuer, "client_id": name, "motive": "Fin du marché."}
    path = f"/members/{person_id}/client-ends"
    assert administered(home, path, end, 3).status_code == 200
    before = home.heads()
    for method in ("GET", "POST"):
        token = good(forger, client_id=name)
        problem(asked(home, token, method=method), 401, "authentication-required")
    assert home.heads() == before
    problem(administered(home, path, end, 4), 404, "unknown-client")


def test_a_client_is_one_machine_alone(home: House, forger: Forger, client: UUID) -> None:
    """Nor is it a person whom that issuer knows by the same name."""
    another, known = home.machine(), home.resident(Role.DEPT_AGENT)
    before = home.heads()
    for issuer, name in (
        (forger.issuer, "machine"),
        (home.providers["demo"].issuer, known.sub),
    ):
        body = {"issuer": issuer, "client_id": name, "scopes": ["read"]}
        refused = administered(home, f"/members/{another}/clients", body, 2)
        problem(refused, 409, "identity-taken")
        before = before | {"48": before["48"] + 2}  # the managers who asked
        assert home.heads() == before
        assert members.found(home.wiring.pactes("48"), another).clients == ()
    assert asked(home, good(forger)).status_code == 200


def test_a_client_that_nobody_registered_is_nobody(
    home: House, forger: Forger, client: UUID
) -> None:
    for changes in ({"client_id": "other"}, {"client_id": "other", "azp": "machine"}):
        problem(asked(home, good(forger, **changes)), 401, "authentication-required")


def test_no_claim_opens_another_tenant(home: House, forger: Forger, client: UUID) -> None:
    """Whose client it is, the registry of the tenant in the address says."""
    token = good(forger, tenant="05", organization="05", roles=["dept_machine"])
    for code in ("05", "99", "zz"):
        problem(asked(home, token, tenant=code), 401, "authentication-required")


def test_a_machine_of_the_local_provider_comes_in(home: House) -> None:
    issuer = home.providers["demo"].issuer
    registered(home, issuer, "machine")
    data = {
        "grant_type": "client_credentials",
        "client_id": "machine",
        "client_secret": SECRET,
        "scope": "pacte:read",
    }
    token = requests.post(f"{issuer}/token", data=data, timeout=5).json()["access_token"]
    assert asked(home, token).status_code == 200
    problem(asked(home, token, method="POST"), 403, "forbidden")


def test_a_provider_that_is_down_keeps_its_machines_out_and_no_others(
    home: House, forger: Forger, client: UUID
) -> None:
    forger.metadata = {"issuer": "http://127.0.0.1:1"}
    problem(asked(home, good(forger)), 401, "authentication-required")
    assert issued(home).get().status_code == 200


# What a guess costs, and tells


@pytest.fixture
def asked_of(home: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The roles for which a connection was taken: every look at the database, but for the lists.

    Of providers, and of the tenants that moved.
    """
    monkeypatch.setattr(listed, "KEPT_SECONDS", 3600.0)
    home.wiring.gone._known = 0.0, []
    assert home.wiring.gone.by_name() == []
    home.wiring.door.listed._known = 0.0, []
    home.browser().get("/connexion")
    taken: list[str] = []
    checkout = Pool.checkout

    def noted(pool: Pool, role: str) -> AbstractContextManager[Held]:
        if threading.current_thread() is threading.main_thread():  # the follower works beside
            taken.append(role)
        return checkout(pool, role)

    monkeypatch.setattr(Pool, "checkout", noted)
    yield taken
    home.wiring.door.listed._known = 0.0, []
    home.wiring.gone._known = 0.0, []


MADE_UP: dict[str, Callable[[Forger], str]] = {
    "dots": lambda _forger: "a.b.c",
    "no JSON": lambda _forger: f"{encoded({'alg': 'RS256'})[:-3]}.b.c",
    "claims of no object": lambda forger: f"{good(forger).partition('.')[0]}.{encoded([])}.c",  # type: ignore[arg-type]
    "of nobody's issuer": lambda forger: good(forger, iss="https://nobody.test"),
    "of a list of issuers": lambda forger: good(forger, iss=[forger.issuer]),
    "signed by nobody": lambda forger: good(forger)[:-8],
    "kid of nobody": lambda forger: forger.sign(claims_of(forger), NEXT, typ="at+jwt"),
    "an identity token": lambda forger: forger.sign(forger.id_claims()),
}


@pytest.mark.parametrize("name", MADE_UP)
def test_a_made_up_token_costs_the_database_nothing(
    home: House, forger: Forger, asked_of: list[str], name: str
) -> None:
    """So its time tells nothing of the tenants that there are."""
    for code in ("48", "99"):
        problem(asked(home, MADE_UP[name](forger), code), 401, "authentication-required")
    assert asked_of == []


def test_the_page_of_sign_in_costs_a_stranger_nothing(home: House, asked_of: list[str]) -> None:
    assert "Service d’identité demo" in home.browser().get("/connexion").text
    assert asked_of == []


def test_as_much_is_asked_for_a_tenant_that_does_not_exist(
    home: House, forger: Forger, asked_of: list[str]
) -> None:
    costs = []
    for code in ("48", "99"):
        asked_of.clear()
        token = f"pacte_{code}_{uuid4().hex}_{'x' * 43}"
        problem(asked(home, token), 401, "authentication-required")
        costs.append(len(asked_of))
    assert costs == [2, 2]


def test_who_serves_everybody_is_asked_as_much_of_every_tenant(
    home: House, asked_of: list[str]
) -> None:
    with forging() as national:
        home.configure("national", national.issuer)
        home.browser().get("/connexion")
        costs = []
        for code in ("48", "99"):
            asked_of.clear()
            answer = asked(home, good(national, client_id="nobody-registered"), code)
            problem(answer, 401, "authentication-required")
            costs.append(len(asked_of))
        assert costs == [3, 3]
        home.end_provider("national")


def test_a_provider_that_was_ended_is_out_at_the_next_request(home: House) -> None:
    """Although it may still stand in the list that is shown."""
    with forging() as ending:
        home.configure("machines", ending.issuer, "48")
        registered(home, ending.issuer, "machine")
        assert asked(home, good(ending)).status_code == 200
        home.end_provider("machines")
        problem(asked(home, good(ending)), 401, "authentication-required")


# What machines never do


def test_no_machine_signs_agrees_or_lets_anybody_in() -> None:
    human = {
        "sign",
        "refuse_signature",
        "agree_convention",
        "submit_convention",
        "freeze_version",
        "open_round",
        "agree_partner_joining",
        "refuse_partner_joining",
        "invite_member",
        "grant_role",
        "issue_api_token",
        "register_client",
        "grant_audit_mandate",
    }
    held = {name for role, name in rights.RIGHTS if role in set(MACHINES)}
    assert not held & human
    assert "draft_convention" in held


@pytest.mark.parametrize("role", [Role.DEPT_MACHINE, Role.STATE_MACHINE])
def test_a_machine_is_refused_where_people_decide(home: House, role: Role) -> None:
    machine, story = issued(home, role), Story(home)
    story.registry()
    story.draft()
    path = f"/conventions/{story.convention}"
    before = home.heads()
    for part, body in (
        ("submission", {}),
        ("agreements", {}),
        ("signatures", {"signatory_id": str(uuid4()), "content_hash": "0" * 64}),
        ("refusals", {"signatory_id": str(uuid4()), "motive": "Non."}),
        ("signature-rounds", {"deadline": FAR}),
    ):
        answer = machine.post(f"{path}/{part}", body, match=story.version)
        problem(answer, 403, "forbidden")
    assert home.heads() == before


def test_pages_know_no_token(home: House) -> None:
    machine = issued(home)
    for method, url, rule in routes(home.app):
        if rule.endpoint.startswith("page_") and "/t/" in url and method == "GET":
            answer = home.app.test_client().get(url, base_url=PUBLIC, headers=bearer(machine.token))
            assert answer.headers["Location"].startswith("/connexion"), url
