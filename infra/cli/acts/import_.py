"""`pacte import FILE`: what a source says of the conventions of one département."""

import json
from pathlib import Path
from uuid import uuid4

import click

from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.isolation import Act
from domain.roles import SIDES, Role
from infra.cli import proved
from infra.cli.acts.plan_file import read_plan
from infra.cli.persons.acting import acting
from infra.clock import day_of, now
from infra.evidence.isolation import isolated
from infra.tenants.operating import let_in
from infra.wiring import Wiring
from services.ask import Ask, Caller
from services.imports.conventions import Taken, import_conventions
from services.imports.identities import person_id
from services.imports.plan import PaperPlan
from services.policy import admit
from services.ports import Person

NBSP = "\N{NO-BREAK SPACE}"
MACHINE = "Import de fichiers (pacte import)"


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Un seul document JSON.")
def command(file: Path, *, as_json: bool) -> None:
    """Reprend les conventions décrites dans FILE (JSON)\N{NO-BREAK SPACE}; deux fois, une seule."""
    plan = read_plan(file)
    with acting() as wiring, isolated(wiring, Act.IMPORT) as oracle:
        taken = _take_over(wiring, plan)
    if as_json:
        found = {one.key: {"added": one.added, "known": one.known} for one in taken}
        proof = proved.document(oracle.proof)
        whole = {"tenant": plan.tenant, "conventions": found, "isolation": proof}
        click.echo(json.dumps(whole, ensure_ascii=False))
    else:
        click.echo("\n".join(_told(one) for one in taken) + proved.told(oracle.proof))


def _take_over(wiring: Wiring, plan: PaperPlan) -> list[Taken]:
    """Where nothing may be written, nobody is created either. Raises RuleBroken."""
    machine = Person(person_id=person_id(plan.tenant, "import"), display_name=MACHINE)
    ask = _ask(wiring, plan, machine)
    admit(ask.caller, "import_conventions", plan.tenant)
    people = wiring.people(plan.tenant)
    people.create(machine)
    taken = import_conventions(wiring.pactes(plan.tenant), wiring.platform(), people, ask, plan)
    wiring.wake(plan.tenant)
    return taken


def _ask(wiring: Wiring, plan: PaperPlan, machine: Person) -> Ask:
    moment = now()
    caller = Caller(
        tenant=plan.tenant,
        person_id=machine.person_id,
        role=Role.DEPT_MANAGER.value,
        side=SIDES[Role.DEPT_MANAGER],
        auth_method="cli",
    )
    return Ask(
        caller=let_in(wiring, caller),
        provenance=Provenance(ProvenanceKind.IMPORT, plan.source),
        correlation_id=uuid4(),
        now=moment,
        today=day_of(moment),
        effective_on=BusinessDate(day_of(moment)),
    )


def _told(taken: Taken) -> str:
    if not taken.added:
        return f"{taken.key}{NBSP}: déjà là, rien n’a changé."
    return f"{taken.key}{NBSP}: {taken.added} version(s) reprise(s), {taken.known} déjà là."
