"""Joining takes one agreement of the State and one of the Département; one refusal ends it."""

from datetime import date
from uuid import UUID

from domain import money, text
from domain.convention import guards
from domain.convention.errors import AlreadyAgreed, NotAContractingSide, OnePersonTwoSides
from domain.convention.signature import Side
from domain.errors import RuleBroken
from domain.joining.joining import PartnerJoining


class JoiningRefused(RuleBroken):
    code = "joining-refused"


class AlreadyJoined(RuleBroken):
    code = "already-joined"


class NotAgreedByBoth(RuleBroken):
    code = "not-agreed-by-both"


def request(
    *,
    organization_id: UUID,
    convention_id: UUID,
    contribution_text: str,
    amount_cents: int | None,
    signatory_office: str,
    by: UUID,
) -> PartnerJoining:
    return PartnerJoining(
        organization_id=organization_id,
        convention_id=convention_id,
        contribution_text=text.free_text(contribution_text, "/contribution_text"),
        amount_cents=None if amount_cents is None else money.cents(amount_cents, "/amount_cents"),
        signatory_office=guards.code(signatory_office, "/signatory_office"),
        by=by,
    )


def agree_for_state(joining: PartnerJoining, *, by: UUID, by_office: str | None) -> None:
    _may_agree(joining, by, own=joining.state_agreed_by, other=joining.departement_agreed_by)
    joining.partner_join_agreed_by_state(by_office=by_office, by=by)


def agree_for_departement(
    joining: PartnerJoining,
    *,
    by: UUID,
    by_office: str | None,
    deliberation_ref: str | None = None,
) -> None:
    _may_agree(joining, by, own=joining.departement_agreed_by, other=joining.state_agreed_by)
    joining.partner_join_agreed_by_departement(
        by_office=by_office,
        deliberation_ref=text.title(deliberation_ref, "/deliberation_ref")
        if deliberation_ref
        else None,
        by=by,
    )


def refuse(joining: PartnerJoining, *, side: Side, motive: str, by: UUID) -> None:
    """`motive` is a seal."""
    _is_pending(joining)
    if side not in guards.CONTRACTING:
        raise NotAContractingSide("Seuls l’État et le Département décident d’une adhésion.")
    joining.partner_join_refused(side=side, motive=guards.seal(motive, "/motive"), by=by)


def join(joining: PartnerJoining, *, since: date, version_no: int) -> None:
    _is_pending(joining)
    if not agreed_by_both(joining):
        raise NotAgreedByBoth("L’adhésion attend l’accord de l’État et celui du Département.")
    joining.partner_joined(
        organization_id=joining.organization_id,
        convention_id=joining.convention_id,
        since=since,
        version_no=version_no,
    )


def agreed_by_both(joining: PartnerJoining) -> bool:
    return None not in (joining.state_agreed_by, joining.departement_agreed_by)


def _is_pending(joining: PartnerJoining) -> None:
    if joining.refused_by is not None:
        raise JoiningRefused("Cette demande d’adhésion a été refusée.")
    if joining.joined_since is not None:
        raise AlreadyJoined("Ce partenaire a déjà adhéré.")


def _may_agree(joining: PartnerJoining, by: UUID, *, own: UUID | None, other: UUID | None) -> None:
    _is_pending(joining)
    if own is not None:
        raise AlreadyAgreed("Cet accord est déjà donné.")
    if by == other:
        raise OnePersonTwoSides("Une même personne ne peut pas donner les deux accords.")
