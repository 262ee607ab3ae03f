"""The organizations of a plan, and the people that its source shows in office."""

from collections.abc import Iterator

from domain import text
from domain.dates import BusinessDate
from domain.registry import offices
from domain.registry.organization import Organization
from services.ask import Ask
from services.imports.asking import importing
from services.imports.identities import organization_id, person_id
from services.imports.plan import PaperHolder, PaperPlan
from services.pactes import Pactes
from services.ports import People, Person


def register(pactes: Pactes, people: People, ask: Ask, plan: PaperPlan) -> None:
    """Names go to the persons of the tenant first, then events carry identity and office."""
    missing = list(_missing(pactes, plan))
    if missing:
        pactes.record(importing(ask, plan.source), *missing)
    for holder in plan.holders:
        _appoint(pactes, people, ask, plan.tenant, holder)


def _missing(pactes: Pactes, plan: PaperPlan) -> Iterator[Organization]:
    for paper in plan.organizations:
        identity = organization_id(plan.tenant, paper.key)
        if identity not in pactes.repository:
            yield offices.register(
                organization_id=identity,
                legal_name=paper.legal_name,
                short_name=paper.short_name,
                kind=paper.kind,
                siret=paper.siret,
                rna=None,
            )


def _appoint(pactes: Pactes, people: People, ask: Ask, tenant: str, holder: PaperHolder) -> None:
    organization = pactes.load(Organization, organization_id(tenant, holder.organization))
    person = person_id(tenant, holder.key)
    known = {(held.person_id, held.office) for held in organization.holdings}
    if (person, holder.office) in known:
        return
    name = text.title(holder.display_name, "/display_name")
    people.create(Person(person_id=person, display_name=name))
    offices.appoint(
        organization,
        office=holder.office,
        person_id=person,
        since=holder.since,
        by=ask.caller.person_id,
        today=ask.today,
    )
    pactes.record(importing(ask, holder.source, BusinessDate(holder.since)), organization)
