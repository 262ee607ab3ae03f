"""A convention from its first word to its avenant, through the API alone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from domain.roles import Role
from services.ports import Person as Beside
from tests.journeys.world import Person, World

CPT = {
    "kind": "CPT",
    "title": "Convention partenariale territoriale",
    "starts_on": "2024-01-01",
    "ends_on": "2027-12-31",
    "territory_codes": ["48"],
    "axes": [1, 2, 3, 4],
}


FAR = f"{datetime.now(UTC).year + 2}-01-01"  # a last day that no test lives to see


@dataclass
class Story:
    """`told` are the answers to commands, in order; `version` is that of the convention.

    `asked` is how the convention is drafted; `addresses` are those that letters go to, by office.
    """

    here: World
    tenant: str = "48"
    author: Role = Role.DEPT_AGENT
    asked: dict[str, Any] = field(default_factory=CPT.copy)
    told: list[dict[str, Any]] = field(default_factory=list)
    convention: str = ""
    version: int = 0
    organizations: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def person(self, role: Role) -> Person:
        keys = {"departement": "departement", "state": "state", "partner": "ars"}
        caller = self.here.caller(role, self.tenant)
        known = self.organizations.get(keys.get(caller.side, ""))
        return self.here.person(role, self.tenant, UUID(known) if known else None)

    def ask(self, role: Role, path: str, body: Any, match: int | None = None) -> dict[str, Any]:
        answer = self.person(role).post(path, body, match=match)
        assert answer.status_code in (200, 201), answer.text
        self.told.append(dict(answer.json or {}))
        return self.told[-1]

    def change(self, role: Role, path: str, body: Any) -> dict[str, Any]:
        answer = self.ask(role, f"/conventions/{self.convention}/{path}", body, self.version)
        self.version = answer["version"]
        return answer

    def registry(self) -> None:
        """Organizations, and people in their offices."""
        for key, name, kind, role, office in (
            ("state", "Préfecture", "state_prefecture", Role.PREFET_SIGNATORY, "prefet"),
            ("departement", "Département", "departement", Role.DEPT_SIGNATORY, "president"),
            ("ars", "Agence régionale de santé", "ars", Role.PARTNER_SIGNATORY, "director"),
        ):
            body = {"legal_name": f"{name} {uuid4()}", "kind": kind}
            made = self.ask(Role.TENANT_ADMIN, "/organizations", body)
            self.organizations[key] = made["id"]
            person_id = self.here.caller(role, self.tenant).person_id
            self.here.wiring.people(self.tenant).create(
                Beside(
                    person_id=person_id,
                    display_name=f"Titulaire ({office})",
                    email=self.addresses.get(office),
                )
            )
            holder = {
                "office": office,
                "person_id": str(person_id),
                "since": "2024-01-01",
            }
            path = f"/organizations/{made['id']}/office-holders"
            self.ask(Role.TENANT_ADMIN, path, holder, made["version"])

    def draft(self) -> None:
        asked = self.asked | {"territory_codes": [self.tenant]}
        made = self.ask(self.author, "/conventions", asked)
        self.convention, self.version = made["id"], made["version"]
        for side, office in (("state", "prefet"), ("departement", "president")):
            organization = self.organizations[side]
            party = {"organization_id": organization, "side": side}
            self.change(self.author, "parties", party)
            self.change(self.author, "signatories", party | {"office": office})
        article = {"no": 1, "title": "Objet", "text": "La présente convention…"}
        self.change(self.author, "articles", article)
        self.action("Permanences d’accès aux droits")

    def action(self, title: str) -> None:
        added = self.change(self.author, "actions", {"title": title, "axe": 3, "nature": "new"})
        line = {
            "funder_id": self.organizations["departement"],
            "exercice": 2024,
            "amount_cents": 1_000_000,
            "action_id": added["created"],
        }
        planned = self.change(self.author, "funding-lines", line)
        adjusted = {
            "line_id": planned["created"],
            "amount_cents": 1_200_000,
            "motive": "Deux permanences de plus.",
        }
        self.change(self.author, "funding-adjustments", adjusted)

    def partner_joins(self) -> None:
        request = {
            "organization_id": self.organizations["ars"],
            "convention_id": self.convention,
            "contribution_text": "Médiation en santé.",
            "signatory_office": "director",
        }
        made = self.ask(Role.PARTNER_AGENT, "/joinings", request)
        path = f"/joinings/{made['id']}/agreements"
        made = self.ask(Role.STATE_AGENT, path, {}, made["version"])
        self.ask(Role.DEPT_MANAGER, path, {}, made["version"])
        self.version += 1

    def agree(self) -> None:
        self.change(Role.DEPT_MANAGER, "submission", {})
        self.change(Role.DEPT_MANAGER, "agreements", {})
        self.change(Role.STATE_AGENT, "agreements", {})

    def freeze(self, effective_from: str | None = "2024-01-01") -> None:
        self.change(Role.DEPT_MANAGER, "versions", {"effective_from": effective_from})

    def open_round(self) -> dict[str, Any]:
        """The round, with its slots."""
        opened = self.change(Role.DEPT_MANAGER, "signature-rounds", {"deadline": FAR})
        path = f"/conventions/{self.convention}/signatures"
        shown = self.person(Role.DEPT_AGENT).get(path, min_position=opened["position"])
        assert shown.json is not None, shown.text
        return dict(shown.json["round"])

    def sign(self, effective_from: str | None = "2024-01-01") -> None:
        """From the draft, through both agreements, to the last signature."""
        self.agree()
        self.freeze(effective_from)
        self.all_sign(self.open_round())

    def all_sign(self, found: dict[str, Any]) -> None:
        """`found`: the round, with its slots."""
        for slot in found["slots"]:
            signature = {
                "signatory_id": slot["signatory_id"],
                "content_hash": found["content_hash"],
            }
            self.change(SIGNATORIES[slot["side"]], "signatures", signature)

    def avenant(self) -> None:
        self.open_avenant()
        self.sign("2025-01-01")

    def open_avenant(self) -> None:
        self.change(Role.DEPT_MANAGER, "execution", {"on": "2024-01-01"})
        self.change(Role.DEPT_MANAGER, "avenants", {"motive": "Une action de plus."})
        self.action("Mobilité des jeunes")


SIGNATORIES = {
    "state": Role.PREFET_SIGNATORY,
    "departement": Role.DEPT_SIGNATORY,
    "partner": Role.PARTNER_SIGNATORY,
}
