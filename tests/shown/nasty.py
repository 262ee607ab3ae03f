"""Values that programs trip over, and requests in which each of them takes one place."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from domain.roles import Role
from tests.journeys.story import CPT, FAR, Story

NASTY: tuple[Any, ...] = (
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "x\udfff",
    "\u202eabc",
    "\x1b[31m",
    "\ufeff",
    "e\u0301" * 200,
    "x" * 20_000,
    0,
    -1,
    2**53,
    2**63,
    -(2**63),
    10**400,
    1.5,
    1e308,
    float("nan"),
    float("inf"),
    True,
    None,
    [],
    {},
    [[]],
    ["\x00"],
    [10**30],
    {"a": {"b": []}},
    "0001-01-01",
    "1900-01-01",
    "2199-12-31",
    "9999-12-31",
    "2024-02-30",
    "' OR 1=1 --",
    "%s%n{}",
    "00000000-0000-0000-0000-000000000000",
)

# One of each kind, for the suite that people wait for.
FEW: tuple[Any, ...] = ("", "a\x00b", "\ud800", "x" * 20_000, 10**400, 1.5, None, [], "9999-12-31")

# An empty object: there is no member in which a value could stand.
WITHOUT_MEMBERS = {
    "/conventions/{convention_id}/submission",
    "/conventions/{convention_id}/agreements",
    "/conventions/{convention_id}/avenant/abandonment",
}
MOTIVE = {"motive": "Un motif."}
VOLET = {"code": "v1", "title": "Volet", "starts_on": "2024-01-01", "ends_on": "2024-12-31"}
CAMILLE = {"display_name": "Nom", "civility": "Madame", "email": "a@b.test"}
INDICATOR = {
    "name": "Personnes suivies",
    "unit": "person",
    "direction": "up",
    "definition": "File active.",
    "baseline": 3,
}
ORGANIZATION = {
    "legal_name": "Association",
    "kind": "association",
    "short_name": "A",
    "siret": "22480001100013",
    "rna": "W123456789",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One that succeeds. `match` None: the command is not conditional."""

    role: Role
    body: dict[str, Any]
    match: int | None
    parts: dict[str, str] = field(default_factory=dict)


def in_convention(
    body: Callable[[Story], dict[str, Any]] | dict[str, Any],
    *before: Callable[[Story], object],
    role: Role = Role.DEPT_AGENT,
) -> Callable[[Story], Request]:
    """On a convention of its own: a draft with one action and one funding line, and what follows.

    `body` may hold identifiers of what the story has made.
    """

    def prepare(story: Story) -> Request:
        story.draft()
        for step in before:
            step(story)
        said = body(story) if callable(body) else body
        parts = {"convention_id": story.convention, **made(story)}
        return Request(role, said, story.version, parts)

    return prepare


def made(story: Story) -> dict[str, str]:
    """The last things that the convention was given, by the name that an address has for them."""
    created = [each["created"] for each in story.told if "created" in each]
    return {"action_id": created[-1], "objective_id": created[-1], "indicator_id": created[-1]}


def action(**more: Any) -> Callable[[Story], object]:
    body = {"title": "Action", "axe": 1} | more
    return lambda story: story.change(Role.DEPT_AGENT, "actions", body)


def objective(story: Story) -> None:
    story.change(Role.DEPT_AGENT, "objectives", {"action_id": None, "text": "Objectif."})


def indicator(story: Story) -> None:
    objective(story)
    path = f"objectives/{made(story)['objective_id']}/indicators"
    story.change(Role.DEPT_AGENT, path, INDICATOR)


def line_id(story: Story) -> str:
    return str([each["created"] for each in story.told if "created" in each][-1])


def to_signing(story: Story) -> None:
    story.agree()
    story.freeze()
    story.open_round()


def slot(story: Story, **more: Any) -> dict[str, Any]:
    """Of the département, in the open round."""
    path = f"/conventions/{story.convention}/signatures"
    found = (story.person(Role.DEPT_AGENT).get(path).json or {})["round"]
    (mine,) = [one for one in found["slots"] if one["side"] == "departement"]
    said = {"signatory_id": mine["signatory_id"], "content_hash": found["content_hash"]}
    return {name: value for name, value in (said | more).items() if value is not None}


def joining(story: Story) -> dict[str, Any]:
    return {
        "organization_id": story.organizations["ars"],
        "convention_id": story.convention,
        "contribution_text": "Texte.",
        "signatory_office": "director",
        "amount_cents": 3,
    }


def asked_to_join(body: dict[str, Any]) -> Callable[[Story], Request]:
    def prepare(story: Story) -> Request:
        story.draft()
        asked = story.ask(Role.DEPT_AGENT, "/joinings", joining(story))
        return Request(Role.STATE_AGENT, body, asked["version"], {"joining_id": asked["id"]})

    return prepare


def to_join(story: Story) -> Request:
    story.draft()
    return Request(Role.DEPT_AGENT, joining(story), None)


def of_person(story: Story) -> Request:
    person = story.ask(Role.TENANT_ADMIN, "/persons", CAMILLE)
    return Request(Role.TENANT_ADMIN, CAMILLE, person["version"], {"person_id": person["id"]})


def in_office(*, ends: bool) -> Callable[[Story], Request]:
    """An organization and a person of its own; `ends`: who is in office already."""

    def prepare(story: Story) -> Request:
        person = story.ask(Role.TENANT_ADMIN, "/persons", CAMILLE)["id"]
        body = {"legal_name": f"Association {person}", "kind": "association"}
        there = story.ask(Role.TENANT_ADMIN, "/organizations", body)
        holder = {"office": "director", "person_id": person}
        since = holder | {"since": "2024-01-01"}
        parts = {"organization_id": there["id"]}
        if not ends:
            return Request(Role.TENANT_ADMIN, since, there["version"], parts)
        path = f"/organizations/{there['id']}/office-holders"
        there = story.ask(Role.TENANT_ADMIN, path, since, there["version"])
        return Request(Role.TENANT_ADMIN, holder | {"until": "2024-06-01"}, there["version"], parts)

    return prepare


def delegation(*, ends: bool) -> Callable[[Story], Request]:
    """An office that is held, and another person to sign for it; `ends`: who may do so already."""

    def prepare(story: Story) -> Request:
        held = in_office(ends=True)(story)
        where = f"/organizations/{held.parts['organization_id']}/signing-delegations"
        other = story.ask(Role.TENANT_ADMIN, "/persons", CAMILLE)["id"]
        body = {
            "office": "director",
            "delegate_person_id": other,
            "since": "2024-02-01",
            "until": "2024-12-31",
            "act_ref": "Arrêté 2024-1",
        }
        if not ends:
            return Request(Role.TENANT_ADMIN, body, held.match, held.parts)
        given = story.ask(Role.TENANT_ADMIN, where, body, held.match)
        end = {"delegation_id": given["created"], "until": "2024-06-01"}
        return Request(Role.TENANT_ADMIN, end, given["version"], held.parts)

    return prepare


def full_action(story: Story) -> dict[str, Any]:
    return {
        "title": "Action",
        "force": True,
        "motive": "Deux vallées.",
        "axe": 1,
        "volet": None,
        "code": "A1",
        "nature": "new",
        "description": "Texte.",
        "operator_ids": [story.organizations["ars"]],
        "public": "Tous.",
        "territory": "Tout.",
        "starts_on": "2024-01-01",
        "ends_on": "2024-12-31",
    }


def funding_line(story: Story) -> dict[str, Any]:
    return {
        "funder_id": story.organizations["state"],
        "exercice": 2025,
        "amount_cents": 100,
        "action_id": None,
        "volet": None,
        "nature": "cash",
        "counts_as_match": True,
    }


def carried(story: Story) -> dict[str, Any]:
    return {
        "from_convention_id": story.convention,
        "from_action_id": story.organizations["ars"],
    }


def founded(*, party: bool) -> Callable[[Story], Request]:
    """A convention with nothing in it, to which the State comes in, or for which it signs."""

    def prepare(story: Story) -> Request:
        there = story.ask(Role.DEPT_AGENT, "/conventions", CPT)
        side = {"organization_id": story.organizations["state"], "side": "state"}
        story.convention, story.version = there["id"], there["version"]
        if not party:
            story.change(Role.DEPT_AGENT, "parties", side)
        office = {} if party else {"office": "prefet", "required": True, "order": 3}
        parts = {"convention_id": story.convention}
        return Request(Role.DEPT_AGENT, side | office, story.version, parts)

    return prepare


def tried(story: Story) -> Request:
    """A proposed avenant of an act in force; it is not conditional, nothing comes of it."""
    executed = in_convention(
        {"changes": [{"post": "articles", "body": {"no": 1, "title": "Objet", "text": "Autre."}}]},
        Story.sign,
        lambda of: of.change(MANAGER, "execution", {"on": "2024-01-01"}),
        role=MANAGER,
    )
    return replace(executed(story), match=None)


ONE = "/conventions/{convention_id}"
MANAGER = Role.DEPT_MANAGER

# They only add: the same request can follow itself.
ADDING = {f"{ONE}/actions", f"{ONE}/objectives", f"{ONE}/funding-lines"}

VALID: dict[str, Callable[[Story], Request]] = {
    "/conventions": lambda story: Request(
        Role.DEPT_AGENT, CPT | {"predecessor_id": story.convention}, None
    ),
    "/organizations": lambda _story: Request(Role.TENANT_ADMIN, ORGANIZATION, None),
    "/organizations/{organization_id}/office-holders": in_office(ends=False),
    "/organizations/{organization_id}/office-ends": in_office(ends=True),
    "/organizations/{organization_id}/signing-delegations": delegation(ends=False),
    "/organizations/{organization_id}/signing-delegation-ends": delegation(ends=True),
    "/persons": lambda _story: Request(Role.TENANT_ADMIN, CAMILLE, None),
    "/persons/{person_id}": of_person,
    "/joinings": to_join,
    "/joinings/{joining_id}/agreements": asked_to_join({"deliberation_ref": "2024-1"}),
    "/joinings/{joining_id}/refusals": asked_to_join(MOTIVE),
    f"{ONE}/articles": in_convention({"no": 2, "title": "Titre", "text": "Texte."}),
    f"{ONE}/volets": in_convention(VOLET),
    f"{ONE}/parties": founded(party=True),
    f"{ONE}/signatories": founded(party=False),
    f"{ONE}/actions": in_convention(full_action),
    f"{ONE}/actions/{{action_id}}/title": in_convention({"title": "Autre"}, action()),
    f"{ONE}/actions/{{action_id}}/withdrawal": in_convention(MOTIVE, action()),
    f"{ONE}/actions/{{action_id}}/origin": in_convention(carried, action(nature="carried_over")),
    f"{ONE}/actions/{{action_id}}/reinforcement": in_convention(
        {"dimension": "caseload", "text": "Texte."}, action(nature="reinforced")
    ),
    f"{ONE}/objectives": in_convention({"action_id": None, "text": "Objectif."}),
    f"{ONE}/objectives/{{objective_id}}/indicators": in_convention(INDICATOR, objective),
    f"{ONE}/indicators/{{indicator_id}}/targets": in_convention(
        {"exercice": 2024, "value": 3}, indicator
    ),
    f"{ONE}/ceilings": in_convention({"exercice": 2024, "amount_cents": 100}),
    f"{ONE}/funding-lines": in_convention(funding_line),
    f"{ONE}/funding-adjustments": in_convention(
        lambda story: {"line_id": line_id(story), "amount_cents": 3} | MOTIVE
    ),
    f"{ONE}/review-returns": in_convention(
        MOTIVE, lambda story: story.change(MANAGER, "submission", {}), role=MANAGER
    ),
    f"{ONE}/abandonment": in_convention(MOTIVE, role=MANAGER),
    f"{ONE}/versions": in_convention({"effective_from": "2024-01-01"}, Story.agree, role=MANAGER),
    f"{ONE}/signature-rounds": in_convention(
        {"deadline": FAR}, Story.agree, Story.freeze, role=MANAGER
    ),
    f"{ONE}/signature-round/cancellation": in_convention(MOTIVE, to_signing, role=MANAGER),
    f"{ONE}/signatures": in_convention(slot, to_signing, role=Role.DEPT_SIGNATORY),
    f"{ONE}/refusals": in_convention(
        lambda story: slot(story, content_hash=None, **MOTIVE),
        to_signing,
        role=Role.DEPT_SIGNATORY,
    ),
    f"{ONE}/execution": in_convention({"on": "2024-01-01"}, Story.sign, role=MANAGER),
    f"{ONE}/comparison/dry-run": tried,
    f"{ONE}/avenants": in_convention(
        {"kind": "general"} | MOTIVE,
        Story.sign,
        lambda story: story.change(MANAGER, "execution", {"on": "2024-01-01"}),
        role=MANAGER,
    ),
}
