"""Where the story plays: the CPT of the Hautes-Alpes, and how one step is asked for once.

A step is known by its key: one that was recorded is not asked again, so an interrupted story goes
on where it stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TypeVar
from uuid import UUID, uuid5

from domain.convention.convention import Convention
from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from infra.clock import day_of, now
from infra.demo.living.hautes_alpes import key_of
from infra.demo.personas import Persona
from infra.web.asked.keys import command_id
from infra.wiring import Wiring
from services.ask import Ask, Caller, Key
from services.imports.identities import convention_id, organization_id
from services.pactes import Pactes, Receipt

TENANT = "05"
CPT = convention_id(TENANT, key_of("CPT"))
STORY = uuid5(CPT, "story")
CREATED = 201

C = TypeVar("C")
Act = Callable[["Scene", Ask], Receipt]


@dataclass(frozen=True, slots=True)
class Step:
    """`key` is stable; `act` builds the command from what stands in the log at that moment."""

    key: str
    who: Persona
    act: Act


@dataclass(frozen=True, slots=True)
class Scene:
    wiring: Wiring

    @property
    def pactes(self) -> Pactes:
        return self.wiring.pactes(TENANT)

    def convention(self) -> Convention:
        return self.pactes.load(Convention, CPT)

    def play(self, step: Step) -> bool:
        """Whether the step was recorded now; False: it was there."""
        key = _key(step)
        if self.wiring.first_answer(TENANT, key.command_id):
            return False
        step.act(self, ask(step.who.caller("demo"), "histoire", key))
        self.wiring.wake(TENANT)
        return True


def step(key: str, who: Persona, service: Callable[[Pactes, Ask, C], Receipt], command: C) -> Step:
    """A step whose command is known in advance."""
    return Step(key, who, lambda scene, ask: service(scene.pactes, ask, command))


def organization(key: str) -> UUID:
    return organization_id(TENANT, key)


def made_by(who: Persona, key: str) -> UUID:
    """The identity of what a step creates (`Ask.minted`)."""
    return uuid5(_command_id(who, key), "created")


def ask(caller: Caller, ref: str, key: Key | None = None) -> Ask:
    moment = now()
    today = day_of(moment)
    return Ask(
        caller=replace(caller, authenticated_at=moment),
        provenance=Provenance(ProvenanceKind.DEMO, ref),
        correlation_id=STORY,
        now=moment,
        today=today,
        effective_on=BusinessDate(today),
        key=key,
    )


def _key(step: Step) -> Key:
    request = sha256(f"{STORY}/{step.key}".encode()).digest()
    return Key(command_id=_command_id(step.who, step.key), request_sha256=request, status=CREATED)


def _command_id(who: Persona, key: str) -> UUID:
    return command_id(who.caller("demo"), f"demo-{key}")
