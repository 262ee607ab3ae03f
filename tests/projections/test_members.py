"""Rows of members say what their streams say, at every position."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from domain.access import mandates, membership, tokens
from domain.access.facts import Scope
from domain.access.member import Member
from domain.roles import Role
from domain.sso import configuring
from infra.store.connections.names import PLATFORM
from projections.memory import Memory
from projections.queries.members import MEMBERS_LIST
from projections.queries.platform import PROVIDERS_LIST, TENANTS_LIST
from projections.tenant import members
from tests.domain.access.given import ADMIN, SEAL, admitted, granted, invited
from tests.domain.access.test_mandates import audit, national, regional
from tests.domain.access.test_tokens import issued, registered
from tests.examples.access import CONFIGURATION
from tests.readside import EXAMPLES, Departement, Site, facts

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def shown(departement: Departement, **asked: Any) -> dict[UUID, dict[str, Any]]:
    departement.follow()
    found = departement.reader.ask(departement.code, MEMBERS_LIST, **asked).body
    return {row["person_id"]: row for row in found}


def agrees(row: dict[str, Any], member: Member) -> None:
    """The row of a member is the fold of the stream."""
    assert (row["member_id"], row["status"]) == (member.id, member.status)
    assert row["stream_version"] == member.version
    assert {
        (each["grant_id"], each["role"], each["organization_id"]) for each in row["grants"]
    } == {(each.grant_id, each.role, each.organization_id) for each in member.grants}
    assert {
        (each["mandate_id"], each["kind"], each["since"], each["until"], each["region_code"])
        for each in row["mandates"]
    } == {
        (each.mandate_id, each.kind, each.since, each.until, each.region_code)
        for each in member.mandates
    }
    assert {(each["opening_id"], each["tenant"], each["until"]) for each in row["openings"]} == {
        (each.opening_id, each.tenant, each.until) for each in member.openings
    }
    assert {(each["token_id"], each["expires_on"]) for each in row["tokens"]} == {
        (each.token_id, each.expires_on) for each in member.tokens
    }
    assert {(each["issuer"], each["client_id"]) for each in row["clients"]} == {
        (each.issuer, each.client_id) for each in member.clients
    }


def test_members_are_listed_with_what_they_hold(departement: Departement) -> None:
    agent, auditor = invited(), admitted(Role.AUDITOR)
    machine = admitted(Role.DEPT_MACHINE)
    granted(agent, Role.DEPT_MANAGER, office="dgas")
    audit(auditor, convention_ids=(uuid4(),))
    issued(machine, scopes=(Scope.READ, Scope.WRITE))
    registered(machine)
    departement.record(agent, auditor, machine)
    found = shown(departement)
    assert list(found) == sorted(found)
    for member in (agent, auditor, machine):
        agrees(found[member.person_id], member)
    assert "secret" not in str(found)
    assert {each["office"] for each in found[agent.person_id]["grants"]} == {None, "dgas"}
    assert found[machine.person_id]["tokens"][0]["scopes"] == ["read", "write"]
    (mandate,) = found[auditor.person_id]["mandates"]
    assert mandate["convention_ids"] == [str(each) for each in auditor.mandates[0].convention_ids]
    assert mandate["legal_basis"]


def test_who_is_removed_holds_nothing_and_comes_back_with_nothing_of_before(
    departement: Departement,
) -> None:
    member, other = admitted(Role.AUDITOR), admitted(Role.AUDITOR)
    audit(member)
    audit(other)
    granted(member, Role.DEPT_AGENT)
    before = departement.record(member, other)
    membership.remove(member, motive=SEAL, by=ADMIN)
    removed = departement.record(member)
    agrees(shown(departement)[member.person_id], member)
    membership.invite_again(
        member,
        tenant="48",
        grant_id=uuid4(),
        role=Role.AUDITOR,
        by=ADMIN,
    )
    membership.activate(member)
    departement.record(member)
    found = shown(departement)
    agrees(found[member.person_id], member)
    assert found[member.person_id]["mandates"] == []
    agrees(found[other.person_id], other)
    held = shown(departement, as_of=before)[member.person_id]
    assert (len(held["grants"]), len(held["mandates"])) == (2, 1)
    gone = shown(departement, as_of=removed)[member.person_id]
    assert (gone["status"], gone["grants"], gone["mandates"]) == ("removed", [], [])


def test_what_ends_with_a_role_ends_in_the_rows(departement: Departement) -> None:
    auditor, machine = admitted(Role.AUDITOR), admitted(Role.DEPT_MACHINE)
    audit(auditor)
    kept = issued(machine)
    issued(machine)
    registered(machine)
    registered(machine, client_id="budget")
    tokens.revoke(machine, token_id=kept, motive=SEAL)
    tokens.end_client(machine, issuer="https://sso.lozere.test", client_id="paie", motive=SEAL)
    for member in (auditor, machine):
        membership.revoke(member, grant_id=member.grants[0].grant_id, motive=SEAL, by=ADMIN)
    departement.record(auditor, machine)
    found = shown(departement)
    for member in (auditor, machine):
        agrees(found[member.person_id], member)
        assert not found[member.person_id]["grants"]


def test_pages_follow_the_persons(departement: Departement) -> None:
    some = [invited() for _ in range(5)]
    departement.record(*some)
    departement.follow()
    ids, after = [], None
    while page := departement.reader.ask(departement.code, MEMBERS_LIST, after=after, limit=2).body:
        ids += [row["person_id"] for row in page]
        after = ids[-1]
    assert ids == sorted(each.person_id for each in some)


def test_tables_and_memory_agree(departement: Departement) -> None:
    member = admitted(Role.AUDITOR)
    audit(member)
    departement.record(member)
    membership.remove(member, motive=SEAL, by=ADMIN)
    departement.record(member)
    departement.follow()
    memory = Memory(members.PROJECTION)
    for recorded in departement.log():
        memory.record(recorded)
    for table in members.PROJECTION.tables:
        spans = {(*row.key, row.from_position, row.to_position) for row in memory.history(table)}
        width = len(table.key)
        stored = {(*row[:width], *row[-2:]) for row in departement.rows(table.name)}
        assert spans == stored


def test_the_platform_lists_its_people_providers_and_tenants(place: Site) -> None:
    platform = Departement(PLATFORM, place.wiring, place.connection)
    kinds = {kind.__name__: kind for kind in EXAMPLES}
    names = ("TenantDeclared", "TenantActivated", "TenantSuspended")
    platform.record(*facts(*(kinds[name] for name in names)))
    admin, viewer = admitted(Role.PLATFORM_ADMIN), admitted(Role.NATIONAL_VIEWER)
    granted(viewer, Role.COMMISSIONER)
    regional(viewer)
    national(viewer)
    mandates.open_glass(
        admin, opening_id=uuid4(), tenant="48", reason=SEAL, now=NOW, until=NOW.replace(hour=9)
    )
    first = configuring.configure(
        slug="lozere", issuer="https://sso.lozere.test", configuration=CONFIGURATION
    )
    everyone = configuring.configure(
        slug="proconnect",
        issuer="https://proconnect.test",
        configuration=replace(CONFIGURATION, tenants=()),
    )
    platform.record(admin, viewer, first, everyone)
    found = shown(platform)
    for member in (admin, viewer):
        agrees(found[member.person_id], member)
    assert found[admin.person_id]["openings"][0]["until"] == datetime(2026, 3, 2, 9, tzinfo=UTC)
    (tenant,) = platform.reader.ask(PLATFORM, TENANTS_LIST).body
    assert (tenant["status"], tenant["stream_version"]) == ("suspended", 3)
    assert slugs(platform) == ["lozere", "proconnect"]
    assert slugs(platform, "48") == ["lozere", "proconnect"]
    assert slugs(platform, "05") == ["proconnect"]
    configuring.end(everyone)
    configuring.change(first, replace(CONFIGURATION, name="Annuaire", tenants=("05",)))
    platform.record(everyone, first)
    platform.follow()
    assert (slugs(platform, "48"), slugs(platform, "05")) == ([], ["lozere"])
    ended = {row["slug"]: (row["name"], row["ended"]) for row in listed(platform)}
    assert ended == {"lozere": ("Annuaire", False), "proconnect": ("ProConnect", True)}


def listed(platform: Departement, tenant: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = platform.reader.ask(PLATFORM, PROVIDERS_LIST, serving=tenant).body
    return found


def slugs(platform: Departement, tenant: str | None = None) -> list[str]:
    return [row["slug"] for row in listed(platform, tenant)]
