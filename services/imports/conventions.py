"""Taking over a plan: one save per version, each with its own business date and source.

Running it again finds what is there and adds only what is missing: a run that was cut short is
simply run again. Nothing here makes a slot, a platform signature or a mail.
"""

from dataclasses import dataclass
from uuid import UUID

from domain.convention.convention import Convention
from domain.convention.kind import KindRules
from domain.convention.procedure.paper import import_version
from domain.convention.signature import Side
from domain.convention.writing import drafting
from domain.errors import Invalid, NotFound
from domain.platform.framework import FRAMEWORK, NationalFramework
from domain.platform.publishing import rules_of
from services.ask import Ask
from services.imports.asking import importing
from services.imports.content import write
from services.imports.identities import convention_id, organization_id
from services.imports.plan import PaperConvention, PaperPlan, PaperVersion
from services.imports.registry import register
from services.pactes import Pactes
from services.policy import allow
from services.ports import People
from services.target import Target


class DraftAmongVersions(Invalid):
    code = "draft-among-versions"


class PlanOfAnotherTenant(Invalid):
    code = "plan-of-another-tenant"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many versions of a convention were recorded now, and how many were there before."""

    key: str
    added: int
    known: int


def import_conventions(
    pactes: Pactes, platform: Pactes, people: People, ask: Ask, plan: PaperPlan
) -> list[Taken]:
    """`platform` holds the national framework, whose rules each convention will carry.

    The right is that of the log that is written, whatever the plan says.
    """
    allow(ask, "import_conventions", Target(tenant=pactes.tenant))
    if {plan.tenant, people.tenant} != {pactes.tenant}:
        raise PlanOfAnotherTenant("Ce plan est celui d’un autre département.")
    for paper in plan.conventions:
        _consistent(paper)
    framework = platform.load(NationalFramework, FRAMEWORK)
    register(pactes, people, ask, plan)
    return [_take(pactes, ask, framework, plan, one) for one in plan.conventions]


def _take(
    pactes: Pactes,
    ask: Ask,
    framework: NationalFramework,
    plan: PaperPlan,
    paper: PaperConvention,
) -> Taken:
    convention = _there(pactes, convention_id(plan.tenant, paper.key))
    known = _known(convention)
    missing = paper.versions[known:]
    for no, version in enumerate(missing, known + 1):
        convention = convention or _begin(plan, rules_of(framework, paper.kind), paper)
        write(convention, plan.tenant, version)
        _sign(convention, no, version, ask)
        pactes.record(importing(ask, version.source, version.on), convention)
    return Taken(paper.key, len(missing), known)


def _consistent(paper: PaperConvention) -> None:
    drafts = sum(version.act is None for version in paper.versions)
    if drafts and len(paper.versions) > 1:
        raise DraftAmongVersions(
            "Une convention reprise est un brouillon, ou une suite de versions signées."
        )


def _there(pactes: Pactes, identity: UUID) -> Convention | None:
    try:
        return pactes.load(Convention, identity)
    except NotFound:
        return None


def _known(convention: Convention | None) -> int:
    """A draft counts as one version that needs no second import."""
    return max(1, len(convention.versions)) if convention else 0


def _begin(plan: PaperPlan, rules: KindRules, paper: PaperConvention) -> Convention:
    tenant = plan.tenant
    convention = drafting.draft(
        convention_id=convention_id(tenant, paper.key),
        tenant=tenant,
        rules=rules,
        title=paper.title,
        starts_on=paper.starts_on,
        ends_on=paper.ends_on,
        territory_codes=plan.territory_codes,
        axes=paper.axes,
        predecessor_id=convention_id(tenant, paper.predecessor) if paper.predecessor else None,
        paper=paper.versions[0].act is not None,
    )
    for key, side in ((paper.state, Side.STATE), (paper.departement, Side.DEPARTEMENT)):
        drafting.add_party(convention, organization_id=organization_id(tenant, key), side=side)
    for volet in paper.volets:
        drafting.define_volet(
            convention,
            code=volet.code,
            title=volet.title,
            starts_on=paper.starts_on,
            ends_on=paper.ends_on,
        )
    return convention


def _sign(convention: Convention, no: int, version: PaperVersion, ask: Ask) -> None:
    if version.act is None:
        return
    import_version(
        convention,
        version_no=no,
        act=version.act,
        signed_on=version.on,
        effective_from=version.on.date,
        today=ask.today,
        offices=version.offices,
    )
