"""Why a membership, a mandate or a token is refused."""

from domain.errors import Invalid, NotFound, RuleBroken


class AlreadyMember(RuleBroken):
    code = "already-member"


class NotInvited(RuleBroken):
    code = "not-invited"


class MemberGone(RuleBroken):
    """Who was removed holds nothing, and is given nothing before another invitation."""

    code = "member-removed"


class RoleAlreadyHeld(RuleBroken):
    code = "role-already-held"


class IncompatibleRoles(RuleBroken):
    """An administering role and a signing role are never on the same person."""

    code = "incompatible-roles"


class OwnRights(RuleBroken):
    """Nobody changes what they themselves may do."""

    code = "own-rights"


class MachineOfOneRole(RuleBroken):
    """Its token would not say for whom it acts."""

    code = "machine-of-one-role"


class NoSession(RuleBroken):
    code = "no-session"


class ClientAlreadyRegistered(RuleBroken):
    code = "client-already-registered"


class UnknownGrant(NotFound):
    code = "unknown-grant"


class UnknownMandate(NotFound):
    code = "unknown-mandate"


class UnknownToken(NotFound):
    code = "unknown-token"


class UnknownClient(NotFound):
    code = "unknown-client"


class InvalidRole(Invalid):
    code = "invalid-role"


class InvalidMandate(Invalid):
    code = "invalid-mandate"


class InvalidToken(Invalid):
    code = "invalid-token"
