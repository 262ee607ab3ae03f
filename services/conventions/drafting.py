"""Draft a convention: who contracts, who signs, volets, articles, ceilings."""

from domain.convention.errors import NotAContractingSide
from domain.convention.signature import Side
from domain.convention.writing import drafting as rules
from domain.platform.framework import FRAMEWORK, NationalFramework
from domain.platform.publishing import rules_of
from domain.registry import offices
from domain.registry.organization import Organization
from services.ask import Ask
from services.conventions import commands
from services.conventions.desk import about, loaded, opened
from services.pactes import Pactes, Receipt
from services.policy import allow


def draft_convention(
    pactes: Pactes, platform: Pactes, ask: Ask, command: commands.DraftConvention
) -> Receipt:
    """`platform` holds the national framework, whose rules for the kind the act will carry."""
    allow(ask, "draft_convention", about(pactes))
    framework = platform.load(NationalFramework, FRAMEWORK)
    convention = rules.draft(
        convention_id=ask.minted(),
        tenant=pactes.tenant,
        rules=rules_of(framework, command.kind),
        title=command.title,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        territory_codes=command.territory_codes,
        axes=command.axes,
        predecessor_id=command.predecessor_id,
    )
    return pactes.record(ask, convention)


def add_party(pactes: Pactes, ask: Ask, command: commands.AddParty) -> Receipt:
    allow(ask, "add_party", about(pactes, command.side))
    convention = loaded(pactes, ask, command.convention_id)
    _of_that_side(pactes.load(Organization, command.organization_id), command.side)
    rules.add_party(convention, organization_id=command.organization_id, side=command.side)
    return pactes.record(ask, convention)


def designate_signatory(pactes: Pactes, ask: Ask, command: commands.DesignateSignatory) -> Receipt:
    allow(ask, "designate_signatory", about(pactes, command.side))
    convention = loaded(pactes, ask, command.convention_id)
    rules.designate_signatory(
        convention,
        signatory_id=ask.minted(),
        office=command.office,
        side=command.side,
        organization_id=command.organization_id,
        required=command.required,
        order=command.order,
    )
    return pactes.record(ask, convention)


def define_volet(pactes: Pactes, ask: Ask, command: commands.DefineVolet) -> Receipt:
    convention = opened(pactes, ask, "define_volet", command.convention_id)
    rules.define_volet(
        convention,
        code=command.code,
        title=command.title,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
    )
    return pactes.record(ask, convention)


def set_article(pactes: Pactes, ask: Ask, command: commands.SetArticle) -> Receipt:
    convention = opened(pactes, ask, "set_article", command.convention_id)
    rules.set_article(convention, no=command.no, title=command.title, wording=command.text)
    return pactes.record(ask, convention)


def set_ceiling(pactes: Pactes, ask: Ask, command: commands.SetCeiling) -> Receipt:
    """A ceiling bounds what the State gives in an exercice."""
    allow(ask, "set_ceiling", about(pactes, Side.STATE))
    convention = loaded(pactes, ask, command.convention_id)
    rules.set_ceiling(convention, exercice=command.exercice, amount_cents=command.amount_cents)
    return pactes.record(ask, convention)


def _of_that_side(organization: Organization, side: Side) -> None:
    """What an organization is decides for whom it contracts, never who adds it."""
    if offices.side_of(organization.kind) is not side:
        raise NotAContractingSide(
            "Cet organisme n’est pas de ce côté de la convention.", field="/side"
        )
