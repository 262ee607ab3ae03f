"""Writing the act: who contracts and signs, volets, articles, ceilings."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain import departement, money, text
from domain.convention import guards
from domain.convention.convention import Convention
from domain.convention.errors import (
    AlreadyDefined,
    AlreadyInvolved,
    AxeNotAllowed,
    InvalidCode,
    InvalidPeriod,
    NotAContractingSide,
    NotAParty,
    PartnerByJoining,
    Unchanged,
)
from domain.convention.kind import KindRules
from domain.convention.signature import Side
from domain.convention.terms import Article
from domain.convention.writing.funding import within_ceiling


def draft(
    *,
    convention_id: UUID,
    tenant: str,
    rules: KindRules,
    title: str,
    starts_on: date,
    ends_on: date,
    territory_codes: Sequence[str],
    axes: Sequence[int],
    predecessor_id: UUID | None = None,
    paper: bool = False,
) -> Convention:
    """`tenant`: whose territory it is.

    `paper`: takes over an act signed on paper; its content is then written by import only.
    """
    guards.in_order(starts_on, ends_on)
    return Convention(
        id=convention_id,
        kind=rules.kind,
        title=text.title(title, "/title"),
        starts_on=starts_on,
        ends_on=ends_on,
        territory_codes=departement.territories(territory_codes, tenant),
        axes=_axes(rules, axes),
        rules_version=rules.rules_version,
        allowed_axes=rules.allowed_axes,
        allowed_natures=rules.allowed_natures,
        required_offices=rules.required_offices,
        max_state_share_bp=rules.max_state_share_bp,
        share_scope=rules.share_scope,
        fungible_volets=rules.fungible_volets,
        predecessor_id=predecessor_id,
        paper=paper,
    )


def add_party(convention: Convention, *, organization_id: UUID, side: Side) -> None:
    guards.editable(convention)
    if side not in guards.CONTRACTING:
        raise NotAContractingSide("Un partenaire n’est jamais partie au contrat.", field="/side")
    not_involved(convention, organization_id)
    convention.party_added(organization_id=organization_id, side=side)


def designate_signatory(
    convention: Convention,
    *,
    signatory_id: UUID,
    office: str,
    side: Side,
    organization_id: UUID,
    required: bool = True,
    order: int | None = None,
) -> None:
    guards.editable(convention)
    guards.fresh(signatory_id, convention.terms.signatories, "/signatory_id")
    if side is Side.PARTNER:
        raise PartnerByJoining("Un partenaire devient signataire par son adhésion.", field="/side")
    if convention.terms.parties.get(organization_id) is not side:
        raise NotAParty("Cet organisme n’est pas partie pour ce côté.", field="/organization_id")
    office_is_free(convention, office, organization_id)
    convention.signatory_designated(
        signatory_id=signatory_id,
        office=guards.code(office, "/office"),
        side=side,
        organization_id=organization_id,
        required=required,
        order=valid_order(order),
        joining_id=None,
    )


def define_volet(
    convention: Convention, *, code: str, title: str, starts_on: date, ends_on: date
) -> None:
    guards.editable(convention)
    guards.in_order(starts_on, ends_on)
    if starts_on < convention.terms.starts_on or ends_on > convention.terms.ends_on:
        raise InvalidPeriod("Un volet tient dans la période de la convention.", field="/starts_on")
    if code in convention.terms.volets:
        raise AlreadyDefined("Ce volet est déjà défini.", field="/code")
    convention.volet_defined(
        code=guards.code(code, "/code"),
        title=text.title(title, "/title"),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def set_article(convention: Convention, *, no: int, title: str, wording: str) -> None:
    guards.editable(convention)
    if no < 1:
        raise InvalidCode("Les articles se numérotent à partir de 1.", field="/no")
    new = Article(title=text.title(title, "/title"), text=text.free_text(wording, "/text"))
    if convention.terms.articles.get(str(no)) == new:
        raise Unchanged("Cet article est déjà ainsi rédigé.")
    convention.article_set(no=no, title=new.title, text=new.text)


def set_ceiling(convention: Convention, *, exercice: int, amount_cents: int) -> None:
    guards.editable(convention)
    guards.exercice(convention, exercice)
    ceiling = money.cents(amount_cents, "/amount_cents")
    if convention.terms.ceilings.get(str(exercice)) == ceiling:
        raise Unchanged("Ce plafond est déjà fixé à ce montant.", field="/amount_cents")
    within_ceiling(convention, exercice, ceiling=ceiling)
    convention.ceiling_set(exercice=exercice, amount_cents=ceiling)


def not_involved(convention: Convention, organization_id: UUID) -> None:
    partners = {slot.organization_id for slot in convention.terms.signatories.values()}
    if organization_id in partners | convention.terms.parties.keys():
        raise AlreadyInvolved(
            "Cet organisme est déjà dans la convention.", field="/organization_id"
        )


def office_is_free(convention: Convention, office: str, organization_id: UUID) -> None:
    slots = convention.terms.signatories.values()
    if any((slot.office, slot.organization_id) == (office, organization_id) for slot in slots):
        raise AlreadyDefined("Cette fonction signe déjà la convention.", field="/office")


def valid_order(order: int | None) -> int | None:
    if order is not None and order < 1:
        raise InvalidCode("L’ordre de signature commence à 1.", field="/order")
    return order


def _axes(rules: KindRules, axes: Sequence[int]) -> tuple[int, ...]:
    """Raises AxeNotAllowed (rule 1): within what is allowed, and none only when none is allowed."""
    chosen = tuple(sorted(set(axes)))
    if not set(chosen) <= set(rules.allowed_axes) or bool(chosen) != bool(rules.allowed_axes):
        raise AxeNotAllowed(
            f"Ces axes ne sont pas ceux d’une convention de type {rules.kind}.", field="/axes"
        )
    return chosen
