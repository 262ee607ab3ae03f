"""What the terminal reads: which conventions, which of their contents, read up to the head."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from domain.errors import NotFound, RuleBroken
from infra.store.connections.names import PLATFORM
from infra.tenants.operating import note_look, operator
from infra.wiring import Wiring
from projections.comparison.compared import Compared, Held
from projections.comparison.points import LAST_SIGNED, WORKING, Point, Which
from projections.comparison.said.facts import Beside
from projections.queries.comparison import COMPARED, EXERCICES, HELD, MOMENT
from projections.queries.convention.content import NoSuchVersion
from projections.queries.convention.convention_list import CONVENTION_LIST
from projections.queries.convention.conventions import CONVENTION_VERSIONS
from projections.queries.query import Answer, NotReached, Query

MOST_CONVENTIONS = 200
ERASED = "effacé"


class RowsBehind(RuleBroken):
    """The read models have not come as far as the log."""

    code = "rows-behind"


class SeveralConventions(RuleBroken):
    """The one that is meant must be named."""

    code = "several-conventions"


class NoConvention(NotFound):
    code = "no-convention"


@contextmanager
def caught_up(tenant: str) -> Iterator[None]:
    """Raises RowsBehind where a query raises NotReached."""
    try:
        yield
    except NotReached as behind:
        raise RowsBehind(
            f"Les tableaux de lecture de {tenant} en sont à la position {behind.reached} "
            f"du journal, qui va jusqu’à {behind.wanted}."
        ) from behind


def beside_of(wiring: Wiring, tenant: str, compared: Compared) -> Beside:
    """Names and words of the events; what was erased says so."""
    persons = sorted({event["person_id"] for event in compared.events if event["person_id"]})
    seals = sorted({event["reason"] for event in compared.events if event["reason"]})
    known = wiring.people(tenant).many(persons) if persons else {}
    texts = wiring.texts(tenant, seals) if seals else {}
    names = {str(one): known[one].display_name if one in known else ERASED for one in persons}
    return Beside(names, {seal: texts.get(seal, ERASED) for seal in seals})


def apart(beside: Beside) -> dict[str, Mapping[str, str]]:
    """As the API answers: only where there are some."""
    found = {"people": beside.people, "texts": beside.texts}
    return {name: known for name, known in found.items() if known}


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one département, as its hoster at the terminal. Raises RowsBehind, or what queries do."""

    wiring: Wiring
    tenant: str
    command: str = "pacte compare"

    def compared(self, convention_id: UUID, old: Point, new: Point) -> Compared:
        return cast("Compared", self._of(COMPARED, convention_id, old=old, new=new))

    def exercices(
        self, convention_id: UUID, years: tuple[int, int], point: Point | None
    ) -> Compared:
        """Of the content that was signed last, unless another one is named."""
        of = self._latest(convention_id) if point is None else point
        asked = {"old": years[0], "new": years[1], "point": of}
        return cast("Compared", self._of(EXERCICES, convention_id, **asked))

    def latest(self, convention_id: UUID) -> Held:
        """What was signed last, or the draft of what never was."""
        point = self._latest(convention_id)
        return cast("Held", self._of(HELD, convention_id, point=point))

    def _latest(self, convention_id: UUID) -> Point:
        known = self._ask(CONVENTION_VERSIONS, convention_id=convention_id)
        signed = any(one["signed"] for one in known)
        return LAST_SIGNED if signed else WORKING

    def moment(self, instant: datetime) -> Point:
        """The last position that was recorded by then. Raises BeyondHead, BeforeFirstRecord."""
        return Point(Which.POSITION, self.answer(MOMENT, as_of=instant).position)

    def the_only(self, kind: str | None) -> UUID:
        """Raises NoConvention, or SeveralConventions, which lists them."""
        return self._one(self._ask(CONVENTION_LIST, kind=kind, limit=MOST_CONVENTIONS))

    def named(self, code: str) -> UUID:
        """By its kind, or by how its identity begins. Raises as `the_only`."""
        known = self._ask(CONVENTION_LIST, limit=MOST_CONVENTIONS)
        wanted = code.lower()
        return self._one(
            [
                one
                for one in known
                if one["kind"].lower() == wanted or str(one["convention_id"]).startswith(wanted)
            ]
        )

    def _one(self, found: list[dict[str, Any]]) -> UUID:
        if not found:
            raise NoConvention(f"Aucune convention de ce genre n’est au journal de {self.tenant}.")
        if len(found) > 1:
            raise SeveralConventions(
                f"{self.tenant} a plusieurs conventions, choisissez par --convention :\n"
                + "\n".join(f"{one['convention_id']} {one['kind']} {one['title']}" for one in found)
            )
        return cast("UUID", found[0]["convention_id"])

    def noted(self, subject: UUID | None = None, query: str = COMPARED.name) -> None:
        """That the hoster looks, in the access log of the département."""
        ask = operator(self.wiring, PLATFORM, self.command)
        note_look(self.wiring, ask, self.tenant, query, subject)

    def _of(self, query: Query, convention_id: UUID, **asked: Any) -> Any:
        try:
            return self._ask(query, convention_id=convention_id, **asked)
        except NoSuchVersion as refusal:
            known = self._ask(CONVENTION_VERSIONS, convention_id=convention_id)
            signed = ", ".join(str(one["version_no"]) for one in known if one["signed"])
            raise NoSuchVersion(
                f"{refusal.sentence} Versions signées : {signed or 'aucune'}."
            ) from refusal

    def _ask(self, query: Query, **asked: Any) -> Any:
        return self.answer(query, **asked).body

    def answer(self, query: Query, **asked: Any) -> Answer:
        """Live at the head of the log, unless `as_of` names an earlier moment."""
        head = self.wiring.pactes(self.tenant).recorder.max_notification_id()
        with caught_up(self.tenant):
            return self.wiring.reader.ask(self.tenant, query, min_position=head, **asked)
