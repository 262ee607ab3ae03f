"""French words for what is announced, to whom, and for whom people act."""

from domain.convention.signature import Side

SIDES = {
    Side.STATE: "l’État",
    Side.DEPARTEMENT: "le Département",
    Side.PARTNER: "un partenaire",
}
NOTICES = {
    "convention.signature_round_opened": "convention ouverte à la signature",
    "convention.convention_signed_by": "signature reçue",
    "convention.convention_signed": "convention signée",
    "convention.avenant_signed": "avenant signé",
    "partner_joining.partner_joined": "adhésion acceptée",
    "partner_joining.partner_join_refused": "adhésion refusée",
    "member.member_invited": "invitation",
    "member.member_invited_again": "nouvelle invitation",
    "member.invitation_renewed": "nouveau lien d’invitation",
}
QUALITIES = {
    "signatory": "signataire",
    "partner": "partenaire",
    "requester": "auteur de la demande",
    "member": "membre",
    "invited": "personne invitée",
}


def notice(code: str) -> str:
    """Of a row of the outbox: `convention.avenant_signed:partner`."""
    kind, _, told_as = code.partition(":")
    return f"{NOTICES.get(kind, kind)} ({QUALITIES.get(told_as, told_as)})"
