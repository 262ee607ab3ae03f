"""What came out: how many cells of each kind, which were not as they should be, who got through."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from domain.roles import Role
from services.target import always
from tests.shown.matrix.routes import Route

STRANGE = {"authentication-required", "unknown-tenant", "invalid", "malformed-request"}


@dataclass
class Tally:
    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    successes: list[str] = field(default_factory=list)

    def count(
        self, name: str, route: Route, role: Role | None, answer: TestResponse, *, right: bool
    ) -> None:
        self.cells[name] += 1
        if not right or answer.status_code >= 500:
            self.wrong.append(
                f"{name}: {role} {route.method} {route.rule.rule} ({route.right})"
                f" -> {answer.status_code} {answer.text[:90]}"
            )

    def nothing(
        self, name: str, route: Route, role: Role, answer: TestResponse, *, right: bool
    ) -> None:
        """The same where whatever is no refusal, or for a page no way elsewhere, is a success."""
        self.count(name, route, role, answer, right=right)
        if answer.status_code < (300 if route.place == "t" else 400):
            self.successes.append(f"{name}: {role} {route.method} {route.rule.rule}")

    def judge(
        self, name: str, route: Route, role: Role, answer: TestResponse, predicate: Any
    ) -> None:
        """By what the rights table holds for that role."""
        code = code_of(answer)
        if predicate is None:
            kind, right = "refused", code == "forbidden"
        elif predicate is always:
            kind, right = "allowed", code not in STRANGE | {"forbidden"}
        else:
            kind, right = "conditional", code not in STRANGE
        self.count(f"{name}, {kind}", route, role, answer, right=right)

    def report(self, found: int, unmapped: int) -> Iterator[str]:
        yield f"routes                  {found}"
        yield f"roles                   {len(Role)}"
        yield f"cells                   {self.cells.total()}"
        for name, count in sorted(self.cells.items()):
            yield f"  {name:<30}{count}"
        yield f"unmapped                {unmapped}"
        yield f"cross-tenant successes  {len(self.successes)}"


def code_of(answer: TestResponse) -> str:
    code: str = (answer.json or {}).get("type", "").rpartition(":")[2]
    return code


def told(answer: TestResponse) -> tuple[int, Any, Any]:
    """All that a stranger can tell two answers apart by, but the time that they take."""
    headers = {name: text for name, text in answer.headers if name != "X-Correlation-Id"}
    headers.pop("Content-Length")
    body = {**(answer.json or {}), "correlation_id": None}
    return answer.status_code, body, headers
