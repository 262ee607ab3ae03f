"""A partner comes in: never as a party, always as a required signatory (rules 4, 5)."""

from uuid import UUID

from domain.convention import guards
from domain.convention.convention import Convention
from domain.convention.errors import ConventionGone, JoiningAfterSignature, NoPartnerInKind
from domain.convention.kind import Kind
from domain.convention.signature import Side
from domain.convention.stage import Life
from domain.convention.writing.drafting import not_involved, valid_order


def open_to_partners(convention: Convention) -> None:
    if convention.rules.kind is not Kind.CPT:
        raise NoPartnerInKind("Seuls l’État et le Département signent ce type de convention.")
    if convention.life is Life.ABANDONED:
        raise ConventionGone("La convention est abandonnée : personne n’y adhère plus.")
    if convention.life is not Life.PREPARING:
        raise JoiningAfterSignature(
            "La convention est signée : une adhésion demande désormais un acte d’adhésion."
        )


def join_partner(
    convention: Convention,
    *,
    organization_id: UUID,
    joining_id: UUID,
    signatory_id: UUID,
    office: str,
    order: int | None = None,
) -> None:
    """The slot of a partner whose joining both sides agreed to; saved together with PartnerJoined.

    Agreements given to the content before are void: its hash is another one.
    """
    open_to_partners(convention)
    guards.editable(convention)
    guards.fresh(signatory_id, convention.terms.signatories, "/signatory_id")
    not_involved(convention, organization_id)
    convention.signatory_designated(
        signatory_id=signatory_id,
        office=guards.code(office, "/office"),
        side=Side.PARTNER,
        organization_id=organization_id,
        required=True,
        order=valid_order(order),
        joining_id=joining_id,
    )
