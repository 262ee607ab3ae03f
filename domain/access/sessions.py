"""Sessions of a member: kept beside the log, which says who ended them in their place."""

from uuid import UUID

from domain.access.errors import NoSession
from domain.access.facts import MemberKind
from domain.access.held import MemberStatus
from domain.access.member import Member
from domain.access.membership import another, present


def end_sessions(member: Member, *, motive: str, by: UUID) -> None:
    """Whoever was removed has none any more; to end one's own is nobody else's business."""
    present(member)
    another(member, by)
    if member.kind is MemberKind.MACHINE:
        raise NoSession("Une machine n’a pas de session : révoquez ses jetons et ses clients.")
    if member.status is MemberStatus.INVITED:
        raise NoSession("Cette personne n’est pas encore entrée : elle n’a pas de session.")
    member.sessions_ended(person_id=member.person_id, motive=motive)
