"""Any commands by the people of three départements; some reach for what is another's."""

import importlib
import inspect
import pkgutil
import random
import types
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4, uuid5

import services
from domain.convention.convention import Convention
from domain.convention.kind import Kind
from domain.convention.signature import Side
from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.errors import RuleBroken
from domain.registry.facts import OrganizationKind
from domain.roles import SIDES, Role
from infra.web.asked.keys import command_id
from infra.wiring import Wiring
from services.ask import Ask, Caller, Key
from services.conventions import commands as c
from services.pactes import Pactes, Receipt
from services.people import CreatePerson
from services.registry import commands as r
from services.rights import RIGHTS
from services.signing import commands as s
from tests.readside import Departement

NOW, TODAY = datetime(2024, 9, 2, 8, 30, tzinfo=UTC), date(2024, 9, 2)
DAYS = (date(2024, 1, 1), date(2024, 9, 2), date(2024, 12, 1), date(2027, 12, 31))
PEOPLE = UUID("00000000-0000-5000-8000-0000000000e3")
# What a field of a command names, where its own name does not say so.
NAMES = {
    "funder_id": "organization_id",
    "operator_ids": "organization_id",
    "from_convention_id": "convention_id",
    "predecessor_id": "convention_id",
    "from_action_id": "action_id",
}
CREATES = {
    "draft_convention": "convention_id",
    "register_organization": "organization_id",
    "create_person": "person_id",
    "add_action": "action_id",
    "plan_funding": "line_id",
    "add_objective": "objective_id",
    "define_indicator": "indicator_id",
    "designate_signatory": "signatory_id",
    "request_partner_joining": "joining_id",
}
# What a service loads, so that another tenant's is not found.
LOADED = ("convention_id", "organization_id", "joining_id", "person_id")
OFFICES = ("prefet", "president", "director")
TEXTS = {
    "siret": "22480001100013",
    "rna": "W123456789",
    "email": "a@b.test",
    "code": "socle",
    "volet": "socle",
}
NUMBERS = {"exercice": (2024, 2027), "axe": (1, 4), "no": (1, 3), "order": (1, 3)}


@dataclass(frozen=True)
class Service:
    name: str
    call: Callable[..., Any]
    command: type
    parameters: tuple[str, ...]


def found() -> Iterator[Service]:
    """Every command of the rights table that is asked of one tenant."""
    for module in pkgutil.walk_packages(services.__path__, "services."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if (Role.DEPT_MANAGER.value, name) not in RIGHTS and name not in SIGNED:
                continue
            if inspect.isfunction(function) and function.__module__ == module.name:
                hints = get_type_hints(function)
                command = hints.get("command")
                if isinstance(command, type) and is_dataclass(command):
                    yield Service(
                        name, function, command, tuple(inspect.signature(function).parameters)
                    )


SIGNED = ("sign", "refuse_signature", "draft_convention", "add_party")
# What a random story can hand over: neither the secret of a token nor an outside to tell.
GIVEN = {"pactes", "platform", "people", "sides", "ask", "command"}
# A dry run records nothing (`tests/journeys/past/test_dry_run.py`), and is made of other commands.
UNKEPT = {"try_avenant"}
SERVICES = {
    service.name: service
    for service in found()
    if service.parameters[0] != "platform"
    and set(service.parameters) <= GIVEN
    and service.name not in UNKEPT
}


class Crossed(AssertionError):
    """Something of one tenant was reached from another."""


@dataclass
class Tenant:
    """`minted`: every identity that was made here; `known`: by what it is of."""

    departement: Departement
    minted: set[UUID] = field(default_factory=set)
    known: dict[str, list[UUID]] = field(default_factory=dict)
    done: int = 0

    @property
    def code(self) -> str:
        return self.departement.code

    @property
    def wiring(self) -> Wiring:
        return self.departement.wiring

    @property
    def pactes(self) -> Pactes:
        return self.wiring.pactes(self.code)

    def head(self) -> int:
        return self.pactes.recorder.max_notification_id() or 0

    def caller(self, role: Role, organization: UUID | None = None) -> Caller:
        person = uuid5(PEOPLE, f"{self.code}/{role}")
        self.minted.add(person)
        return Caller(
            tenant=self.code,
            person_id=person,
            role=role.value,
            side=SIDES[role],
            auth_method="test",
            organization_id=organization,
            authenticated_at=NOW,
        )

    def ask(self, caller: Caller) -> Ask:
        """The keys of all three are the same."""
        self.done += 1
        key = Key(
            command_id=command_id(caller, f"key-{self.done}"), request_sha256=b"r" * 32, status=200
        )
        correlation = uuid4()
        self.minted |= {correlation, key.command_id}
        return Ask(
            caller=caller,
            provenance=Provenance(ProvenanceKind.API),
            correlation_id=correlation,
            now=NOW,
            today=TODAY,
            effective_on=BusinessDate(TODAY),
            key=key,
        )

    def perform(self, service: Service, command: Any, ask: Ask, of: "Tenant | None" = None) -> Any:
        """`of`: in whose log. Raises RuleBroken."""
        where = of or self
        given: dict[str, Any] = {
            "pactes": where.pactes,
            "platform": where.wiring.platform(),
            "people": where.wiring.people(where.code),
            "sides": where.wiring.sides(where.code),
            "ask": ask,
            "command": command,
        }
        answer = service.call(*[given[name] for name in service.parameters])
        self._remember(service, command, answer, ask)
        return answer

    def do(self, name: str, role: Role, command: Any, organization: UUID | None = None) -> UUID:
        """What it created, or changed."""
        ask = self.ask(self.caller(role, organization))
        self.perform(SERVICES[name], command, ask)
        return ask.minted()

    def some(self, chance: random.Random, kind: str, within: object = None) -> UUID:
        """One of those that are known, mostly of the last; else a new one."""
        named = NAMES.get(kind, kind)
        known = (self.known.get(f"{named} {within}") or self.known.get(named, []))[-6:]
        if known and chance.random() < 0.6:
            return known[-1]
        if known and chance.random() < 0.95:
            return chance.choice(known)
        made = uuid4()
        self.minted.add(made)
        return made

    def _remember(self, service: Service, command: Any, answer: Any, ask: Ask) -> None:
        created = ask.minted()
        self.minted.add(created)
        if isinstance(answer, Receipt):
            self.minted.add(answer.stream)
        if kind := CREATES.get(service.name):
            stream = answer.stream if kind == "joining_id" else created
            self.known.setdefault(kind, []).append(stream)
            if convention := getattr(command, "convention_id", None):
                self.known.setdefault(f"{kind} {convention}", []).append(stream)


@dataclass(frozen=True)
class Trio:
    tenants: tuple[Tenant, ...]
    counts: Counter[str] = field(default_factory=Counter)

    def step(self, which: int, name: str, seed: int) -> None:
        """A command as its tenant may give it, or a leap to where chance seldom leads."""
        self.counts["steps"] += 1
        chance, tenant = random.Random(seed), self.tenants[which]  # noqa: S311 - of a test
        if name in LEAPS:
            with suppress(RuleBroken):
                LEAPS[name](tenant, chance)
            return
        service = SERVICES[name]
        command = filled(service, tenant, chance)
        roles = [Role(role) for role, known in RIGHTS if known == name]
        caller = tenant.caller(chance.choice(roles), tenant.some(chance, "organization_id"))
        if chance.random() < 0.3:
            other = self.tenants[(which + chance.choice((1, 2))) % 3]
            self._trespass(service, tenant, caller, [(command, other), *aimed_at(command, other)])
        with suppress(RuleBroken):
            tenant.perform(service, command, tenant.ask(caller))
            self.counts["done"] += 1

    def _trespass(
        self, service: Service, tenant: Tenant, caller: Caller, tries: list[tuple[Any, Any]]
    ) -> None:
        """In another's log, and in the own one with the identity of another's thing."""
        heads = [each.head() for each in self.tenants]
        for command, where in tries:
            self.counts["trespasses"] += 1
            with suppress(RuleBroken):
                tenant.perform(service, command, tenant.ask(caller), where)
                raise Crossed(f"{service.name} by {tenant.code}: {command}")
        if [each.head() for each in self.tenants] != heads:
            raise Crossed(f"{service.name} by {tenant.code} moved a log")


def aimed_at(command: Any, other: Tenant) -> Iterator[tuple[Any, None]]:
    """The same about what the other one has; to be asked of the own log."""
    for each in fields(command):
        if each.name in LOADED and other.known.get(each.name):
            yield replace(command, **{each.name: other.known[each.name][-1]}), None


def filled(service: Service, tenant: Tenant, chance: random.Random) -> Any:
    """What it names is mostly of the convention that it is about."""
    hints, given = get_type_hints(service.command), dict[str, Any]()
    for each in fields(service.command):
        filling = Filling(each.name, tenant, chance, given.get("convention_id"))
        given[each.name] = filling.of(hints[each.name])
    if "content_hash" in given:
        given["content_hash"] = frozen_hash(tenant, given["convention_id"])
    return service.command(**given)


@dataclass(frozen=True)
class Filling:
    """A value for one field."""

    name: str
    tenant: Tenant
    chance: random.Random
    convention_id: UUID | None

    def of(self, kind: Any) -> Any:
        origin, parts = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            inner = next(part for part in parts if part is not type(None))
            return None if self.chance.random() < 0.4 else self.of(inner)
        if origin is tuple:
            lists = {"territory_codes": (self.tenant.code,), "axes": (1, 3, 4)}
            return lists.get(self.name) or (self.of(parts[0]),)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return self.chance.choice(list(kind))
        plain: dict[Any, Callable[[], Any]] = {
            UUID: lambda: self.tenant.some(self.chance, self.name, self.convention_id),
            bool: lambda: self.chance.random() < 0.5,
            date: lambda: self.chance.choice(DAYS),
            int: lambda: self.chance.randint(*NUMBERS.get(self.name, (0, 10_000))),
            str: self._text,
        }
        return plain[kind]()

    def _text(self) -> str:
        if "office" in self.name:
            return self.chance.choice(OFFICES)
        return TEXTS.get(self.name, f"{self.name} de {self.tenant.code}")


def frozen_hash(tenant: Tenant, convention_id: UUID) -> str:
    with suppress(RuleBroken):
        frozen = tenant.pactes.load(Convention, convention_id).frozen
        if frozen:
            return str(frozen.content_hash)
    return "0" * 64


def found_registry(tenant: Tenant, chance: random.Random) -> None:
    """The State and the Département, with somebody in the office that signs."""
    del chance
    for side, kind, office, role in SIGNATORIES:
        organization = tenant.do(
            "register_organization",
            Role.TENANT_ADMIN,
            r.RegisterOrganization(legal_name=f"{office} de {tenant.code}", kind=kind),
        )
        tenant.known[f"{side} of"] = [organization]
        holder = tenant.caller(role).person_id
        person = tenant.do("create_person", Role.TENANT_ADMIN, CreatePerson(display_name=office))
        tenant.known[f"{side} by"] = [person]
        appointed = r.AppointOfficeHolder(
            organization_id=organization, office=office, person_id=person, since=DAYS[0]
        )
        tenant.do("appoint_office_holder", Role.TENANT_ADMIN, appointed)
        tenant.minted.add(holder)


def draft(tenant: Tenant, chance: random.Random) -> UUID:
    if "state of" not in tenant.known:
        found_registry(tenant, chance)
    drafted = c.DraftConvention(
        kind=Kind.CPT,
        title=f"Convention de {tenant.code}",
        starts_on=DAYS[0],
        ends_on=DAYS[3],
        territory_codes=(tenant.code,),
        axes=(1, 2, 3, 4),
    )
    of = tenant.do("draft_convention", Role.DEPT_AGENT, drafted)
    for side, _, office, _ in SIGNATORIES:
        organization = tenant.known[f"{side} of"][0]
        party = c.AddParty(convention_id=of, organization_id=organization, side=side)
        tenant.do("add_party", Role.DEPT_AGENT, party)
        slot = c.DesignateSignatory(
            convention_id=of, office=office, side=side, organization_id=organization
        )
        tenant.do("designate_signatory", Role.DEPT_AGENT, slot)
    action = tenant.do(
        "add_action", Role.DEPT_AGENT, c.AddAction(convention_id=of, title="Mobilité", axe=3)
    )
    line = c.PlanFunding(
        convention_id=of,
        funder_id=tenant.known[f"{Side.DEPARTEMENT} of"][0],
        exercice=2024,
        amount_cents=chance.randint(1, 10_000),
        action_id=action,
    )
    tenant.do("plan_funding", Role.DEPT_AGENT, line)
    return of


def signed(tenant: Tenant, chance: random.Random) -> None:
    of = draft(tenant, chance)
    tenant.do("submit_convention", Role.DEPT_MANAGER, c.SubmitConvention(convention_id=of))
    for role in (Role.STATE_AGENT, Role.DEPT_MANAGER):
        tenant.do("agree_convention", role, c.AgreeConvention(convention_id=of))
    tenant.do("freeze_version", Role.DEPT_MANAGER, c.FreezeVersion(convention_id=of))
    tenant.do("open_round", Role.DEPT_MANAGER, s.OpenRound(convention_id=of, deadline=DAYS[2]))
    slots = tenant.pactes.load(Convention, of).terms.signatories.values()
    for side, _, _, role in SIGNATORIES:
        slot = next(one for one in slots if one.side is side)
        by = tenant.known[f"{side} by"][0]
        caller = replace(tenant.caller(role, slot.organization_id), person_id=by)
        signature = s.Sign(
            convention_id=of, signatory_id=slot.signatory_id, content_hash=frozen_hash(tenant, of)
        )
        tenant.perform(SERVICES["sign"], signature, tenant.ask(caller))


SIGNATORIES = (
    (Side.STATE, OrganizationKind.STATE_PREFECTURE, "prefet", Role.PREFET_SIGNATORY),
    (Side.DEPARTEMENT, OrganizationKind.DEPARTEMENT, "president", Role.DEPT_SIGNATORY),
)
LEAPS: dict[str, Callable[[Tenant, random.Random], object]] = {
    "leap: registry": found_registry,
    "leap: draft": draft,
    "leap: signed": signed,
    "leap: follow": lambda tenant, _: tenant.departement.follow(),
}
STEPS = (*sorted(SERVICES), *sorted(LEAPS), "leap: draft", "leap: draft")
